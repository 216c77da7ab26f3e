"""The loops of one channel: answer what came in, send what is to go out, look after the rest."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TypeVar

import structlog

from api.channels.answering import Answering, Forget
from api.channels.channel import Channel
from api.channels.sending import Sending
from api.routes.chat import converse
from api.services import Services
from knowledge.store.inbox import Taken
from knowledge.store.outbox import Outgoing

_log = structlog.get_logger("channel")
_UPKEEP_SECONDS = 10.0
_PURGE_SECONDS = 3600.0
_TROUBLE_SECONDS = 5.0
_STOP_SECONDS = 10.0
T = TypeVar("T")


class ChannelWorker:
    """Works off one channel in this process; other processes may do so too."""

    def __init__(self, channel: Channel, services: Services, forget: Forget) -> None:
        self._channel = channel
        self._metrics = services.metrics
        rate = services.feedback.put if services.feedback is not None else None
        ask = partial(converse, services, audience=None, channel=channel.name)
        score = services.satisfaction.put if services.satisfaction is not None else None
        hear = services.reminding.hear if services.reminding is not None else None
        self._answering = Answering(channel, ask, rate, forget, score, hear, services.desk)
        self._sending = Sending(channel)
        self._inbox_wake, self._outbox_wake = asyncio.Event(), asyncio.Event()
        self._stop = asyncio.Event()
        self._loops: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin. Call within a running event loop."""
        loop = asyncio.get_running_loop()
        settle = self._channel.limits.settle

        def arrived() -> None:
            loop.call_later(settle, self._inbox_wake.set)

        self._channel.intake.arrived = arrived
        limits = self._channel.limits
        self._loops = [
            asyncio.create_task(
                self._work(self._take_events, self._answer, limits.inbox_lanes, self._inbox_wake)
            ),
            asyncio.create_task(
                self._work(self._take_messages, self._send, limits.outbox_lanes, self._outbox_wake)
            ),
            asyncio.create_task(self._look_after()),
        ]

    async def stop(self) -> None:
        """Finish what is at hand within ten seconds; the rest is taken up again later."""
        self._stop.set()
        self._inbox_wake.set()
        self._outbox_wake.set()
        if self._loops:
            _, late = await asyncio.wait(self._loops, timeout=_STOP_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self._channel.adapter.close()

    async def _work(
        self,
        take: Callable[[int], Awaitable[Sequence[T]]],
        do: Callable[[T], Awaitable[None]],
        lanes: int,
        wake: asyncio.Event,
    ) -> None:
        running: set[asyncio.Task[None]] = set()

        def ended(task: asyncio.Task[None]) -> None:
            running.discard(task)
            wake.set()

        while not self._stop.is_set():
            wake.clear()
            taken: Sequence[T] = ()
            if len(running) < lanes:
                try:
                    taken = await take(lanes - len(running))
                except Exception as error:  # the database may be away for a while; nothing is lost
                    _log.error("take_failed", channel=self._channel.name, error=type(error).__name__)
                    await self._rest(_TROUBLE_SECONDS)
            for one in taken:
                task = asyncio.ensure_future(self._guarded(do, one))
                running.add(task)
                task.add_done_callback(ended)
            if not taken:
                await _either(wake, self._channel.limits.poll)
        if running:
            await asyncio.wait(running)

    async def _guarded(self, do: Callable[[T], Awaitable[None]], one: T) -> None:
        try:
            await do(one)
        except Exception as error:  # its lease will run out, and it is taken again
            _log.error("work_failed", channel=self._channel.name, error=type(error).__name__)

    async def _take_events(self, limit: int) -> Sequence[Taken]:
        lease = dt.timedelta(seconds=self._channel.limits.inbox_lease)
        return await asyncio.to_thread(self._channel.inbox.take, limit, self._channel.clock(), lease)

    async def _take_messages(self, limit: int) -> Sequence[Outgoing]:
        if await asyncio.to_thread(self._channel.paused):
            return ()
        lease = dt.timedelta(seconds=self._channel.limits.outbox_lease)
        return await asyncio.to_thread(self._channel.outbox.take, limit, self._channel.clock(), lease)

    async def _answer(self, taken: Taken) -> None:
        outcome = await self._answering(taken)
        self._metrics.channel_events.labels(self._channel.name, outcome).inc()
        self._outbox_wake.set()

    async def _send(self, outgoing: Outgoing) -> None:
        outcome = await self._sending(outgoing)
        self._metrics.channel_sends.labels(self._channel.name, outcome).inc()

    async def _look_after(self) -> None:
        purged = -_PURGE_SECONDS
        loop = asyncio.get_running_loop()
        while not self._stop.is_set():
            try:
                await self._channel.adapter.upkeep()
                await self._measure()
                if loop.time() - purged > _PURGE_SECONDS:
                    purged = loop.time()
                    age = dt.timedelta(days=self._channel.limits.keep_days)
                    await asyncio.to_thread(self._channel.people.purge, self._channel.clock() - age)
            except Exception as error:
                _log.error("upkeep_failed", channel=self._channel.name, error=type(error).__name__)
            await self._rest(_UPKEEP_SECONDS)

    async def _measure(self) -> None:
        figures = await asyncio.to_thread(self._channel.people.figures)
        name, metrics = self._channel.name, self._metrics
        since = figures.waiting_since
        lag = (self._channel.clock() - since).total_seconds() if since else 0.0
        metrics.channel_lag.labels(name).set(lag)
        metrics.channel_retries.labels(name).set(figures.retries)
        metrics.channel_alarm.labels(name).set(bool(self._channel.switch().alarm))
        for box, counts in (("inbox", figures.inbox), ("outbox", figures.outbox)):
            for state in ("waiting", "dead"):
                metrics.channel_letters.labels(name, box, state).set(counts.get(state, 0))

    async def _rest(self, seconds: float) -> None:
        await _either(self._stop, seconds)


async def _either(event: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return
