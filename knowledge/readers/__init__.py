"""Readers: the bytes of a file become one canonical text with typed blocks."""

from __future__ import annotations

from dataclasses import replace

from knowledge.readers.document import Block, Cell, Paragraph, RawDocument, Table, TableRow
from knowledge.readers.errors import ReadError, wording
from knowledge.readers.html import read_html
from knowledge.readers.kinds import Kind, kind_of, named_kind
from knowledge.readers.legacy import FONTS, font_encoding
from knowledge.readers.limits import LIMITS, Limits, check_size, check_text
from knowledge.readers.ocr import read_image
from knowledge.readers.pdf import read_pdf
from knowledge.readers.plain import read_plain
from knowledge.readers.separated import read_csv
from knowledge.readers.sheets import read_xlsx
from knowledge.readers.source import Source
from knowledge.readers.word import read_docx

__all__ = [
    "LIMITS",
    "Block",
    "Cell",
    "Limits",
    "Paragraph",
    "RawDocument",
    "ReadError",
    "Table",
    "TableRow",
    "read",
]

_READERS = {
    "txt": read_plain,
    "csv": read_csv,
    "html": read_html,
    "docx": read_docx,
    "xlsx": read_xlsx,
    "pdf": read_pdf,
    "image": read_image,
}


def read(data: bytes, filename: str, limits: Limits = LIMITS) -> RawDocument:
    """Read *data* as the format its content shows, whatever its name says.

    Raises ReadError, with a Vietnamese message that names the file, for everything that cannot be
    taken in: empty, too large, encrypted, corrupt, macro-laden, scanned or unknown files.
    """
    check_size(data, filename, limits)
    kind: Kind = kind_of(data, filename, limits)
    document = _READERS[kind](Source(data, filename, limits))
    check_text(document.text, filename, limits)
    font = font_encoding(document.text)
    if font:
        warning = wording("warnings", "legacy_font", encoding=font)
        document = _READERS[kind](Source(data, filename, limits, FONTS[font]))
        document = replace(document, warnings=(*document.warnings, warning))
    claimed = named_kind(filename)
    if claimed and claimed != kind:
        warning = wording("warnings", "wrong_extension", claimed=claimed, kind=kind)
        document = replace(document, warnings=(*document.warnings, warning))
    return document
