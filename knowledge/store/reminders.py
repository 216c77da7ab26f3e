"""Reminders of civil servants: their choice, the link to a messaging channel, and each reminder once."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from knowledge.store.access import AccountRow
from knowledge.store.audit import note
from knowledge.store.channel_tables import ChannelUserRow, OutboxRow
from knowledge.store.outbox import waiting_row
from knowledge.store.reminder_tables import ReminderChoiceRow, ReminderRow
from knowledge.store.store import Store

Way = Literal["web", "messaging"]
Occasion: TypeAlias = tuple[str, dt.date]
"""A task's id and the day it is due: what one is reminded of once."""
_LETTERS = "BCDFGHJKMNPQRTVWXYZ"
_LENGTH = 10
_SOURCE = 1_000_000_000
"""Reminders in the outbox have sources below this number's negative; officers' lines are above."""
_UNSENT = ("window", "quota", "too_old")


@dataclass(frozen=True)
class Choice:
    """What an account chose. ``last_in`` and ``sent_since`` are the linked user's, None without one."""

    web: bool = False
    messaging: bool = False
    days: int = 7
    channel: str = ""
    last_in: dt.datetime | None = None
    sent_since: int | None = None

    @property
    def linked(self) -> bool:
        """Tell whether a user of a channel is linked."""
        return bool(self.channel)


@dataclass(frozen=True)
class Subscriber:
    """An account in use that wants reminders."""

    account_id: int
    name: str
    role: str
    agency_id: str | None
    choice: Choice


class Reminders:
    """The reminders of a store. Safe to share between threads and processes."""

    def __init__(self, store: Store) -> None:
        self._store = store

    # --- the choice ---

    def choice(self, account_id: int) -> Choice:
        """Return what an account chose; nothing, until it did."""
        with self._store.reading() as session:
            row = session.get(ReminderChoiceRow, account_id)
            return _choice(session, row) if row else Choice()

    def choose(self, account_id: int, *, web: bool, messaging: bool, days: int) -> None:
        """Keep a choice. Messages need a link, so without one they stay off."""
        with self._store.writing.begin() as session:
            row = _row(session, account_id)
            row.web, row.messaging, row.days = web, messaging and bool(row.channel), days
            note(session, "reminders.choose", str(account_id), web=web, messaging=row.messaging, days=days)

    def subscribers(self) -> tuple[Subscriber, ...]:
        """Return the accounts in use that want reminders."""
        with self._store.reading() as session:
            query = (
                select(ReminderChoiceRow, AccountRow)
                .join(AccountRow, AccountRow.id == ReminderChoiceRow.account_id)
                .where(AccountRow.disabled.is_(False), ReminderChoiceRow.web | ReminderChoiceRow.messaging)
                .order_by(AccountRow.id)
            )
            return tuple(
                Subscriber(account.id, account.name, account.role, account.agency_id, _choice(session, row))
                for row, account in session.execute(query)
            )

    # --- the link ---

    def code(self, account_id: int, until: dt.datetime) -> str:
        """Return a new code that links one user until *until*; only its hash is kept."""
        code = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
        with self._store.writing.begin() as session:
            row = _row(session, account_id)
            row.code, row.code_until = _digest(code), until
        return code

    def link(self, channel: str, user_id: str, code: str, now: dt.datetime) -> bool:
        """Link a user to the account that the code was made for, with messages on; False for a wrong code.

        The code works once. A user is linked to one account, the last one.
        """
        with self._store.writing.begin() as session:
            query = select(ReminderChoiceRow).where(ReminderChoiceRow.code == _digest(code.upper()))
            row = session.scalar(query)
            if row is None or row.code_until is None or row.code_until < now:
                return False
            unlink_user(session, channel, user_id)
            _unlink(session, row)
            row.channel, row.user_id, row.linked_at, row.messaging = channel, user_id, now, True
            note(session, "reminders.link", str(row.account_id), channel=channel)
            return True

    def unlink(self, account_id: int) -> None:
        """End the link of an account; messages that wait are not sent."""
        with self._store.writing.begin() as session:
            _unlink(session, _row(session, account_id))
            note(session, "reminders.unlink", str(account_id))

    def unlink_user(self, channel: str, user_id: str) -> bool:
        """End the link of a user, at the user's word; tell whether there was one."""
        with self._store.writing.begin() as session:
            return unlink_user(session, channel, user_id)

    # --- reminding ---

    def remind(
        self,
        account_id: int,
        way: Way,
        due: Sequence[Occasion],
        now: dt.datetime,
        letters: Callable[[Sequence[Occasion]], Iterable[Mapping[str, Any]]],
    ) -> int:
        """Note what of *due* the account was not reminded of yet; return how much that was.

        By messaging, *letters* makes the messages about it, which go to the outbox in the same
        transaction. What the outbox could not send, since the user's window had closed, counts as not
        reminded.
        """
        with self._store.writing.begin() as session:
            choice = session.get(ReminderChoiceRow, account_id)
            if choice is None or not (choice.web if way == "web" else choice.messaging):
                return 0
            mine = (ReminderRow.account_id == account_id, ReminderRow.way == way)
            unsent = select(OutboxRow.id).where(OutboxRow.state == "dropped", OutboxRow.error.in_(_UNSENT))
            session.execute(delete(ReminderRow).where(*mine, ReminderRow.outbox_id.in_(unsent)))
            query = select(ReminderRow.task_id, ReminderRow.day).where(*mine)
            known = {(task_id, day) for task_id, day in session.execute(query)}
            new = [occasion for occasion in due if occasion not in known]
            rows = [
                ReminderRow(account_id=account_id, way=way, task_id=task_id, day=day, created_at=now)
                for task_id, day in new
            ]
            session.add_all(rows)
            session.flush()
            if way == "messaging" and rows:
                for part, payload in enumerate(letters(new)):
                    source = -(_SOURCE + rows[0].id)
                    message = waiting_row(choice.channel, choice.user_id, source, part, payload, now)
                    session.add(message)
                    session.flush()
                    for row in rows:
                        row.outbox_id = row.outbox_id or message.id
            return len(new)

    def unseen(self, account_id: int) -> tuple[Occasion, ...]:
        """Return what the account is to be shown on the web, the next due first."""
        with self._store.reading() as session:
            choice = session.get(ReminderChoiceRow, account_id)
            if choice is None or not choice.web:
                return ()
            query = select(ReminderRow.task_id, ReminderRow.day).where(
                ReminderRow.account_id == account_id, ReminderRow.way == "web", ReminderRow.seen_at.is_(None)
            )
            return tuple((task_id, day) for task_id, day in session.execute(query.order_by(ReminderRow.day)))

    def seen(self, account_id: int, now: dt.datetime) -> None:
        """Note that the account was shown all of it."""
        with self._store.writing.begin() as session:
            session.execute(
                update(ReminderRow)
                .where(ReminderRow.account_id == account_id, ReminderRow.seen_at.is_(None))
                .values(seen_at=now)
            )

    def purge(self, before: dt.date) -> int:
        """Erase what was due before *before*; return how much it was."""
        with self._store.writing.begin() as session:
            gone = session.execute(delete(ReminderRow).where(ReminderRow.day < before))
            return int(gone.rowcount)  # type: ignore[attr-defined]


