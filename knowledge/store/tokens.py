"""Bearer tokens of the admin API. Only their SHA-256 is kept, which is enough for random tokens."""

from __future__ import annotations

import datetime as dt
import hashlib

from sqlalchemy import select

from knowledge.store.schema import TokenRow
from knowledge.store.store import Store


class Tokens:
    """The tokens of a store, by name."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def put(self, name: str, token: str) -> None:
        """Make *token* the one of *name*; a former one stops working."""
        row = TokenRow(name=name, sha256=_digest(token), created_at=dt.datetime.now(dt.timezone.utc))
        with self._store.writing.begin() as session:
            present = session.get(TokenRow, name)
            if present is None or present.sha256 != row.sha256:
                session.merge(row)

    def name_of(self, token: str) -> str | None:
        """Return the name of a valid token, None for any other string."""
        with self._store.reading() as session:
            return session.scalar(select(TokenRow.name).where(TokenRow.sha256 == _digest(token)))

    def any(self) -> bool:
        """Tell whether the installation has a token at all."""
        with self._store.reading() as session:
            return session.scalar(select(TokenRow.name).limit(1)) is not None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
