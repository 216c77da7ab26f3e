"""What a reader returns: one canonical text and blocks whose spans index it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property

from knowledge.records import Span


@dataclass(frozen=True)
class Paragraph:
    """One printed line or paragraph. ``level`` is its heading level (1 outermost), None for body text."""

    span: Span
    level: int | None = None
    page: int | None = None


@dataclass(frozen=True)
class Cell:
    """One cell of a real table, standing at ``column`` and covering ``colspan`` columns.

    ``parts`` are its paragraphs. ``merged`` is True when the cell only continues the cell above
    (vertical merge); its parts are then those of the cell that holds the text.
    """

    parts: tuple[Span, ...]
    column: int
    colspan: int = 1
    merged: bool = False


@dataclass(frozen=True)
class TableRow:
    """One row of a real table; ``span`` is its one line of the canonical text."""

    cells: tuple[Cell, ...]
    span: Span
    page: int | None = None


@dataclass(frozen=True)
class Table:
    """A table of a DOCX, HTML, XLSX or PDF file."""

    rows: tuple[TableRow, ...]
    span: Span


Block = Paragraph | Table


@dataclass(frozen=True)
class RawDocument:
    """A file turned into text and blocks.

    ``text`` is the canonical text (NFC, line ends as LF, otherwise as printed); a table row is one
    line of it, its cells separated by tabs. ``kind`` is 'txt', 'csv', 'docx', 'html', 'xlsx', 'pdf'
    or 'image'. ``warnings`` are Vietnamese sentences for the admin. ``confidence`` is the recogniser's mean
    confidence (0 to 1) when the text was read by OCR, else None.
    """

    filename: str
    kind: str
    text: str
    blocks: tuple[Block, ...]
    warnings: tuple[str, ...] = ()
    confidence: float | None = None
    pages: int | None = None
    properties: dict[str, str] = field(default_factory=dict)

    def slice(self, span: Span) -> str:
        """Return the verbatim text of *span*."""
        return self.text[span.start : span.end]

    def line_of(self, offset: int) -> int:
        """Return the number (from 1) of the line that holds *offset*."""
        return bisect_right(self._line_starts, offset)

    @cached_property
    def _line_starts(self) -> list[int]:
        starts = [0]
        starts.extend(index + 1 for index, char in enumerate(self.text) if char == "\n")
        return starts


class TextBuilder:
    """Builds a canonical text piece by piece and remembers where each piece stands."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self._pieces)

    @property
    def length(self) -> int:
        """The number of characters so far, i.e. the offset of the next piece."""
        return self._length

    def add(self, piece: str) -> Span:
        """Append *piece* and return its span."""
        start = self._length
        self._pieces.append(piece)
        self._length += len(piece)
        return Span(start, self._length)
