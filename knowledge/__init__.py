"""Records, readers, parsers, registries and the versioned store. Imports nothing of ours."""
