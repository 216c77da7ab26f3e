"""Answers being worked on or just given, so that a message sent again is not asked again."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from typing import Any

Answer = dict[str, Any]
Answering = asyncio.Task[Answer]
Key = tuple[str, ...]

_KEEP_SECONDS = 120.0
_KEEP_ANSWERS = 1_000


class Recent:
    """Runs what answers a turn, and gives the same answer to the same turn for two minutes.

    The work goes on when the caller leaves: the dialogue has heard the message, so its answer has
    to be noted, and the caller may come back for it. Failed turns are forgotten at once.
    """

    def __init__(
        self,
        seconds: float = _KEEP_SECONDS,
        answers: int = _KEEP_ANSWERS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._seconds, self._answers, self._clock = seconds, answers, clock
        self._kept: OrderedDict[Key, tuple[float, Answering]] = OrderedDict()
        self._running: set[Answering] = set()

    def answering(self, key: Key | None, work: Callable[[], Coroutine[Any, Any, Answer]]) -> Answering:
        """Return the task of the turn *key*, started with *work* when there is none; None is always new."""
        now = self._clock()
        while self._kept and (
            len(self._kept) >= self._answers or next(iter(self._kept.values()))[0] < now - self._seconds
        ):
            self._kept.popitem(last=False)
        if key is not None and (found := self._kept.get(key)):
            return found[1]
        task = asyncio.create_task(work())
        self._running.add(task)
        task.add_done_callback(lambda done: self._ended(key, done))
        if key is not None:
            self._kept[key] = (now, task)
        return task

    def _ended(self, key: Key | None, task: Answering) -> None:
        self._running.discard(task)
        failed = task.cancelled() or task.exception() is not None
        if failed and key is not None and self._kept.get(key, (0.0, None))[1] is task:
            del self._kept[key]
