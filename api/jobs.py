"""The worker that takes uploaded files through the pipeline, one at a time."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable

import structlog

from knowledge.ingest import IngestError, Limits, ingest
from knowledge.store import Store
from knowledge.store.audit import acting_as, actor
from knowledge.store.jobs import Job, Jobs, JobState
from knowledge.store.schedule import Schedule
from knowledge.store.wording import sentence

_log = structlog.get_logger(__name__)
_STATES: dict[str, JobState] = {"published": "done", "needs_review": "needs_review"}


class Worker:
    """A thread that works off the queue of *store* and publishes what is due.

    *serve* makes what was published be served. A job is 'done' only once its version serves in this process.
    """

    def __init__(self, store: Store, serve: Callable[[], object], limits: Limits) -> None:
        self._store = store
        self._jobs = Jobs(store)
        self._schedule = Schedule(store)
        self._serve = serve
        self._limits = limits
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._at_hand: str | None = None
        self._thread = threading.Thread(target=self._run, name="ingest", daemon=True)

    def start(self) -> None:
        """Begin working."""
        self._thread.start()

    def wake(self) -> None:
        """Tell that there is something to do."""
        self._wake.set()

    def close(self) -> None:
        """Stop; a job that is not finished within two seconds goes back to the queue."""
        self._stop.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout=2)
        if self._thread.is_alive() and self._at_hand is not None:
            self._jobs.release(self._at_hand)

    def work_off(self) -> int:
        """Do all waiting jobs now; return how many."""
        count = 0
        while not self._stop.is_set() and (taken := self._jobs.take(self._lease)):
            self._at_hand = taken[0].id
            self._do(*taken)
            self._at_hand = None
            count += 1
        return count

    @property
    def _lease(self) -> dt.timedelta:
        return dt.timedelta(seconds=self._limits.seconds + 60)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                if self._schedule.run_due():
                    self._serve()
                self.work_off()
            except Exception as error:  # the database may be away for a while; the queue is not lost
                _log.error("jobs_failed", error=f"{type(error).__name__}: {error}")
                self._stop.wait(5)
            # Other processes may add jobs, and a dead worker's job comes back after its lease.
            self._wake.wait(timeout=2)
            self._wake.clear()

    def _do(self, job: Job, data: bytes) -> None:
        began = time.monotonic()
        try:
            with acting_as(job.actor or actor()):
                outcome = ingest(self._store, data, job.filename, hold=job.hold, limits=self._limits)
            if outcome.state == "published":
                self._serve()
        except IngestError as error:
            self._jobs.finish(job.id, "failed", report={"error": str(error)})
            return
        except Exception as error:
            _log.error("job_failed", job=job.id, error=f"{type(error).__name__}: {error}")
            told = sentence("unexpected", filename=job.filename, kind=type(error).__name__)
            self._jobs.finish(job.id, "failed", report={"error": told})
            return
        _log.info("job_finished", job=job.id, document=outcome.document_id, state=outcome.state)
        self._jobs.finish(
            job.id,
            _STATES[outcome.state],
            document=outcome.document_id,
            version=outcome.version,
            report={
                **outcome.report,
                "change": outcome.change,
                "seconds": round(time.monotonic() - began, 2),
            },
        )
