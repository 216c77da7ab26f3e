"""Publications planned for a time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from knowledge.clock import utc_now
from knowledge.store import rows
from knowledge.store.access import PublicationRow
from knowledge.store.audit import acting_as, actor, note
from knowledge.store.rows import StoreError
from knowledge.store.wording import sentence

if TYPE_CHECKING:
    from knowledge.store.store import Store


@dataclass(frozen=True)
class Planned:
    """One planned publication; ``state`` is waiting, done, cancelled or failed (``note`` says why)."""

    id: int
    document_id: str
    number: int
    due_at: dt.datetime
    state: str
    author: str
    note: str


class Schedule:
    """The planned publications of a store; any process may carry them out."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def plan(self, document_id: str, number: int, due_at: dt.datetime) -> None:
        """Publish a version at *due_at*; raise StoreError for an unknown version or a past time."""
        now, due_at = utc_now(), due_at.astimezone(dt.timezone.utc)
        if due_at <= now:
            raise StoreError(sentence("time_passed"))
        with self._store.writing.begin() as session:
            rows.version(session, document_id, number)
            session.add(
                PublicationRow(
                    document_id=document_id,
                    number=number,
                    due_at=due_at,
                    state="waiting",
                    author=actor(),
                    note="",
                    created_at=now,
                )
            )
            note(session, "document.plan", document_id, version=number, due=due_at)

    def cancel(self, document_id: str, planned_id: int) -> bool:
        """Give a waiting publication up; tell whether there was one."""
        with self._store.writing.begin() as session:
            row = session.get(PublicationRow, planned_id)
            if row is None or row.document_id != document_id or row.state != "waiting":
                return False
            row.state = "cancelled"
            note(session, "document.plan_cancelled", document_id, version=row.number)
            return True

    def of(self, document_id: str) -> tuple[Planned, ...]:
        """Return the publications planned for a document, newest first."""
        with self._store.reading() as session:
            query = select(PublicationRow).where(PublicationRow.document_id == document_id)
            return tuple(map(_planned, session.scalars(query.order_by(PublicationRow.id.desc()))))

    def run_due(self, now: dt.datetime | None = None) -> int:
        """Publish what is due, each in one transaction; return how many were published."""
        now = now or utc_now()
        due = select(PublicationRow.id).where(PublicationRow.state == "waiting", PublicationRow.due_at <= now)
        with self._store.reading() as session:
            waiting = list(session.scalars(due.order_by(PublicationRow.due_at, PublicationRow.id)))
        return sum(self._carry_out(planned) for planned in waiting)

    def _carry_out(self, planned_id: int) -> bool:
        with self._store.writing.begin() as session:
            row = session.get_one(PublicationRow, planned_id)
            if row.state != "waiting":
                return False
            with acting_as(row.author):
                try:
                    self._store.publish_in(session, row.document_id, row.number)
                except StoreError as error:
                    row.state, row.note = "failed", str(error)
                    return False
            row.state = "done"
            return True


def _planned(row: PublicationRow) -> Planned:
    return Planned(row.id, row.document_id, row.number, row.due_at, row.state, row.author, row.note)
