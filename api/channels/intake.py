"""Taking events in: many are written in one transaction, and each caller waits until its own is safe."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable

from knowledge.clock import Clock, utc_now
from knowledge.store.inbox import Event, Inbox

_MOST = 200


class Intake:
    """The way into an inbox for one process.

    An event may be worked on *settle* seconds after it came, so that one that overtook another on
    the way still comes second. *arrived* is called after each write.
    """

    def __init__(self, inbox: Inbox, settle: float, clock: Clock = utc_now) -> None:
        self._inbox = inbox
        self._settle = dt.timedelta(seconds=settle)
        self._clock = clock
        self._waiting: list[tuple[Event, asyncio.Future[None]]] = []
        self._writer: asyncio.Task[None] | None = None
        self.arrived: Callable[[], None] = _nobody

    async def put(self, event: Event) -> None:
        """Return once the event is safely kept (or was known already); raise when it could not be."""
        future = asyncio.get_running_loop().create_future()
        self._waiting.append((event, future))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write())
        await future

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:_MOST], self._waiting[_MOST:]
            moment = self._clock()
            try:
                await asyncio.to_thread(
                    self._inbox.put, [event for event, _ in batch], moment, moment + self._settle
                )
            except Exception as error:  # each caller learns that its event is not kept
                for _, future in batch:
                    if not future.done():
                        future.set_exception(error)
                continue
            for _, future in batch:
                if not future.done():
                    future.set_result(None)
            self.arrived()


def _nobody() -> None:
    return None
