"""Rate limiting by token buckets, in memory: one per session and one per address."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from api.problems import Problem


@dataclass(frozen=True)
class Left:
    """What a key may still send: *remaining* of *limit* calls; *seconds* until all of it is back."""

    limit: int
    remaining: float
    seconds: float

    def headers(self) -> dict[str, str]:
        """Return the RateLimit fields; none where there is no limit."""
        if not self.limit:
            return {}
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(int(self.remaining)),
            "RateLimit-Reset": str(math.ceil(self.seconds)),
        }


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

    def left(self, key: str) -> Left:
        """Return what *key* may still send, as of its last call."""
        if not self._per_minute:
            return Left(0, math.inf, 0.0)
        tokens, _ = self._buckets.get(key, (float(self._per_minute), 0.0))
        return Left(self._per_minute, tokens, (self._per_minute - tokens) * 60 / self._per_minute)


class ChatLimits:
    """The two limits a chat message passes."""

    def __init__(self, per_session: int, per_address: int) -> None:
        self._session = RateLimiter(per_session)
        self._address = RateLimiter(per_address)

    def check(self, session_id: str, address: str) -> dict[str, str]:
        """Count one message and return the headers that tell what is left.

        Raises the problem 'too-many' when the session or the address sends too fast.
        """
        wait = max(self._address.take(address), self._session.take(session_id))
        if wait:
            raise Problem("too-many", seconds=max(1, round(wait)), retry_after=max(1.0, wait))
        return min(
            (self._session.left(session_id), self._address.left(address)),
            key=lambda left: left.remaining,
        ).headers()
