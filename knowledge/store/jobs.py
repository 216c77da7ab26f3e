"""Uploaded files waiting for, in or past the pipeline. Kept in the database: a restart loses none."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from sqlalchemy import or_, select

from knowledge.clock import utc_now
from knowledge.store.audit import actor, note
from knowledge.store.schema import JobRow
from knowledge.store.store import Store
from knowledge.store.wording import sentence

JobState = Literal["queued", "running", "needs_review", "done", "failed"]
_ATTEMPTS = 2


@dataclass(frozen=True)
class Job:
    """One file. ``document``, ``version`` and ``report`` are known once it has been read."""

    id: str
    state: JobState
    filename: str
    document: str | None
    version: int | None
    report: Mapping[str, Any] | None
    created_at: dt.datetime
    finished_at: dt.datetime | None
    hold: bool = False
    actor: str | None = None


class Jobs:
    """The queue of a store; several workers may take from it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, filename: str, data: bytes, *, hold: bool = False) -> str:
        """Queue a file of whoever is acting and return the job's id.

        With *hold* its version waits for a person's decision in any case.
        """
        job_id = secrets.token_hex(8)
        with self._store.writing.begin() as session:
            session.add(
                JobRow(
                    id=job_id,
                    state="queued",
                    filename=filename,
                    raw=data,
                    attempts=0,
                    hold=hold,
                    actor=actor(),
                    created_at=utc_now(),
                )
            )
            note(session, "document.upload", filename, job=job_id, bytes=len(data), hold=hold)
        return job_id

    def get(self, job_id: str) -> Job | None:
        """Return the job, None when there is none of that id."""
        with self._store.reading() as session:
            row = session.get(JobRow, job_id)
            return _job(row) if row else None

    def latest(self, limit: int) -> tuple[Job, ...]:
        """Return the newest jobs, newest first."""
        with self._store.reading() as session:
            query = select(JobRow).order_by(JobRow.created_at.desc(), JobRow.id).limit(limit)
            return tuple(map(_job, session.scalars(query)))

    def take(self, lease: dt.timedelta) -> tuple[Job, bytes] | None:
        """Take the oldest waiting job for *lease*; None when none waits.

        A job whose worker died is given out once more after its lease, then fails.
        """
        now = utc_now()
        with self._store.writing.begin() as session:
            waiting = select(JobRow).where(
                or_(JobRow.state == "queued", (JobRow.state == "running") & (JobRow.leased_until < now))
            )
            for row in session.scalars(waiting.order_by(JobRow.created_at, JobRow.id)):
                if row.attempts >= _ATTEMPTS or row.raw is None:
                    _finish(row, "failed", report={"error": sentence("interrupted", filename=row.filename)})
                    continue
                row.state, row.attempts, row.leased_until = "running", row.attempts + 1, now + lease
                return _job(row), row.raw
        return None

    def release(self, job_id: str) -> None:
        """Give a running job back to the queue, as if it had not been taken."""
        with self._store.writing.begin() as session:
            row = session.get_one(JobRow, job_id)
            if row.state == "running":
                row.state, row.attempts, row.leased_until = "queued", row.attempts - 1, None

    def finish(
        self,
        job_id: str,
        state: JobState,
        *,
        document: str | None = None,
        version: int | None = None,
        report: Mapping[str, Any],
    ) -> None:
        """Close a job; its bytes live on in the version made of them."""
        with self._store.writing.begin() as session:
            _finish(session.get_one(JobRow, job_id), state, document=document, version=version, report=report)

    def reviewed(self, document: str, version: int) -> None:
        """Close the jobs that waited for a person to decide on this version."""
        with self._store.writing.begin() as session:
            waiting = select(JobRow).where(
                JobRow.state == "needs_review", JobRow.document_id == document, JobRow.version == version
            )
            for row in session.scalars(waiting):
                row.state = "done"


def _finish(
    row: JobRow,
    state: JobState,
    *,
    document: str | None = None,
    version: int | None = None,
    report: Mapping[str, Any],
) -> None:
    row.state, row.document_id, row.version, row.report = state, document, version, dict(report)
    row.raw, row.leased_until = None, None
    row.finished_at = utc_now()


def _job(row: JobRow) -> Job:
    return Job(
        row.id,
        cast(JobState, row.state),
        row.filename,
        row.document_id,
        row.version,
        row.report,
        row.created_at,
        row.finished_at,
        row.hold,
        row.actor,
    )
