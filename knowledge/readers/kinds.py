"""Tells the kind of a file from its content; the name only decides between texts."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Literal

from knowledge.readers.errors import ReadError
from knowledge.readers.limits import Limits, open_package

Kind = Literal["txt", "csv", "html", "docx", "xlsx", "pdf", "image"]
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|div|p)\b", re.IGNORECASE)
_SUFFIXES: dict[str, Kind] = {
    ".txt": "txt",
    ".md": "txt",
    ".text": "txt",
    ".csv": "csv",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".docx": "docx",
    ".docm": "docx",
    ".xlsm": "xlsx",
    ".xlsx": "xlsx",
    ".pdf": "pdf",
    ".png": "image",
    ".jpg": "image",
    ".jpeg": "image",
    ".tif": "image",
    ".tiff": "image",
}
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
_BINARY = (b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"MZ", b"\x7fELF", b"{\\rtf")


def kind_of(data: bytes, filename: str, limits: Limits) -> Kind:
    """Return the kind of *data*; raise ReadError for encrypted, macro-laden, old and unknown files."""
    if data.startswith(_COMPOUND):
        raise ReadError("encrypted" if _ENCRYPTED in data else "legacy_office", filename)
    if data.startswith(b"PK"):
        names = open_package(data, filename, limits)
        if "word/document.xml" in names:
            return "docx"
        if "xl/workbook.xml" in names:
            return "xlsx"
        raise ReadError("unknown_type", filename)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(_IMAGES):
        return "image"
    if data.startswith(_BINARY):
        raise ReadError("unknown_type", filename)
    named = named_kind(filename)
    if named in {"docx", "xlsx", "pdf", "image"}:
        raise ReadError("corrupt", filename)
    if named == "csv":
        return "csv"
    if named != "txt" and _HTML.search(data[:4096].replace(b"\x00", b"")):
        return "html"
    return "txt"


def named_kind(filename: str) -> Kind | None:
    """Return the kind the file name claims, None for an unknown ending."""
    return _SUFFIXES.get(PurePath(filename).suffix.lower())
