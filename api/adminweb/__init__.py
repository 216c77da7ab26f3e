"""The pages under /admin: server-rendered, working without scripts."""
