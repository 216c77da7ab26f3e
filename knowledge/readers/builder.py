"""Builds the canonical text of a file with real tables, block by block."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge.readers.characters import canonical
from knowledge.readers.document import Block, Cell, Paragraph, Table, TableRow, TextBuilder
from knowledge.readers.source import Convert
from knowledge.records import Span
from knowledge.text import collapse


@dataclass(frozen=True)
class CellText:
    """A cell as read from a file: its paragraphs and where it stands.

    ``merged`` cells continue the cell above in the same column and bring no text of their own.
    """

    paragraphs: tuple[str, ...]
    column: int
    colspan: int = 1
    merged: bool = False


class BlockBuilder:
    """Collects paragraphs and table rows into one text; a table row becomes one line.

    *convert* turns the text of a legacy font into Unicode.
    """

    def __init__(self, convert: Convert = str) -> None:
        self._text = TextBuilder()
        self._convert = convert
        self.blocks: list[Block] = []

    @property
    def text(self) -> str:
        """The canonical text so far."""
        return self._text.text

    @property
    def length(self) -> int:
        """The number of characters so far."""
        return self._text.length

    def paragraph(self, text: str, level: int | None = None, page: int | None = None) -> None:
        """Add a paragraph; its inner line ends make further ones, a blank line stays a blank line."""
        for line in canonical(self._convert(text)).split("\n"):
            span = self._text.add(line)
            self._text.add("\n")
            if line.strip():
                self.blocks.append(Paragraph(span, level, page))

    def table(self, rows: Iterable[tuple[Sequence[CellText], int | None]]) -> None:
        """Add a table from (cells, page) of every row; rows without any text are left out."""
        start = self._text.length
        made: list[TableRow] = []
        above: dict[int, tuple[Span, ...]] = {}
        for cells, page in rows:
            row = self._row(cells, page, above)
            if row is not None:
                made.append(row)
        if made:
            self.blocks.append(Table(tuple(made), Span(start, self._text.length - 1)))

    def _row(
        self, cells: Sequence[CellText], page: int | None, above: dict[int, tuple[Span, ...]]
    ) -> TableRow | None:
        if not any(collapse(text) for cell in cells if not cell.merged for text in cell.paragraphs):
            return None
        start = self._text.length
        made: list[Cell] = []
        for index, cell in enumerate(cells):
            if index:
                self._text.add("\t")
            parts = above.get(cell.column, ()) if cell.merged else self._parts(cell.paragraphs)
            above[cell.column] = parts
            made.append(Cell(parts, cell.column, cell.colspan, cell.merged))
        span = Span(start, self._text.length)
        self._text.add("\n")
        return TableRow(tuple(made), span, page)

    def _parts(self, paragraphs: Sequence[str]) -> tuple[Span, ...]:
        parts: list[Span] = []
        lines = [line for text in paragraphs for line in canonical(self._convert(text)).split("\n")]
        for line in (collapse(line) for line in lines):
            if not line:
                continue
            if parts:
                self._text.add(" ")
            parts.append(self._text.add(line))
        return tuple(parts)
