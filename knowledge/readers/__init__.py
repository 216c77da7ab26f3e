"""Readers: the bytes of a file become one canonical text with typed blocks."""

from __future__ import annotations

from knowledge.readers.document import Block, Cell, Paragraph, RawDocument, Table, TableRow
from knowledge.readers.errors import ReadError
from knowledge.readers.plain import read_plain

__all__ = ["Block", "Cell", "Paragraph", "RawDocument", "ReadError", "Table", "TableRow", "read"]


def read(data: bytes, filename: str) -> RawDocument:
    """Read *data* as the format its content shows; raise ReadError with a Vietnamese message."""
    return read_plain(data, filename)
