"""What citizens thought of whole conversations, beside the feedback on single answers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import delete, func, select

from knowledge.clock import utc_now
from knowledge.store.handoff_tables import SatisfactionRow
from knowledge.store.messages import session_key
from knowledge.store.store import Store


@dataclass(frozen=True)
class Score:
    """The scores of one question: how many, their mean, and how many of them were *good* or better."""

    question: str
    count: int
    mean: float
    good: int


class Satisfaction:
    """The scores of a store. A later score of the same session and question replaces the former."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def put(self, session_id: str, channel: str, question: str, score: int, comment: str) -> None:
        """Keep a score; *comment* must already be free of personal numbers."""
        with self._store.writing.begin() as session:
            session.merge(
                SatisfactionRow(
                    session=session_key(session_id),
                    question=question,
                    channel=channel[:20],
                    score=score,
                    comment=comment,
                    given_at=utc_now(),
                )
            )

    def scores(self, since: dt.datetime, good: int = 4) -> tuple[Score, ...]:
        """Return the figures of every question that was answered since *since*."""
        with self._store.reading() as session:
            query = (
                select(
                    SatisfactionRow.question,
                    func.count(),
                    func.avg(SatisfactionRow.score),
                    func.count().filter(SatisfactionRow.score >= good),
                )
                .where(SatisfactionRow.given_at >= since)
                .group_by(SatisfactionRow.question)
                .order_by(SatisfactionRow.question)
            )
            return tuple(
                Score(name, int(n), float(mean), int(high)) for name, n, mean, high in session.execute(query)
            )

    def forget(self, session_id: str) -> int:
        """Erase what a session said; return how many scores there were."""
        with self._store.writing.begin() as session:
            query = delete(SatisfactionRow).where(SatisfactionRow.session == session_key(session_id))
            return int(session.execute(query).rowcount)  # type: ignore[attr-defined]
