"""The routes of the public service, one module for each resource."""