def unlink_user(session: Session, channel: str, user_id: str) -> bool:
    """End the link of a user within a writing transaction; tell whether there was one."""
    query = select(ReminderChoiceRow).where(
        ReminderChoiceRow.channel == channel, ReminderChoiceRow.user_id == user_id
    )
    rows = session.scalars(query).all()
    for row in rows:
        _unlink(session, row)
        note(session, "reminders.unlink", str(row.account_id), by="user")
    return bool(rows)


def _unlink(session: Session, row: ReminderChoiceRow) -> None:
    mine = select(ReminderRow.outbox_id).where(ReminderRow.account_id == row.account_id)
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.id.in_(mine), OutboxRow.state == "waiting")
        .values(state="dropped", error="unlinked", payload={})
    )
    row.channel, row.user_id, row.linked_at, row.messaging = "", "", None, False
    row.code, row.code_until = "", None


def _row(session: Session, account_id: int) -> ReminderChoiceRow:
    row = session.get(ReminderChoiceRow, account_id)
    if row is None:
        row = ReminderChoiceRow(
            account_id=account_id, web=False, messaging=False, days=7, channel="", user_id="", code=""
        )
        session.add(row)
    return row


def _choice(session: Session, row: ReminderChoiceRow) -> Choice:
    user = session.get(ChannelUserRow, (row.channel, row.user_id)) if row.channel else None
    return Choice(
        row.web,
        row.messaging,
        row.days,
        row.channel,
        user.last_in if user else None,
        user.sent_since if user else None,
    )


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode("utf-8", "surrogatepass")).hexdigest()
