"""Cells of a table that was read from any kind of file, as plain text by column."""

from __future__ import annotations

from knowledge.importers import fields
from knowledge.readers.document import RawDocument, Table


def table_rows(raw: RawDocument, table: Table) -> list[list[str]]:
    """Return the rows of *table*, each as the texts of its columns; a column without a cell is ''."""
    rows = []
    for row in table.rows:
        cells: list[str] = []
        for cell in row.cells:
            cells += [""] * (cell.column - len(cells))
            parts = (raw.text[part.start : part.end] for part in cell.parts)
            cells.append(fields.text_of("\n".join(parts)))
        rows.append(cells)
    return rows
