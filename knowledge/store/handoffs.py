"""Conversations with officers: a queue that several officers and processes may work off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from knowledge.clock import utc_now
from knowledge.masking import mask
from knowledge.store.audit import note
from knowledge.store.channel_tables import ChannelUserRow, OutboxRow
from knowledge.store.handoff_tables import HandoffLineRow, HandoffRow
from knowledge.store.messages import session_key
from knowledge.store.outbox import waiting_row
from knowledge.store.store import Store

State = Literal["waiting", "running", "closed"]
Reason = Literal["sensitive", "asked", "misunderstood"]
Author = Literal["citizen", "officer", "draft", "note", "bot"]
Sending = Literal["", "waiting", "sent", "failed"]
_RECENT = 20
_WORSE: tuple[Sending, ...] = ("", "sent", "waiting", "failed")


@dataclass(frozen=True)
class Handoff:
    """One conversation; see ``HandoffRow`` for what the fields hold."""

    id: int
    session: str
    channel: str
    state: State
    reason: Reason
    officer: str
    drafts: bool
    receipt: str
    created_at: dt.datetime
    claimed_at: dt.datetime | None
    closed_at: dt.datetime | None


@dataclass(frozen=True)
class Line:
    """One line; ``details`` of a draft hold the bot's understanding and sources.

    ``sending`` tells how far a line is on its way through a messaging channel, '' on the web and once
    the channel keeps no trace of it any more; ``error`` why it did not arrive.
    """

    id: int
    author: Author
    name: str
    text: str
    at: dt.datetime
    details: Mapping[str, Any] = field(default_factory=dict)
    sending: Sending = ""
    error: str = ""


class Handoffs:
    """The conversations of a store. Safe to share between threads and processes."""

    def __init__(self, store: Store) -> None:
        self._store = store

    # --- the citizen's side ---

    def of(self, session_id: str) -> Handoff | None:
        """Return the open conversation of a session, None when there is none."""
        with self._store.reading() as session:
            row = session.scalar(_open(session_id))
            return _handoff(row) if row else None

    def latest(self, session_id: str) -> Handoff | None:
        """Return the newest conversation of a session, open or closed."""
        with self._store.reading() as session:
            query = select(HandoffRow).where(HandoffRow.session == session_key(session_id))
            row = session.scalar(query.order_by(HandoffRow.id.desc()).limit(1))
            return _handoff(row) if row else None

    def open(
        self, session_id: str, channel: str, reason: Reason, *, addressed: bool, receipt: str = ""
    ) -> Handoff:
        """Put a conversation into the queue; the one that is open already only gets the receipt it lacks.

        *addressed* keeps the session id itself, for a channel that answers are sent through.
        """
        row = HandoffRow(
            session=session_key(session_id),
            address=session_id if addressed else "",
            channel=channel[:20],
            state="waiting",
            reason=reason,
            officer="",
            drafts=False,
            receipt=receipt,
            created_at=utc_now(),
        )
        try:
            with self._store.writing.begin() as session:
                session.add(row)
                session.flush()
                return _handoff(row)
        except IntegrityError:
            with self._store.writing.begin() as session:
                found = session.scalar(_open(session_id))
                if found is None:
                    raise
                found.receipt = found.receipt or receipt
                return _handoff(found)

    def hear(self, handoff_id: int, text: str) -> None:
        """Keep what the citizen wrote, masked."""
        with self._store.writing.begin() as session:
            _line(session, handoff_id, "citizen", "", mask(text))

    def draft(self, handoff_id: int, text: str, details: Mapping[str, Any]) -> None:
        """Keep what the bot would have answered; an older draft is replaced."""
        with self._store.writing.begin() as session:
            _drop_drafts(session, handoff_id)
            _line(session, handoff_id, "draft", "", text, details)

    def answers(self, session_id: str, after: int) -> tuple[Line, ...]:
        """Return what officers wrote in a session since the line *after*, oldest first."""
        with self._store.reading() as session:
            query = (
                select(HandoffLineRow)
                .join(HandoffRow, HandoffRow.id == HandoffLineRow.handoff_id)
                .where(
                    HandoffRow.session == session_key(session_id),
                    HandoffLineRow.author == "officer",
                    HandoffLineRow.id > after,
                )
            )
            return tuple(map(_said, session.scalars(query.order_by(HandoffLineRow.id))))

    def ahead(self, handoff: Handoff) -> int:
        """Return how many wait before this one."""
        return next((n for n, other in enumerate(self.listed("waiting")) if other.id == handoff.id), 0)

    def figures(self, since: dt.datetime) -> tuple[int, float | None]:
        """Return how many officers talk to somebody, and the mean minutes of conversations since *since*."""
        with self._store.reading() as session:
            busy = session.scalar(
                select(func.count(HandoffRow.officer.distinct())).where(HandoffRow.state == "running")
            )
            query = (
                select(HandoffRow.claimed_at, HandoffRow.closed_at)
                .where(HandoffRow.closed_at >= since, HandoffRow.claimed_at.is_not(None))
                .order_by(HandoffRow.closed_at.desc())
                .limit(_RECENT)
            )
            spans = [
                (end - start).total_seconds() / 60 for start, end in session.execute(query) if start and end
            ]
        return busy or 0, sum(spans) / len(spans) if spans else None

    # --- the officers' side ---

    def get(self, handoff_id: int) -> Handoff | None:
        """Return one conversation."""
        with self._store.reading() as session:
            row = session.get(HandoffRow, handoff_id)
            return _handoff(row) if row else None

    def lines(self, handoff_id: int) -> tuple[Line, ...]:
        """Return the lines of a conversation, oldest first."""
        with self._store.reading() as session:
            query = select(HandoffLineRow).where(HandoffLineRow.handoff_id == handoff_id)
            rows = session.scalars(query.order_by(HandoffLineRow.id)).all()
            sent = _sent(session, [row.id for row in rows])
            return tuple(_said(row, *sent.get(row.id, ("", ""))) for row in rows)

    def listed(self, state: State, limit: int = 200) -> tuple[Handoff, ...]:
        """Return conversations: the waiting ones as they are to be taken, others the newest first."""
        urgent = case((HandoffRow.reason == "sensitive", 0), else_=1)
        order = (urgent, HandoffRow.id) if state == "waiting" else (HandoffRow.id.desc(),)
        with self._store.reading() as session:
            query = select(HandoffRow).where(HandoffRow.state == state).order_by(*order).limit(limit)
            return tuple(map(_handoff, session.scalars(query)))

    def claim(self, handoff_id: int, officer: str) -> bool:
        """Take a waiting conversation; tell whether nobody was faster."""
        with self._store.writing.begin() as session:
            taken = session.execute(
                update(HandoffRow)
                .where(HandoffRow.id == handoff_id, HandoffRow.state == "waiting")
                .values(state="running", officer=officer, claimed_at=utc_now())
            )
            if not taken.rowcount:  # type: ignore[attr-defined]
                return False
            note(session, "handoff.claim", str(handoff_id))
            return True

    def answer(self, handoff_id: int, officer: str, text: str, letters: Sequence[Mapping[str, Any]]) -> bool:
        """Keep an answer of the officer who holds the conversation, and put it into the channel's outbox.

        *letters* are the messages it becomes on a messaging channel, none on the web. Both are kept or
        neither; False when the officer does not hold the conversation.
        """
        with self._store.writing.begin() as session:
            row = _held(session, handoff_id, officer)
            if row is None:
                return False
            _drop_drafts(session, handoff_id)
            line = _line(session, handoff_id, "officer", officer, text)
            _post(session, row, line, letters)
            note(session, "handoff.answer", str(handoff_id), line=line.id)
            return True

    def drop_draft(self, handoff_id: int, officer: str) -> bool:
        """Throw the bot's draft away."""
        with self._store.writing.begin() as session:
            held = _held(session, handoff_id, officer) is not None
            if held:
                _drop_drafts(session, handoff_id)
            return held

    def set_drafts(self, handoff_id: int, officer: str, *, wanted: bool) -> bool:
        """Let the bot propose answers in a conversation, or not."""
        with self._store.writing.begin() as session:
            row = _held(session, handoff_id, officer)
            if row is not None:
                row.drafts = wanted
            return row is not None

    def pass_on(self, handoff_id: int, officer: str, to: str, remark: str) -> bool:
        """Give a conversation to the officer *to*, '' puts it back into the queue; *remark* is internal."""
        with self._store.writing.begin() as session:
            row = _held(session, handoff_id, officer)
            if row is None:
                return False
            row.state, row.officer = ("running", to) if to else ("waiting", "")
            _line(session, handoff_id, "note", officer, mask(remark), {"to": to})
            note(session, "handoff.pass", str(handoff_id), to=to)
            return True

    def close(
        self,
        handoff_id: int,
        officer: str,
        farewell: str = "",
        letters: Sequence[Mapping[str, Any]] = (),
        menu: Mapping[str, Any] | None = None,
    ) -> bool:
        """End a conversation; the bot answers again.

        On a messaging channel the bot tells the user *farewell*, as *letters*; *menu* is what to choose from.
        """
        with self._store.writing.begin() as session:
            row = _held(session, handoff_id, officer)
            if row is None:
                return False
            _drop_drafts(session, handoff_id)
            if letters:
                user = _post(session, row, _line(session, handoff_id, "bot", "", farewell), letters)
                if user is not None and menu is not None:
                    user.menus = [dict(menu), *user.menus]
            row.state, row.closed_at = "closed", utc_now()
            note(session, "handoff.close", str(handoff_id))
            return True

    # --- erasure ---

    def forget(self, session_id: str) -> int:
        """Erase the conversations of a session; return how many there were."""
        return self._erase(HandoffRow.session == session_key(session_id))

    def purge(self, before: dt.datetime) -> int:
        """Erase conversations closed before *before*; return how many there were."""
        return self._erase(HandoffRow.closed_at < before)

    def _erase(self, which: Any) -> int:
        with self._store.writing.begin() as session:
            ids = list(session.scalars(select(HandoffRow.id).where(which)))
            session.execute(delete(HandoffLineRow).where(HandoffLineRow.handoff_id.in_(ids)))
            session.execute(delete(HandoffRow).where(HandoffRow.id.in_(ids)))
            return len(ids)


