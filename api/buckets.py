"""Where the buckets of rate limits are kept: in this process, or for all serving processes of this host."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import structlog

Level = tuple[float, float]
"""Tokens in a bucket, and when that was so."""
Change = Callable[[Level | None], Level]
Clock = Callable[[], float]
_KEYS = 50_000
_FULL_SECONDS = 60.0
"""Every bucket is full after this long without a call, and may be forgotten."""
_WAIT_SECONDS = 0.5
_log = structlog.get_logger(__name__)


class Buckets(Protocol):
    """Keeps levels by key."""

    def change(self, key: str, change: Change) -> Level:
        """Replace the level of *key* by what *change* makes of it, as one step; return the new level."""


class OwnBuckets:
    """Buckets of one process. Forgets the least recently used ones beyond *keys*."""

    def __init__(self, keys: int = _KEYS) -> None:
        self._keys = keys
        self._levels: OrderedDict[str, Level] = OrderedDict()

    def change(self, key: str, change: Change) -> Level:
        """Replace the level of *key*."""
        level = self._levels[key] = change(self._levels.pop(key, None))
        if len(self._levels) > self._keys:
            self._levels.popitem(last=False)
        return level


class SharedBuckets:
    """Buckets of all processes that open the same file, which should lie in memory (/dev/shm).

    SQLite does the locking. Nothing need outlive the machine, so nothing is written through; a process
    that is killed leaves the file whole. A file that cannot be used leaves each process its own buckets.
    """

    def __init__(self, file: Path, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._own = OwnBuckets()
        self._turn = threading.Lock()
        self._cleaned = clock()
        self._database = sqlite3.connect(
            file, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False
        )
        for statement in (
            "PRAGMA journal_mode = WAL",
            "PRAGMA synchronous = OFF",
            "CREATE TABLE IF NOT EXISTS buckets (key TEXT PRIMARY KEY, tokens REAL, seen REAL) WITHOUT ROWID",
        ):
            self._database.execute(statement)

    def change(self, key: str, change: Change) -> Level:
        """Replace the level of *key*."""
        try:
            with self._turn:
                return self._changed(key, change)
        except sqlite3.Error as error:
            _log.warning("shared_limits_failed", error=str(error))
            return self._own.change(key, change)

    def _changed(self, key: str, change: Change) -> Level:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            found = self._database.execute(
                "SELECT tokens, seen FROM buckets WHERE key = ?", (key,)
            ).fetchone()
            level = change(found)
            self._database.execute("INSERT OR REPLACE INTO buckets VALUES (?, ?, ?)", (key, *level))
            self._clean()
            self._database.execute("COMMIT")
        except BaseException:
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")
            raise
        return level

    def _clean(self) -> None:
        now = self._clock()
        if now - self._cleaned > _FULL_SECONDS:
            self._cleaned = now
            self._database.execute("DELETE FROM buckets WHERE seen < ?", (now - _FULL_SECONDS,))
