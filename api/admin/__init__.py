"""The admin API: documents and lists in and out, over HTTP with a bearer token."""
