"""What is refused before it can cost memory or time."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from io import BytesIO

from knowledge.readers.errors import ReadError


@dataclass(frozen=True)
class Limits:
    """Largest file and unpacked size (bytes), packing ratio, pages, scanned pages, characters, cells."""

    file_bytes: int = 40_000_000
    unpacked_bytes: int = 400_000_000
    ratio: int = 150
    pages: int = 400
    scans: int = 60
    characters: int = 8_000_000
    cells: int = 1_000_000


LIMITS = Limits()
_SMALL = 20_000_000
_MACROS = ("vbaproject.bin", "vbadata.xml")


def check_size(data: bytes, filename: str, limits: Limits) -> None:
    """Raise ReadError when the file is empty or too large."""
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise ReadError("empty", filename)
    if len(data) > limits.file_bytes:
        size, limit = len(data) // 1_000_000, limits.file_bytes // 1_000_000
        raise ReadError("too_large", filename, size=size, limit=limit)


def check_text(text: str, filename: str, limits: Limits) -> None:
    """Raise ReadError when nothing is printed in the file, or far too much."""
    if not text.strip():
        raise ReadError("empty", filename)
    if len(text) > limits.characters:
        raise ReadError("too_much_text", filename, limit=limits.characters // 1_000_000)


def open_package(data: bytes, filename: str, limits: Limits) -> set[str]:
    """Check an Office package and return its member names; raise ReadError when it is unsafe."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            members = package.infolist()
            if any(member.flag_bits & 1 for member in members):
                raise ReadError("encrypted", filename)
            names = {member.filename for member in members}
            unpacked = sum(member.file_size for member in members)
    # zipfile raises NotImplementedError for a package packed by a method or version it cannot unpack.
    except (zipfile.BadZipFile, NotImplementedError, OSError) as error:
        raise ReadError("corrupt", filename) from error
    packed_too_well = unpacked > _SMALL and unpacked > limits.ratio * len(data)
    if unpacked > limits.unpacked_bytes or packed_too_well:
        raise ReadError("zip_bomb", filename, size=unpacked // 1_000_000)
    if any(name.lower().endswith(_MACROS) for name in names):
        raise ReadError("macros", filename)
    return names
