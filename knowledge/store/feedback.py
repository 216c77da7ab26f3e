"""Feedback on answers, by message id."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import func, select

from knowledge.clock import utc_now
from knowledge.store.schema import FeedbackRow
from knowledge.store.store import Store

Verdict = Literal["helpful", "unhelpful"]


class Feedback:
    """The feedback kept in a store. A later verdict on the same answer replaces the former."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def put(self, message_id: str, verdict: Verdict, reason: str) -> None:
        """Keep a verdict; *reason* must already be free of personal numbers."""
        row = FeedbackRow(
            message_id=message_id,
            verdict=verdict,
            reason=reason,
            given_at=utc_now(),
        )
        with self._store.writing.begin() as session:
            session.merge(row)

    def counts(self) -> dict[str, int]:
        """Return the number of answers by verdict."""
        with self._store.reading() as session:
            query = select(FeedbackRow.verdict, func.count()).group_by(FeedbackRow.verdict)
            return {row.verdict: int(row[1]) for row in session.execute(query)}

    def reasons(self, limit: int = 100) -> tuple[tuple[str, str, str], ...]:
        """Return the newest reasons given, as (message id, verdict, reason)."""
        with self._store.reading() as session:
            query = (
                select(FeedbackRow.message_id, FeedbackRow.verdict, FeedbackRow.reason)
                .where(FeedbackRow.reason != "")
                .order_by(FeedbackRow.given_at.desc())
                .limit(limit)
            )
            return tuple((row.message_id, row.verdict, row.reason) for row in session.execute(query))
