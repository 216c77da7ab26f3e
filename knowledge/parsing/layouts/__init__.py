"""One module per layout; each finds the task tables of a document in that layout as grids."""
