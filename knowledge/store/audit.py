"""The audit log: every change with who made it, append-only, each row sealed onto the one before it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.clock import utc_now
from knowledge.store.access import AuditRow
from knowledge.store.codec import digest_of

if TYPE_CHECKING:
    from knowledge.store.store import Store

_SYSTEM = "hệ thống"
_actor: ContextVar[str] = ContextVar("actor", default=_SYSTEM)
_START = "0" * 64
_SUBJECT = 400


@dataclass(frozen=True)
class Entry:
    """One change. ``details`` is canonical JSON text; ``digest`` covers the entry and ``previous``."""

    number: int
    at: dt.datetime
    actor: str
    action: str
    subject: str
    details: str
    previous: str
    digest: str

    def sealed(self) -> str:
        """Return the digest that the entry must have."""
        return _seal(self.number, self.at, self.actor, self.action, self.subject, self.details, self.previous)


@dataclass(frozen=True)
class Verdict:
    """What checking the log gave: how many entries hold, the number of the first that does not, the head."""

    entries: int
    broken_at: int | None
    head: str


@contextmanager
def acting_as(name: str) -> Iterator[None]:
    """Note *name* as the one who makes the changes in this block (this thread and task only)."""
    before = _actor.set(name)
    try:
        yield
    finally:
        _actor.reset(before)


def actor() -> str:
    """Return who is acting."""
    return _actor.get()


def note(session: Session, action: str, subject: str, **details: object) -> None:
    """Add one entry in the caller's writing transaction, so that change and entry stand or fall together."""
    last = session.execute(
        select(AuditRow.number, AuditRow.digest).order_by(AuditRow.number.desc()).limit(1)
    ).first()
    number, previous = (last.number + 1, last.digest) if last else (1, _START)
    at = utc_now()
    text = json.dumps(details, ensure_ascii=False, sort_keys=True, default=str)
    subject = subject[:_SUBJECT]
    session.add(
        AuditRow(
            number=number,
            at=at,
            actor=actor(),
            action=action,
            subject=subject,
            details=text,
            previous=previous,
            digest=_seal(number, at, actor(), action, subject, text, previous),
        )
    )
    session.flush()


def _seal(
    number: int, at: dt.datetime, who: str, action: str, subject: str, details: str, previous: str
) -> str:
    moment = at.astimezone(dt.timezone.utc).isoformat(timespec="microseconds")
    return digest_of((str(number), moment, who, action, subject, details, previous))


class Audit:
    """The log of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def entries(self) -> Iterator[Entry]:
        """Return all entries, oldest first."""
        with self._store.reading() as session:
            for row in session.scalars(select(AuditRow).order_by(AuditRow.number)):
                yield _entry(row)

    def latest(self, limit: int, before: int | None = None, subject: str | None = None) -> tuple[Entry, ...]:
        """Return the newest entries, newest first: those older than number *before*, about *subject*."""
        query = select(AuditRow).order_by(AuditRow.number.desc()).limit(limit)
        if before is not None:
            query = query.where(AuditRow.number < before)
        if subject is not None:
            query = query.where(AuditRow.subject == subject)
        with self._store.reading() as session:
            return tuple(map(_entry, session.scalars(query)))

    def verify(self, head: str | None = None) -> Verdict:
        """Check every seal and link; with *head*, also that an entry with that digest is still there.

        A head noted outside the database is what shows that the newest entries were not cut off.
        """
        previous, count, seen = _START, 0, head in (None, _START)
        for count, entry in enumerate(self.entries(), start=1):
            if entry.number != count or entry.previous != previous or entry.sealed() != entry.digest:
                return Verdict(count - 1, entry.number, previous)
            previous = entry.digest
            seen = seen or entry.digest == head
        return Verdict(count, None if seen else count + 1, previous)

    def note(self, action: str, subject: str, **details: object) -> None:
        """Add one entry in a transaction of its own, for what is no change of the store."""
        with self._store.writing.begin() as session:
            note(session, action, subject, **details)


def _entry(row: AuditRow) -> Entry:
    return Entry(
        row.number, row.at, row.actor, row.action, row.subject, row.details, row.previous, row.digest
    )
