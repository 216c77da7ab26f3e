"""Archives of documents, opened within limits: an archive may be a bomb, locked, or full of paths."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable

from api.problems import Problem
from knowledge.ingest.naming import file_name

_ENCRYPTED = 0x1
_CHUNK = 64 * 1024


def is_archive(filename: str) -> bool:
    """Tell whether a file is to be opened (a docx is an archive too, but a document to us)."""
    return filename.lower().endswith(".zip")


def unpacked(
    sent: Iterable[tuple[str, bytes]], *, most_files: int, most_bytes: int
) -> list[tuple[str, bytes]]:
    """Return name and bytes of every file that was *sent*, those inside archives too.

    Raises a Problem for an archive that cannot be opened within the limits, and for too many files.
    """
    files: list[tuple[str, bytes]] = []
    for name, data in sent:
        inside = is_archive(name)
        files += (
            files_of(data, name, most_files=most_files, most_bytes=most_bytes) if inside else [(name, data)]
        )
    if len(files) > most_files:
        raise Problem("too-many-files", limit=most_files)
    return files


def files_of(data: bytes, filename: str, *, most_files: int, most_bytes: int) -> list[tuple[str, bytes]]:
    """Return name and bytes of every file in an archive.

    Raises a Problem for an archive that is broken, locked or empty, holds archives, or holds more
    than *most_files* files or *most_bytes* bytes; sizes it claims are not believed.
    """
    found: list[tuple[str, bytes]] = []
    left = most_bytes
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [member for member in archive.infolist() if _wanted(member)]
            if len(members) > most_files:
                raise Problem("too-many-files", limit=most_files)
            for member in members:
                if member.flag_bits & _ENCRYPTED:
                    raise Problem("zip-locked", file=filename)
                name = file_name(member.filename)
                if is_archive(name):
                    raise Problem("zip-nested", file=filename, inner=name)
                content = _read(archive, member, left)
                if content is None:
                    raise Problem("zip-too-large", file=filename, limit=most_bytes // 2**20)
                left -= len(content)
                found.append((name, content))
    # RuntimeError covers what zipfile raises for a packing method it does not know.
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError):
        raise Problem("zip-broken", file=filename) from None
    if not found:
        raise Problem("zip-empty", file=filename)
    return found


def _wanted(member: zipfile.ZipInfo) -> bool:
    name = member.filename.replace("\\", "/")
    return not member.is_dir() and not name.startswith("__MACOSX/") and not file_name(name).startswith(".")


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> bytes | None:
    """Return the bytes of a member, None as soon as they pass *most*."""
    parts: list[bytes] = []
    size = 0
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > most:
                return None
            parts.append(chunk)
    return b"".join(parts)
