"""Texts on their way to PostgreSQL, which takes every character but NUL."""

from __future__ import annotations

from psycopg.abc import Buffer
from psycopg.types.string import StrDumperUnknown


class NulFreeText(StrDumperUnknown):
    """Writes U+FFFD for NUL, so that what a stranger sends is unknown or kept, never a failure."""

    def dump(self, obj: str) -> Buffer | None:
        """Return the bytes of *obj*."""
        return super().dump(obj.replace("\0", "\ufffd"))
