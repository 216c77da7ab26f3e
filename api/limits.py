"""Rate limiting by token buckets, in memory: one per session and one per address."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

from api.problems import Problem


class RateLimiter:
    """Allows *per_minute* calls a minute for each key, with a burst of as many; 0 allows everything.

    Forgets the least recently seen keys beyond *keys*, so memory stays bounded.
    """

    def __init__(
        self, per_minute: int, *, keys: int = 50_000, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._per_minute = per_minute
        self._keys = keys
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> float:
        """Count one call; return 0 when it is allowed, otherwise the seconds to wait."""
        if not self._per_minute:
            return 0.0
        now = self._clock()
        tokens, seen = self._buckets.pop(key, (float(self._per_minute), now))
        tokens = min(float(self._per_minute), tokens + (now - seen) * self._per_minute / 60)
        allowed = tokens >= 1
        self._buckets[key] = (tokens - 1 if allowed else tokens, now)
        if len(self._buckets) > self._keys:
            self._buckets.popitem(last=False)
        return 0.0 if allowed else (1 - tokens) * 60 / self._per_minute


class ChatLimits:
    """The two limits a chat message passes."""

    def __init__(self, per_session: int, per_address: int) -> None:
        self._session = RateLimiter(per_session)
        self._address = RateLimiter(per_address)

    def check(self, session_id: str, address: str) -> None:
        """Raise the problem 'too-many' when the session or the address sends too fast."""
        wait = max(self._address.take(address), self._session.take(session_id))
        if wait:
            raise Problem("too-many", seconds=max(1, round(wait)), retry_after=max(1.0, wait))
