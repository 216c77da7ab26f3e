"""The worker that hands citizens' requests over to the city's system, again and again until it takes them."""

from __future__ import annotations

import datetime as dt
import threading

import structlog

from bot.connectors import OneStop, OneStopDownError
from knowledge.store.requests import RequestKind, Requests

_log = structlog.get_logger("outbox")
LEASE = dt.timedelta(minutes=2)
KINDS: tuple[RequestKind, ...] = ("appointment", "feedback")


class Outbox:
    """A thread that works off the requests that wait. Several processes may each have one."""

    def __init__(self, requests: Requests, onestop: OneStop | None, every_seconds: float = 5.0) -> None:
        self._requests, self._onestop, self._every = requests, onestop, every_seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="outbox", daemon=True)

    @property
    def kinds(self) -> tuple[RequestKind, ...]:
        """The kinds of requests the city's system takes."""
        return tuple(kind for kind in KINDS if self._onestop is not None and self._onestop.takes(kind))

    def start(self) -> None:
        """Begin working, unless nothing takes requests."""
        if self.kinds:
            self._thread.start()

    def close(self) -> None:
        """Stop; what is at hand comes back after its lease."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=2)

    def work_off(self) -> int:
        """Hand over everything that is due now; return how many were taken."""
        taken = 0
        while not self._stop.is_set() and self._onestop is not None and self.kinds:
            request = self._requests.take(self.kinds, LEASE)
            if request is None:
                break
            try:
                reference = self._onestop.hand_over(request.kind, request.receipt, request.fields)
            except OneStopDownError as error:
                self._requests.failed(request.receipt)
                _log.warning("not_taken", kind=request.kind, reason=str(error), attempts=request.attempts + 1)
                continue
            self._requests.sent(request.receipt, reference)
            _log.info("taken", kind=request.kind)
            taken += 1
        return taken

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self.work_off()
            except Exception as error:  # the database may be away for a while; the requests are kept
                _log.error("outbox_failed", error=type(error).__name__)
            self._stop.wait(self._every)
