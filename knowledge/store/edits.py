"""Entries that people edit over what is shipped: each edit is a version, the newest counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeVar, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge.clock import utc_now
from knowledge.records.catalogue import AddedBody, AgencyNames, Faq, PublicService, Threshold, Wording
from knowledge.store.access import EditRow
from knowledge.store.audit import actor, note
from knowledge.store.codec import decode, digest_of, encode

if TYPE_CHECKING:
    from knowledge.store.store import Store

Editable = Faq | PublicService | AgencyNames | AddedBody | Wording | Threshold
Action = Literal["set", "remove", "restore"]
T = TypeVar("T", bound=Editable)
EDITABLE: dict[str, type[Editable]] = {
    "faq": Faq,
    "service": PublicService,
    "agency": AgencyNames,
    "body": AddedBody,
    "wording": Wording,
    "threshold": Threshold,
}


@dataclass(frozen=True)
class Edit:
    """One edit. ``record`` is the entry of a 'set', None otherwise."""

    id: int
    kind: str
    record_id: str
    action: Action
    record: Editable | None
    author: str
    created_at: dt.datetime


class Edits:
    """The edits of a store. Every change is published at once, with the next version of the whole."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def set(self, kind: str, record: Editable) -> None:
        """Make *record* the entry of its id; raise TypeError for a record of another kind."""
        if not isinstance(record, EDITABLE[kind]):
            raise TypeError(f"{type(record).__name__} is no {kind}")
        self._add(kind, record.id, "set", encode(record))

    def remove(self, kind: str, record_id: str) -> None:
        """Take an entry out."""
        self._add(kind, record_id, "remove", "")

    def restore(self, kind: str, record_id: str) -> None:
        """Let the shipped or imported entry count again, if there is one."""
        self._add(kind, record_id, "restore", "")

    def history(self, kind: str, record_id: str) -> tuple[Edit, ...]:
        """Return all edits of an entry, newest first."""
        with self._store.reading() as session:
            query = select(EditRow).where(EditRow.kind == kind, EditRow.record_id == record_id)
            return tuple(map(_edit, session.scalars(query.order_by(EditRow.id.desc()))))

    def latest(self, kind: str) -> dict[str, Edit]:
        """Return the newest edit of every entry of a kind that was ever edited."""
        with self._store.reading() as session:
            return {row.record_id: _edit(row) for row in _newest(session, kind)}

    def _add(self, kind: str, record_id: str, action: Action, payload: str) -> None:
        with self._store.writing.begin() as session:
            session.add(
                EditRow(
                    kind=kind,
                    record_id=record_id,
                    action=action,
                    payload=payload,
                    digest=digest_of([kind, record_id, action, payload]),
                    author=actor(),
                    created_at=utc_now(),
                )
            )
            note(session, f"{kind}.{action}", record_id, entry=payload)
            self._store.seal(session)


def overlaid(session: Session, kind: str, cls: type[T], records: Iterable[T]) -> tuple[T, ...]:
    """Return *records* with the newest edits over them; entries that only edits hold come last."""
    newest = {row.record_id: row for row in _newest(session, kind)}
    kept: list[T] = []
    for record in records:
        row = newest.pop(record.id, None)
        if row is None or row.action == "restore":
            kept.append(record)
        elif row.action == "set":
            kept.append(decode(cls, row.payload))
    return (*kept, *(decode(cls, row.payload) for row in newest.values() if row.action == "set"))


def digests(session: Session) -> list[str]:
    """Return what names the edits that count now, in order of kind and entry."""
    return [row.digest for kind in EDITABLE for row in _newest(session, kind) if row.action != "restore"]


def _newest(session: Session, kind: str) -> list[EditRow]:
    ids = select(func.max(EditRow.id)).where(EditRow.kind == kind).group_by(EditRow.record_id)
    return list(session.scalars(select(EditRow).where(EditRow.id.in_(ids)).order_by(EditRow.record_id)))


def _edit(row: EditRow) -> Edit:
    record = decode(EDITABLE[row.kind], row.payload) if row.action == "set" else None
    return Edit(row.id, row.kind, row.record_id, cast(Action, row.action), record, row.author, row.created_at)
