"""Messages with their answers, masked, for those who look after the assistant. Kept for a limited time."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, delete, select

from knowledge.store.access import MessageRow
from knowledge.store.schema import FeedbackRow
from knowledge.store.store import Store


@dataclass(frozen=True)
class Message:
    """One message and its answer, both masked; ``verdict`` and ``reason`` are the user's, '' when none."""

    id: str
    at: dt.datetime
    session: str
    channel: str
    language: str
    text: str
    kind: str
    intent: str
    answer: str
    sources: tuple[str, ...]
    milliseconds: float
    verdict: str = ""
    reason: str = ""


def session_key(session_id: str) -> str:
    """Return what is kept in place of a session id."""
    return hashlib.sha256(session_id.encode("utf-8", "surrogatepass")).hexdigest()


class Messages:
    """The messages of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, messages: Iterable[Message]) -> None:
        """Keep messages; their texts must be masked already."""
        names = [column.key for column in MessageRow.__table__.columns]
        with self._store.writing.begin() as session:
            for message in messages:
                values = {name: getattr(message, name) for name in names}
                session.merge(MessageRow(**{**values, "sources": list(message.sources)}))

    def since(self, start: dt.datetime) -> Sequence[Message]:
        """Return the messages from *start* on, oldest first."""
        return self._found(_query().where(MessageRow.at >= start).order_by(MessageRow.at))

    def of(self, session: str, limit: int = 100) -> Sequence[Message]:
        """Return the newest messages of a conversation, by the hash of its session, oldest first."""
        query = _query().where(MessageRow.session == session).order_by(MessageRow.at.desc()).limit(limit)
        return self._found(query)[::-1]

    def kinds(self, session_id: str, besides: str, limit: int = 60) -> Sequence[str]:
        """Return the kinds of a conversation's answers, newest first, without the message *besides*."""
        query = select(MessageRow.kind).where(
            MessageRow.session == session_key(session_id), MessageRow.id != besides
        )
        with self._store.reading() as session:
            return list(session.scalars(query.order_by(MessageRow.at.desc()).limit(limit)))

    def figures(self, channels: Sequence[str], start: dt.datetime) -> tuple[list[float], int]:
        """Return the milliseconds of each answer on *channels* since *start*, and how many conversations."""
        query = select(MessageRow.milliseconds, MessageRow.session)
        with self._store.reading() as session:
            found = session.execute(
                query.where(MessageRow.channel.in_(channels), MessageRow.at >= start)
            ).all()
        return [row[0] for row in found], len({row[1] for row in found})

    def get(self, message_id: str) -> Message | None:
        """Return one message, None when it is not kept."""
        return next(iter(self._found(_query().where(MessageRow.id == message_id))), None)

    def of_session(self, session_id: str) -> list[Message]:
        """Return the messages of a conversation, oldest first."""
        return self._found(
            _query().where(MessageRow.session == session_key(session_id)).order_by(MessageRow.at)
        )

    def forget(self, session_id: str) -> int:
        """Erase the messages of a conversation; return how many there were."""
        with self._store.writing.begin() as session:
            query = delete(MessageRow).where(MessageRow.session == session_key(session_id))
            return int(session.execute(query).rowcount)  # type: ignore[attr-defined]

    def purge(self, before: dt.datetime) -> int:
        """Erase the messages older than *before*; return how many there were."""
        with self._store.writing.begin() as session:
            query = delete(MessageRow).where(MessageRow.at < before)
            return int(session.execute(query).rowcount)  # type: ignore[attr-defined]

    def _found(self, query: Select[MessageRow, str, str]) -> list[Message]:
        with self._store.reading() as session:
            return [
                Message(
                    row.id,
                    row.at,
                    row.session,
                    row.channel,
                    row.language,
                    row.text,
                    row.kind,
                    row.intent,
                    row.answer,
                    tuple(row.sources),
                    row.milliseconds,
                    verdict or "",
                    reason or "",
                )
                for row, verdict, reason in session.execute(query)
            ]


def _query() -> Select[MessageRow, str, str]:
    return select(MessageRow, FeedbackRow.verdict, FeedbackRow.reason).outerjoin(
        FeedbackRow, FeedbackRow.message_id == MessageRow.id
    )
