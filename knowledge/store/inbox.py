"""Events of messaging platforms, kept before they are acknowledged and worked off in order per user."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import Exists, and_, exists, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from knowledge.store.channel_tables import ChannelUserRow, InboxRow, OutboxRow
from knowledge.store.outbox import waiting_row
from knowledge.store.store import Store

Settled = Literal["done", "skipped"]


@dataclass(frozen=True)
class Event:
    """One event as a platform sent it, reduced to what answering needs.

    ``key`` (64 characters) is the same for a repeated delivery; ``user_id`` and ``account`` (the
    account written to) are the platform's ids, always strings; ``text`` has no personal numbers;
    ``sealed`` is the whole text, encrypted, '' where nothing was masked.
    """

    channel: str
    key: str
    user_id: str
    kind: str
    sent_at: dt.datetime
    text: str = ""
    account: str = ""
    sealed: str = ""


@dataclass(frozen=True)
class Taken:
    """An event at work. ``attempt`` makes a worker that was too slow lose its claim."""

    id: int
    attempt: int
    event: Event
    received_at: dt.datetime


@dataclass(frozen=True)
class Letter:
    """A message to send; ``payload`` is the channel's own JSON, ``answer_id`` names the answer it carries."""

    payload: Mapping[str, Any]
    answer_id: str = ""


@dataclass
class Memory:
    """What is kept of a user between events: menus shown, and when something was told last."""

    menus: list[dict[str, Any]] = field(default_factory=list)
    told: dict[str, str] = field(default_factory=dict)
    silent_until: dt.datetime | None = None


class Inbox:
    """The inbox of one channel; several processes may work it off."""

    def __init__(self, store: Store, channel: str) -> None:
        self._store = store
        self._channel = channel

    def put(self, events: Sequence[Event], now: dt.datetime, due_at: dt.datetime) -> int:
        """Keep events in one transaction; return how many were not known before."""
        rows = [
            {
                "channel": event.channel,
                "key": event.key,
                "user_id": event.user_id,
                "kind": event.kind,
                "text": event.text,
                "sealed": event.sealed,
                "account": event.account,
                "sent_at": event.sent_at,
                "received_at": now,
                "due_at": due_at,
                "attempts": 0,
                "state": "waiting",
                "error": "",
            }
            for event in events
        ]
        with self._store.appending.begin() as session:
            insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
            query = insert(InboxRow).values(rows).on_conflict_do_nothing().returning(InboxRow.id)
            return len(session.execute(query).all())

    def take(self, limit: int, now: dt.datetime, lease: dt.timedelta) -> tuple[Taken, ...]:
        """Take up to *limit* due events for *lease*: of each user the earliest, and one at a time."""
        due = self._due(now).order_by(InboxRow.due_at, InboxRow.id).limit(limit)
        with self._store.reading() as session:
            if session.scalar(due.with_only_columns(InboxRow.id).limit(1)) is None:
                return ()
        with self._store.writing.begin() as session:
            taken = []
            users = set()
            for row in session.scalars(due):
                if row.user_id in users:
                    continue
                users.add(row.user_id)
                row.due_at, row.attempts = now + lease, row.attempts + 1
                taken.append(_taken(row))
            return tuple(taken)

    def behind(self, taken: Taken) -> int:
        """Return how many events of the same user and kind wait behind this one."""
        event = taken.event
        with self._store.reading() as session:
            query = select(func.count()).where(
                InboxRow.channel == self._channel,
                InboxRow.user_id == event.user_id,
                InboxRow.state == "waiting",
                InboxRow.kind == event.kind,
                InboxRow.id != taken.id,
            )
            return session.scalar(query) or 0

    def settle(
        self, taken: Taken, state: Settled, letters: Sequence[Letter], memory: Memory | None, now: dt.datetime
    ) -> bool:
        """Close an event and put its answer into the outbox, both or neither.

        Returns False, changing nothing, when the claim was lost meanwhile.
        """
        with self._store.writing.begin() as session:
            row = self._held(session, taken)
            if row is None:
                return False
            row.state, row.text, row.sealed, row.error = state, "", "", ""
            self._post(session, row, letters, now)
            user = session.get(ChannelUserRow, (self._channel, row.user_id))
            if user is not None and memory is not None:
                user.menus, user.told = list(memory.menus), dict(memory.told)
                user.silent_until = memory.silent_until
            return True

    def retry(self, taken: Taken, at: dt.datetime, error: str) -> None:
        """Let the event wait until *at*."""
        with self._store.writing.begin() as session:
            row = self._held(session, taken)
            if row is not None:
                row.due_at, row.error = at, error

    def bury(self, taken: Taken, error: str, letters: Sequence[Letter], now: dt.datetime) -> None:
        """Put the event on the dead-letter list, with its text, and send *letters* (an apology)."""
        with self._store.writing.begin() as session:
            row = self._held(session, taken)
            if row is not None:
                row.state, row.error = "dead", error
                self._post(session, row, letters, now)

    def revive(self, now: dt.datetime) -> int:
        """Let every dead event try again from the start; return how many."""
        with self._store.writing.begin() as session:
            query = select(InboxRow).where(InboxRow.channel == self._channel, InboxRow.state == "dead")
            rows = session.scalars(query).all()
            for row in rows:
                row.state, row.attempts, row.due_at = "waiting", 0, now
            return len(rows)

    def _held(self, session: Session, taken: Taken) -> InboxRow | None:
        """Return the row while the claim on it holds."""
        row = session.get(InboxRow, taken.id)
        held = row is not None and row.state == "waiting" and row.attempts == taken.attempt
        return row if held else None

    def _post(self, session: Session, row: InboxRow, letters: Sequence[Letter], now: dt.datetime) -> None:
        last = session.scalar(select(func.max(OutboxRow.part)).where(OutboxRow.inbox_id == row.id))
        for part, letter in enumerate(letters, 0 if last is None else last + 1):
            session.add(
                waiting_row(self._channel, row.user_id, row.id, part, letter.payload, now, letter.answer_id)
            )

    def _due(self, now: dt.datetime) -> Any:
        return select(InboxRow).where(
            InboxRow.channel == self._channel,
            InboxRow.state == "waiting",
            InboxRow.due_at <= now,
            ~self._blocked(now),
        )

    def _blocked(self, now: dt.datetime) -> Exists:
        """Hold for an event while an earlier one of its user is open, or another one is at work."""
        other = aliased(InboxRow)
        earlier = or_(
            other.sent_at < InboxRow.sent_at,
            and_(other.sent_at == InboxRow.sent_at, other.id < InboxRow.id),
        )
        at_work = and_(other.attempts > 0, other.due_at > now)
        return exists().where(
            other.channel == InboxRow.channel,
            other.user_id == InboxRow.user_id,
            other.state == "waiting",
            other.id != InboxRow.id,
            or_(earlier, at_work),
        )


def _taken(row: InboxRow) -> Taken:
    event = Event(row.channel, row.key, row.user_id, row.kind, row.sent_at, row.text, row.account, row.sealed)
    return Taken(row.id, row.attempts, event, row.received_at)
