"""Reads XLSX: every visible sheet, the lines above and below its table as paragraphs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import openpyxl

from knowledge.readers.builder import BlockBuilder, CellText
from knowledge.readers.document import RawDocument
from knowledge.readers.errors import ReadError, wording
from knowledge.readers.source import Source

_TABLE_ROW = 3


def read_xlsx(source: Source) -> RawDocument:
    """Read a workbook's shown values; hidden sheets are left out with a warning."""
    built = BlockBuilder(source.convert)
    warnings: list[str] = []
    try:
        workbook = openpyxl.load_workbook(BytesIO(source.data), data_only=True)
        for sheet in workbook.worksheets:
            if sheet.sheet_state != "visible":
                warnings.append(wording("warnings", "hidden_sheet", sheet=sheet.title))
                continue
            if sheet.max_row * sheet.max_column > source.limits.cells:
                raise ReadError("too_many_cells", source.filename, limit=source.limits.cells)
            build_sheet(_rows(sheet), built)
    except ReadError:
        raise
    except Exception as error:
        raise ReadError("corrupt", source.filename) from error
    return RawDocument(source.filename, "xlsx", built.text, tuple(built.blocks), tuple(warnings))


def build_sheet(rows: Sequence[list[CellText]], built: BlockBuilder) -> None:
    """Add the rows of a sheet: a table from its first to its last wide row, the others as paragraphs."""
    wide = [index for index, row in enumerate(rows) if _filled(row) >= _TABLE_ROW]
    first, last = (wide[0], wide[-1]) if wide else (len(rows), len(rows))
    for row in rows[:first]:
        _as_paragraph(row, built)
    built.table((row, None) for row in rows[first : last + 1])
    for row in rows[last + 1 :]:
        _as_paragraph(row, built)


def _filled(row: list[CellText]) -> int:
    return sum(any(map(str.strip, cell.paragraphs)) for cell in row)


def _as_paragraph(row: list[CellText], built: BlockBuilder) -> None:
    """Empty cells before a filled one stay as tabs, as in a text pasted into a sheet."""
    built.paragraph("\t".join(" ".join(cell.paragraphs) for cell in row).rstrip("\t"))


def _rows(sheet: Any) -> list[list[CellText]]:
    across: dict[tuple[int, int], int] = {}
    below: set[tuple[int, int]] = set()
    covered: set[tuple[int, int]] = set()
    for area in sheet.merged_cells.ranges:
        for row in range(area.min_row, area.max_row + 1):
            across[row, area.min_col] = area.max_col - area.min_col + 1
            covered.update((row, column) for column in range(area.min_col + 1, area.max_col + 1))
            if row > area.min_row:
                below.add((row, area.min_col))
    made: list[list[CellText]] = []
    for row in sheet.iter_rows():
        made.append(
            [
                CellText(
                    _shown(cell),
                    cell.column - 1,
                    across.get((cell.row, cell.column), 1),
                    (cell.row, cell.column) in below,
                )
                for cell in row
                if (cell.row, cell.column) not in covered
            ]
        )
    return made


def _shown(cell: Any) -> tuple[str, ...]:
    """Return a cell's value as the sheet shows it: dates and percentages in their number format."""
    value, form = cell.value, str(cell.number_format or "").lower()
    if value is None:
        return ()
    if isinstance(value, dt.datetime | dt.date):
        shape = "%d/%m/%Y" if "d" in form else "%m/%Y" if "m" in form else "%Y"
        return (value.strftime(shape if "y" in form else "%d/%m/%Y"),)
    if isinstance(value, int | float) and form.endswith("%"):
        return (f"{round(value * 100, 2):g}%".replace(".", ","),)
    if isinstance(value, float) and value.is_integer():
        return (str(int(value)),)
    return tuple(str(value).split("\n"))
