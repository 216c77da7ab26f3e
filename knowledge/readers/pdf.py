"""Reads PDF with a text layer: ruled tables as tables, the words around them as paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pdfplumber
from pdfplumber.utils.exceptions import PdfminerException

from knowledge.readers import ocr
from knowledge.readers.builder import BlockBuilder, CellText
from knowledge.readers.document import RawDocument
from knowledge.readers.errors import ReadError, wording
from knowledge.readers.pdf_lines import PrintedLine, paragraphs_of, printed_lines
from knowledge.readers.source import Source

_ROUNDING = 3.0
_DOTS_PER_INCH = 200
_OPENS_ITEM = re.compile(r"\s*(?:[-+•]\s|\(\d\)\s)")
_Box = tuple[float, float, float, float]


def read_pdf(source: Source) -> RawDocument:
    """Read a PDF; scanned pages are recognised where the server can, else named in a warning.

    Raises ReadError when no page has text and the server cannot recognise letters.
    """
    reader = _Reader(source)
    try:
        with pdfplumber.open(BytesIO(source.data)) as pdf:
            reader.read(pdf.pages)
    except ReadError:
        raise
    except PdfminerException as error:
        locked = "Password" in type(error.args[0]).__name__ if error.args else False
        raise ReadError("encrypted" if locked else "corrupt", source.filename) from error
    except Exception as error:
        raise ReadError("corrupt", source.filename) from error
    return reader.document()


class _Reader:
    def __init__(self, source: Source) -> None:
        self._source = source
        self._built = BlockBuilder(source.convert)
        self._pages = 0
        self._unread: list[int] = []
        self._scores: dict[int, float] = {}

    def read(self, pages: list[Any]) -> None:
        limits, name = self._source.limits, self._source.filename
        self._pages = len(pages)
        if len(pages) > limits.pages:
            raise ReadError("too_many_pages", name, pages=len(pages), limit=limits.pages)
        for number, page in enumerate(pages, start=1):
            if page.chars or not page.images:
                _read_page(page, number, self._built)
            elif ocr.available():
                self._recognise(page, number)
            else:
                self._unread.append(number)
            page.close()

    def _recognise(self, page: Any, number: int) -> None:
        if len(self._scores) >= self._source.limits.scans:
            limit = self._source.limits.scans
            raise ReadError("too_many_scans", self._source.filename, pages=f">{limit}", limit=limit)
        found = ocr.recognise(page.to_image(resolution=_DOTS_PER_INCH).original, self._source.filename)
        self._scores[number] = found.confidence
        for paragraph in found.paragraphs:
            self._built.paragraph(paragraph, page=number)

    def document(self) -> RawDocument:
        unread = ", ".join(map(str, self._unread))
        if unread and not self._built.text.strip():
            raise ReadError("scanned", self._source.filename, pages=unread)
        warnings = [wording("warnings", "pages_without_text", pages=unread)] if unread else []
        confidence = sum(self._scores.values()) / len(self._scores) if self._scores else None
        if confidence is not None:
            recognised = ", ".join(map(str, self._scores))
            warnings.append(wording("warnings", "ocr", pages=recognised, percent=round(confidence * 100)))
        return RawDocument(
            self._source.filename,
            "pdf",
            self._built.text,
            tuple(self._built.blocks),
            tuple(warnings),
            confidence,
            self._pages,
        )


def _read_page(page: Any, number: int, built: BlockBuilder) -> None:
    tables = sorted(page.find_tables(), key=lambda table: (table.bbox[1], table.bbox[0]))
    boxes: list[_Box] = [table.bbox for table in tables]
    lines = printed_lines(page, boxes)
    for table, box in zip(tables, boxes, strict=True):
        above = [line for line in lines if line.bottom <= box[1] + _ROUNDING]
        lines = lines[len(above) :]
        _add_paragraphs(above, number, built)
        built.table((cells, number) for cells in _rows(page, table))
    _add_paragraphs(lines, number, built)


def _add_paragraphs(lines: list[PrintedLine], page: int, built: BlockBuilder) -> None:
    for text in paragraphs_of(lines):
        built.paragraph(text, page=page)


def _rows(page: Any, table: Any) -> Iterator[list[CellText]]:
    cells: list[_Box] = [cell for row in table.rows for cell in row.cells if cell]
    edges = _merged_edges(sorted(cell[0] for cell in cells))
    for row in table.rows:
        top, bottom = row.bbox[1], row.bbox[3]
        middle = (top + bottom) / 2
        made: dict[int, CellText] = {}
        for cell in row.cells:
            if cell:
                column = _column(cell[0], edges)
                width = max(1, sum(cell[0] - _ROUNDING < edge < cell[2] - _ROUNDING for edge in edges))
                made[column] = CellText(tuple(_cell_text(page, cell)), column, width)
        for cell in cells:
            column = _column(cell[0], edges)
            if column not in made and cell[1] < top - _ROUNDING and cell[3] > middle:
                made[column] = CellText((), column, 1, merged=True)
        yield [made[column] for column in sorted(made)]


def _merged_edges(edges: list[float]) -> list[float]:
    merged: list[float] = []
    for edge in edges:
        if not merged or edge - merged[-1] > _ROUNDING:
            merged.append(edge)
    return merged


def _column(x: float, edges: list[float]) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - x))


def _cell_text(page: Any, box: _Box) -> list[str]:
    """The text of a cell; a printed line end is a space unless the next line opens an item."""
    text = page.crop(box, strict=False).extract_text(x_tolerance=1.5, y_tolerance=3) or ""
    paragraphs: list[str] = []
    for line in text.split("\n"):
        if not paragraphs or _OPENS_ITEM.match(line):
            paragraphs.append(line)
        else:
            paragraphs[-1] = f"{paragraphs[-1]} {line}"
    return paragraphs
