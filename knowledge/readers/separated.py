"""Reads CSV as spreadsheets export it: quoted cells, comma or semicolon or tab, any usual encoding."""

from __future__ import annotations

import csv
from io import StringIO

from knowledge.readers.builder import BlockBuilder, CellText
from knowledge.readers.document import RawDocument
from knowledge.readers.errors import ReadError, wording
from knowledge.readers.plain import decode
from knowledge.readers.sheets import build_sheet
from knowledge.readers.source import Source

_SEPARATORS = ",;\t|"
_SAMPLE_LINES = 50


def read_csv(source: Source) -> RawDocument:
    """Read a file of separated values; lines above and below its table become paragraphs."""
    decoded, encoding = decode(source.data, source.filename)
    text = decoded.removeprefix("\ufeff")
    rows: list[list[CellText]] = []
    cells = 0
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=_separator(text)):
            cells += len(row)
            if cells > source.limits.cells:
                raise ReadError("too_many_cells", source.filename, limit=source.limits.cells)
            rows.append([CellText(_lines(value), column) for column, value in enumerate(row)])
    except csv.Error as error:
        raise ReadError("corrupt", source.filename) from error
    built = BlockBuilder(source.convert)
    build_sheet(rows, built)
    plain = encoding in {"utf-8", "utf-8-sig"}
    warnings = () if plain else (wording("warnings", "encoding", encoding=encoding),)
    return RawDocument(source.filename, "csv", built.text, tuple(built.blocks), warnings)


def _separator(text: str) -> str:
    """Return the separator whose columns are most alike from row to row, by rows of at least two cells."""
    sample = "\n".join(text.splitlines()[:_SAMPLE_LINES])
    return max(_SEPARATORS, key=lambda separator: _agreement(sample, separator))


def _agreement(sample: str, separator: str) -> int:
    try:
        widths = [len(row) for row in csv.reader(StringIO(sample), delimiter=separator)]
    except csv.Error:
        return 0
    wide = [width for width in widths if width > 1]
    return max((wide.count(width) * (width - 1) for width in set(wide)), default=0)


def _lines(value: str) -> tuple[str, ...]:
    return tuple(value.replace("\r\n", "\n").split("\n")) if value.strip() else ()
