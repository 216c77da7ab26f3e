"""The users of a channel, its switch, its figures and its cleaning."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from knowledge.store.audit import note
from knowledge.store.channel_tables import ChannelRow, ChannelUserRow, InboxRow, OutboxRow
from knowledge.store.inbox import Memory
from knowledge.store.reminders import unlink_user
from knowledge.store.schema import FeedbackRow
from knowledge.store.store import Store

State = Literal["on", "off", "setup"]
_CLOSED = ("done", "skipped", "sent", "dropped")
Box: TypeAlias = type[InboxRow] | type[OutboxRow]


@dataclass(frozen=True)
class User:
    """A user as the dialogue may know one: by a random session id, with what is remembered."""

    session: str
    memory: Memory


@dataclass(frozen=True)
class Switch:
    """How an operator has set a channel; ``notice`` is what users are told while it is 'off'."""

    state: str
    notice: str
    account: str
    alarm: str
    paused_until: dt.datetime | None
    changed_by: str


@dataclass(frozen=True)
class Figures:
    """What is in the boxes now: counts by state, retries, and since when the oldest event waits."""

    inbox: dict[str, int]
    outbox: dict[str, int]
    retries: int
    waiting_since: dt.datetime | None
    users: int


@dataclass(frozen=True)
class DeadLetter:
    """An event or message that was given up. ``text`` holds no personal numbers."""

    box: Literal["inbox", "outbox"]
    id: int
    kind: str
    text: str
    error: str
    attempts: int
    at: dt.datetime


class Channels:
    """What a store knows of one channel."""

    def __init__(self, store: Store, channel: str) -> None:
        self._store = store
        self._channel = channel

    # --- users ---

    def meet(self, user_id: str, now: dt.datetime) -> User:
        """Note that the user wrote at *now*, and return what is known; a new user gets a session."""
        with self._store.writing.begin() as session:
            row = session.get(ChannelUserRow, (self._channel, user_id))
            if row is None:
                row = ChannelUserRow(
                    channel=self._channel,
                    user_id=user_id,
                    session=f"{self._channel}-{secrets.token_hex(16)}",
                    last_in=now,
                    sent_since=0,
                    silent_until=None,
                    menus=[],
                    told={},
                )
                session.add(row)
            elif now > row.last_in:
                row.last_in, row.sent_since = now, 0
            return User(row.session, Memory(list(row.menus), dict(row.told), row.silent_until))

    def leave(self, user_id: str) -> None:
        """Send nothing more that waits for the user, nor reminders from now on."""
        with self._store.writing.begin() as session:
            unlink_user(session, self._channel, user_id)
            session.execute(
                update(OutboxRow)
                .where(*_of(OutboxRow, self._channel, user_id), OutboxRow.state == "waiting")
                .values(state="dropped", error="left", payload={})
            )

    def forget(self, user_id: str, until: dt.datetime) -> str | None:
        """Erase the user and everything from before *until*; return the session the dialogue must forget.

        What stays are rows without user or content: they count, and keep repeats out.
        """
        with self._store.writing.begin() as session:
            user = session.get(ChannelUserRow, (self._channel, user_id))
            unlink_user(session, self._channel, user_id)
            answers = select(OutboxRow.answer_id).where(
                *_of(OutboxRow, self._channel, user_id), OutboxRow.answer_id != ""
            )
            session.execute(update(FeedbackRow).where(FeedbackRow.message_id.in_(answers)).values(reason=""))
            session.execute(
                update(OutboxRow)
                .where(*_of(OutboxRow, self._channel, user_id), OutboxRow.state.in_(("waiting", "dead")))
                .values(state="dropped", error="withdrawn")
            )
            session.execute(
                update(OutboxRow)
                .where(*_of(OutboxRow, self._channel, user_id))
                .values(user_id="", payload={}, answer_id="", message_id="")
            )
            past = (*_of(InboxRow, self._channel, user_id), InboxRow.sent_at <= until)
            session.execute(update(InboxRow).where(*past, InboxRow.state == "dead").values(state="skipped"))
            session.execute(update(InboxRow).where(*past).values(user_id="", text="", sealed="", error=""))
            if user is None:
                return None
            session.delete(user)
            return user.session

    # --- the switch ---

    def switch(self) -> Switch:
        """Return how the channel is set; 'on' until an operator has set it."""
        with self._store.reading() as session:
            row = session.get(ChannelRow, self._channel)
            if row is None:
                return Switch("on", "", "", "", None, "")
            return Switch(row.state, row.notice, row.account, row.alarm, row.paused_until, row.changed_by)

    def turn(self, state: State, notice: str, who: str, now: dt.datetime) -> None:
        """Set the channel, by the operator *who*."""
        with self._store.writing.begin() as session:
            row = channel_row(session, self._channel, now)
            row.state, row.notice, row.changed_by, row.changed_at = state, notice, who, now
            note(session, "channel.turn", self._channel, state=state, notice=notice)

    def pause(self, until: dt.datetime | None, alarm: str, now: dt.datetime) -> None:
        """Send nothing until *until*, because of *alarm*; (None, '') ends both."""
        with self._store.writing.begin() as session:
            row = channel_row(session, self._channel, now)
            row.paused_until, row.alarm = until, alarm

    def speak_for(self, account: str, now: dt.datetime) -> None:
        """Note the account whose users write to us."""
        with self._store.writing.begin() as session:
            channel_row(session, self._channel, now).account = account

    # --- for operators ---

    def figures(self) -> Figures:
        """Return what is in the boxes now."""
        with self._store.reading() as session:
            waiting = (InboxRow.channel == self._channel, InboxRow.state == "waiting")
            retries = select(func.count()).where(*waiting, InboxRow.attempts > 1)
            sending = select(func.count()).where(
                OutboxRow.channel == self._channel, OutboxRow.state == "waiting", OutboxRow.attempts > 1
            )
            users = select(func.count()).where(ChannelUserRow.channel == self._channel)
            oldest = select(InboxRow.received_at).where(*waiting).order_by(InboxRow.received_at).limit(1)
            return Figures(
                self._by_state(session, InboxRow),
                self._by_state(session, OutboxRow),
                (session.scalar(retries) or 0) + (session.scalar(sending) or 0),
                session.scalar(oldest),
                session.scalar(users) or 0,
            )

    def dead(self, limit: int = 50) -> tuple[DeadLetter, ...]:
        """Return the newest dead letters of both boxes."""
        with self._store.reading() as session:
            events = session.scalars(self._dead(InboxRow, limit))
            found = [
                DeadLetter("inbox", row.id, row.kind, row.text, row.error, row.attempts, row.received_at)
                for row in events
            ]
            messages = session.scalars(self._dead(OutboxRow, limit))
            found += [
                DeadLetter("outbox", row.id, "", "", row.error, row.attempts, row.created_at)
                for row in messages
            ]
        return tuple(sorted(found, key=lambda letter: letter.at, reverse=True)[:limit])

    def purge(self, before: dt.datetime) -> None:
        """Remove what was closed before *before*; repeats of it would then count as new."""
        with self._store.writing.begin() as session:
            for box, moment in ((InboxRow, InboxRow.received_at), (OutboxRow, OutboxRow.created_at)):
                session.execute(
                    delete(box).where(box.channel == self._channel, box.state.in_(_CLOSED), moment < before)
                )

    def _by_state(self, session: Session, box: Box) -> dict[str, int]:
        query = select(box.state, func.count()).where(box.channel == self._channel).group_by(box.state)
        return {row[0]: int(row[1]) for row in session.execute(query)}

    def _dead(self, box: Any, limit: int) -> Any:
        return (
            select(box)
            .where(box.channel == self._channel, box.state == "dead")
            .order_by(box.id.desc())
            .limit(limit)
        )


def channel_row(session: Session, channel: str, now: dt.datetime) -> ChannelRow:
    """Return the row of a channel, made when missing. For use within a writing transaction."""
    row = session.get(ChannelRow, channel)
    if row is None:
        row = ChannelRow(
            name=channel,
            state="on",
            notice="",
            changed_by="",
            changed_at=now,
            account="",
            alarm="",
            paused_until=None,
            access_token="",
            refresh_token="",
            expires_at=None,
            seed="",
            refresher="",
            refresh_until=None,
        )
        session.add(row)
    return row


def _of(box: Box, channel: str, user_id: str) -> tuple[Any, ...]:
    return (box.channel == channel, box.user_id == user_id)
