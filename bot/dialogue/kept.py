"""What the dialogue keeps of a conversation, for its owner to see and to have erased."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

CONVERSATIONS = "conversations.db"
"""Name of the file in the data folder."""


class Conversations:
    """The file in which Rasa keeps conversations (``bot.rasa.conversations``), whether Rasa runs or not."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def export(self, session_id: str) -> dict[str, Any] | None:
        """Return when the session was last used and the dialogue's events; None when nothing is kept."""
        with self._open() as kept:
            row = (
                kept
                and kept.execute(
                    "SELECT changed, events FROM conversation WHERE id = ?", (session_id,)
                ).fetchone()
            )
        return {"changed": row[0], "events": json.loads(row[1])} if row else None

    def erase(self, session_id: str) -> bool:
        """Erase it for good; tell whether there was something."""
        with self._open() as kept:
            if kept is None:
                return False
            # Without this the words would stay readable in the file's free pages.
            kept.execute("PRAGMA secure_delete = ON")
            found = kept.execute("DELETE FROM conversation WHERE id = ?", (session_id,)).rowcount > 0
            kept.execute("PRAGMA wal_checkpoint(PASSIVE)")
            return found

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection | None]:
        """Give a connection; None while nobody has talked yet."""
        if not self._file.exists():
            yield None
            return
        with closing(sqlite3.connect(self._file, timeout=10, isolation_level=None)) as connection:
            yield connection
