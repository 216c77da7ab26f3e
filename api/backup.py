"""A backup: one file with the whole store, the conversations, the embedding cache, examples in use."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.dialogue.kept import CONVERSATIONS
from knowledge.clock import utc_now
from knowledge.store import copying
from knowledge.store.copying import NotEmptyError
from knowledge.store.engine import connect

__all__ = ["BackupError", "NotEmptyError", "restore", "save"]

_FORMAT = 1
_ABOUT = "about.json"
_VECTORS = "index/vectors.npz"
_EXAMPLES = "training/active.yml"


class BackupError(RuntimeError):
    """The file is no backup, or a damaged one."""


def save(file: Path, url: str, folder: Path) -> Mapping[str, int]:
    """Write a backup of the store at *url* and of the data folder; return the bytes by part.

    The service may run: the store is read as of one moment. *file* is replaced only when complete,
    and only its owner can read it.
    """
    partial = file.with_name(file.name + ".part")
    engine = connect(url)
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as output:
            with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
                revision = _save_tables(copying.dump(engine), archive)
                _save_conversations(folder / CONVERSATIONS, archive)
                for name in (_VECTORS, _EXAMPLES):
                    if (folder / name).exists():
                        archive.write(folder / name, name)
                made = utc_now().isoformat(timespec="seconds")
                about = {"format": _FORMAT, "made": made, "revision": revision}
                archive.writestr(_ABOUT, json.dumps(about))
                sizes = {info.filename: info.file_size for info in archive.infolist()}
            output.flush()
            os.fsync(output.fileno())
        partial.replace(file)
    finally:
        engine.dispose()
        partial.unlink(missing_ok=True)
    return sizes


def restore(file: Path, folder: Path, url: str | None = None) -> Mapping[str, int]:
    """Make *folder* (and the database at *url*, by default SQLite in it) what the backup holds.

    Returns the rows by table. Raises BackupError, NotEmptyError when the folder or the database
    holds anything: a restore never overwrites.
    """
    if folder.exists() and any(folder.iterdir()):
        raise NotEmptyError
    try:
        with zipfile.ZipFile(file) as archive:
            if archive.testzip() is not None:
                raise BackupError
            about = json.loads(archive.read(_ABOUT))
            if about["format"] != _FORMAT:
                raise BackupError
            folder.mkdir(parents=True, exist_ok=True)
            counts = _restore_tables(archive, about["revision"], url or f"sqlite:///{folder / 'trolyao.db'}")
            for name in (CONVERSATIONS, _VECTORS, _EXAMPLES):
                if name in archive.namelist():
                    (folder / name).parent.mkdir(exist_ok=True)
                    with archive.open(name) as source, (folder / name).open("wb") as target:
                        shutil.copyfileobj(source, target)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError) as error:
        raise BackupError from error
    return counts


def _save_tables(tables: Iterator[tuple[str, copying.Lines]], archive: zipfile.ZipFile) -> str:
    _, revision_lines = next(tables)
    (line,) = revision_lines
    for name, lines in tables:
        with archive.open(f"tables/{name}.jsonl", "w", force_zip64=True) as member:
            member.writelines(lines)
    return copying.revision_of(line)


def _save_conversations(file: Path, archive: zipfile.ZipFile) -> None:
    """Copy the dialogue's file as of one moment; there is none before the first message."""
    if not file.exists():
        return
    with tempfile.TemporaryDirectory() as aside:
        copy = Path(aside) / file.name
        source, target = sqlite3.connect(file), sqlite3.connect(copy)
        try:
            source.backup(target)
        finally:
            source.close()
            target.close()
        archive.write(copy, CONVERSATIONS)


def _restore_tables(archive: zipfile.ZipFile, revision: str, url: str) -> dict[str, int]:
    engine = connect(url)
    present = set(archive.namelist())

    def lines_of(table: str) -> Iterator[bytes]:
        member = f"tables/{table}.jsonl"
        if member in present:
            with archive.open(member) as lines:
                yield from lines

    try:
        return copying.restore(engine, revision, lines_of)
    finally:
        engine.dispose()
