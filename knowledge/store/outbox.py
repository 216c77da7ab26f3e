"""Messages to users of a channel: written before they are sent, sent in order, never more than twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from knowledge.store.channel_tables import ChannelUserRow, OutboxRow
from knowledge.store.store import Store

MOST_SENDS = 2
"""How often a message may be sent whose earlier sending has no known end."""


@dataclass(frozen=True)
class Outgoing:
    """A message at work.

    ``last_in`` is when the user wrote last and ``sent_since`` how many messages went out since; both
    None for a user who is not known (any more).
    """

    id: int
    attempt: int
    user_id: str
    payload: Mapping[str, Any]
    answer_id: str
    created_at: dt.datetime
    last_in: dt.datetime | None
    sent_since: int | None


class Outbox:
    """The outbox of one channel; several processes may send from it."""

    def __init__(self, store: Store, channel: str) -> None:
        self._store = store
        self._channel = channel

    def take(self, limit: int, now: dt.datetime, lease: dt.timedelta) -> tuple[Outgoing, ...]:
        """Take up to *limit* due messages for *lease*, of each user the first one.

        Taking counts as a send of unknown fate until ``sent``, ``again`` or ``drop`` says more; a message
        that has ``MOST_SENDS`` of those becomes a dead letter instead.
        """
        other = aliased(OutboxRow)
        before = exists().where(
            other.channel == OutboxRow.channel,
            other.user_id == OutboxRow.user_id,
            other.state == "waiting",
            other.id < OutboxRow.id,
        )
        due = (
            select(OutboxRow)
            .where(
                OutboxRow.channel == self._channel,
                OutboxRow.state == "waiting",
                OutboxRow.due_at <= now,
                ~before,
            )
            .order_by(OutboxRow.due_at, OutboxRow.id)
            .limit(limit)
        )
        with self._store.reading() as session:
            if session.scalar(due.with_only_columns(OutboxRow.id).limit(1)) is None:
                return ()
        with self._store.writing.begin() as session:
            taken = []
            for row in session.scalars(due):
                if row.unsure >= MOST_SENDS:
                    row.state, row.error = "dead", row.error or "unsure"
                    continue
                row.due_at, row.attempts, row.unsure = now + lease, row.attempts + 1, row.unsure + 1
                user = session.get(ChannelUserRow, (self._channel, row.user_id))
                taken.append(_outgoing(row, user))
            return tuple(taken)

    def sent(self, outgoing: Outgoing, message_id: str, now: dt.datetime) -> None:
        """Close a message the platform took; its content is not kept."""
        with self._store.writing.begin() as session:
            row = session.get(OutboxRow, outgoing.id)
            if row is None:
                return
            row.state, row.error, row.payload = "sent", "", {}
            row.message_id, row.sent_at = message_id, now
            user = session.get(ChannelUserRow, (self._channel, row.user_id))
            if user is not None:
                user.sent_since += 1

    def again(
        self,
        outgoing: Outgoing,
        at: dt.datetime,
        error: str,
        *,
        arrived: bool | None,
        payload: Mapping[str, Any] | None = None,
    ) -> None:
        """Send again at *at*, perhaps another *payload*.

        *arrived* is False when the platform surely did not take the message, None when nobody knows.
        """
        with self._store.writing.begin() as session:
            row = session.get(OutboxRow, outgoing.id)
            if row is None or row.state != "waiting" or row.attempts != outgoing.attempt:
                return
            row.due_at, row.error = at, error
            if arrived is False:
                row.unsure -= 1
            if payload is not None:
                row.payload = dict(payload)

    def drop(self, outgoing: Outgoing, error: str, *, dead: bool) -> None:
        """Give a message up: as a dead letter that operators see, or as one that nobody could send."""
        with self._store.writing.begin() as session:
            row = session.get(OutboxRow, outgoing.id)
            if row is not None and row.state == "waiting" and row.attempts == outgoing.attempt:
                row.state, row.error = "dead" if dead else "dropped", error
                if not dead:
                    row.payload = {}

    def revive(self, now: dt.datetime) -> int:
        """Let every dead message try again from the start; return how many."""
        with self._store.writing.begin() as session:
            query = select(OutboxRow).where(OutboxRow.channel == self._channel, OutboxRow.state == "dead")
            rows = session.scalars(query).all()
            for row in rows:
                row.state, row.attempts, row.unsure, row.due_at = "waiting", 0, 0, now
            return len(rows)


def waiting_row(
    channel: str,
    user_id: str,
    source: int,
    part: int,
    payload: Mapping[str, Any],
    now: dt.datetime,
    answer_id: str = "",
) -> OutboxRow:
    """Return the row of a message to send, to be added where its cause is noted.

    *source* and *part* name it once: the number of the event answered, below zero for messages that no
    event asked for.
    """
    return OutboxRow(
        channel=channel,
        user_id=user_id,
        inbox_id=source,
        part=part,
        answer_id=answer_id,
        payload=dict(payload),
        created_at=now,
        due_at=now,
        attempts=0,
        unsure=0,
        state="waiting",
        error="",
        message_id="",
    )


def _outgoing(row: OutboxRow, user: ChannelUserRow | None) -> Outgoing:
    return Outgoing(
        row.id,
        row.attempts,
        row.user_id,
        row.payload,
        row.answer_id,
        row.created_at,
        user.last_in if user else None,
        user.sent_since if user else None,
    )