def _open(session_id: str) -> Any:
    return select(HandoffRow).where(
        HandoffRow.session == session_key(session_id), HandoffRow.state != "closed"
    )


def _held(session: Session, handoff_id: int, officer: str) -> HandoffRow | None:
    row = session.get(HandoffRow, handoff_id)
    return row if row and row.state == "running" and row.officer == officer else None


def _post(
    session: Session, row: HandoffRow, line: HandoffLineRow, letters: Sequence[Mapping[str, Any]]
) -> ChannelUserRow | None:
    """Put what a line says into the outbox of its channel; return the user it goes to."""
    # Without an address there is no such user: sessions of users are never empty.
    user = session.scalar(select(ChannelUserRow).where(ChannelUserRow.session == row.address))
    if user is not None:
        for part, payload in enumerate(letters):
            # No event asked for it, so the line stands in for one.
            session.add(waiting_row(row.channel, user.user_id, -line.id, part, payload, line.at))
    return user


def _sent(session: Session, ids: Sequence[int]) -> dict[int, tuple[Sending, str]]:
    """Return how far lines are on their way, those that went through a channel."""
    query = select(OutboxRow.inbox_id, OutboxRow.state, OutboxRow.error)
    found: dict[int, tuple[Sending, str]] = {}
    for source, state, error in session.execute(query.where(OutboxRow.inbox_id.in_([-each for each in ids]))):
        sending = cast("Sending", state if state in ("waiting", "sent") else "failed")
        worse = max(found.get(-source, ("", "")), (sending, error), key=lambda each: _WORSE.index(each[0]))
        found[-source] = worse
    return found


def _drop_drafts(session: Session, handoff_id: int) -> None:
    session.execute(
        delete(HandoffLineRow).where(
            HandoffLineRow.handoff_id == handoff_id, HandoffLineRow.author == "draft"
        )
    )


def _line(
    session: Session,
    handoff_id: int,
    author: Author,
    name: str,
    text: str,
    details: Mapping[str, Any] | None = None,
) -> HandoffLineRow:
    row = HandoffLineRow(
        handoff_id=handoff_id, author=author, name=name, text=text, details=dict(details or {}), at=utc_now()
    )
    session.add(row)
    session.flush()
    return row


def _handoff(row: HandoffRow) -> Handoff:
    return Handoff(
        row.id,
        row.session,
        row.channel,
        cast("State", row.state),
        cast("Reason", row.reason),
        row.officer,
        row.drafts,
        row.receipt,
        row.created_at,
        row.claimed_at,
        row.closed_at,
    )


def _said(row: HandoffLineRow, sending: Sending = "", error: str = "") -> Line:
    return Line(row.id, cast("Author", row.author), row.name, row.text, row.at, row.details, sending, error)
