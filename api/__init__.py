"""HTTP: chat, knowledge, admin, document pages, the web chat; and the command line."""
