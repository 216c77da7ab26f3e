"""Bearer tokens of the admin API. Only their SHA-256 is kept, which is enough for random tokens."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from knowledge.clock import utc_now
from knowledge.store.audit import actor, note
from knowledge.store.schema import TokenRow
from knowledge.store.store import Store


@dataclass(frozen=True)
class Token:
    """A token without its value. ``scopes`` are permissions; None allows everything."""

    name: str
    scopes: frozenset[str] | None
    created_at: dt.datetime
    expires_at: dt.datetime | None
    created_by: str | None


class Tokens:
    """The tokens of a store, by name."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def put(self, name: str, token: str) -> None:
        """Make *token* the one of *name*, allowed everything; a former one stops working."""
        row = TokenRow(name=name, sha256=_digest(token), created_at=utc_now())
        with self._store.writing.begin() as session:
            present = session.get(TokenRow, name)
            if present is None or present.sha256 != row.sha256:
                session.merge(row)
                note(session, "token.put", name)

    def add(self, name: str, scopes: Iterable[str] | None, expires_at: dt.datetime | None = None) -> str:
        """Add a token under a new name and return its value, which is not kept; raise KeyError if taken."""
        value = secrets.token_urlsafe(32)
        told = None if scopes is None else " ".join(sorted(scopes))
        with self._store.writing.begin() as session:
            if session.get(TokenRow, name) is not None:
                raise KeyError(name)
            session.add(
                TokenRow(
                    name=name,
                    sha256=_digest(value),
                    created_at=utc_now(),
                    scopes=told,
                    expires_at=expires_at,
                    created_by=actor(),
                )
            )
            note(session, "token.add", name, scopes=told, expires=expires_at)
        return value

    def revoke(self, name: str) -> bool:
        """Make the token of *name* stop working; tell whether there was one."""
        with self._store.writing.begin() as session:
            row = session.get(TokenRow, name)
            if row is None:
                return False
            session.delete(row)
            note(session, "token.revoke", name)
            return True

    def all(self) -> tuple[Token, ...]:
        """Return all tokens by name."""
        with self._store.reading() as session:
            return tuple(map(_token, session.scalars(select(TokenRow).order_by(TokenRow.name))))

    def find(self, token: str) -> Token | None:
        """Return what a valid token is, None for any other string and for one that has expired."""
        with self._store.reading() as session:
            row = session.scalars(select(TokenRow).where(TokenRow.sha256 == _digest(token))).one_or_none()
        if row is None or (row.expires_at is not None and row.expires_at <= utc_now()):
            return None
        return _token(row)

    def name_of(self, token: str) -> str | None:
        """Return the name of a valid token, None for any other string."""
        found = self.find(token)
        return found.name if found else None

    def any(self) -> bool:
        """Tell whether the installation has a token at all."""
        with self._store.reading() as session:
            return session.scalar(select(TokenRow.name).limit(1)) is not None


def _token(row: TokenRow) -> Token:
    scopes = None if row.scopes is None else frozenset(row.scopes.split())
    return Token(row.name, scopes, row.created_at, row.expires_at, row.created_by)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
