"""Rate limiting by token buckets: one per session and one per address."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

from api.buckets import Buckets, Clock, Level, OwnBuckets
from api.problems import Problem


@dataclass(frozen=True)
class Spent:
    """One call: *wait* seconds until it is allowed, 0 when it is; what the key may still send."""

    limit: int
    wait: float
    remaining: float

    def headers(self) -> dict[str, str]:
        """Return the RateLimit fields; none where there is no limit."""
        if not self.limit:
            return {}
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(int(self.remaining)),
            "RateLimit-Reset": str(math.ceil((self.limit - self.remaining) * 60 / self.limit)),
        }


class RateLimiter:
    """Allows *per_minute* calls a minute for each key, with a burst of as many; 0 allows everything.

    Limiters over the same *buckets* need different *names*.
    """

    def __init__(
        self,
        per_minute: int,
        *,
        name: str = "",
        buckets: Buckets | None = None,
        clock: Clock = time.monotonic,
    ) -> None:
        self._per_minute = per_minute
        self._name = name
        self._buckets = buckets if buckets is not None else OwnBuckets()
        self._clock = clock

    def spend(self, key: str) -> Spent:
        """Count one call."""
        if not self._per_minute:
            return Spent(0, 0.0, math.inf)
        wait = 0.0

        def change(level: Level | None) -> Level:
            nonlocal wait
            now = self._clock()
            tokens, seen = level or (float(self._per_minute), now)
            tokens = min(float(self._per_minute), tokens + max(0.0, now - seen) * self._per_minute / 60)
            wait = 0.0 if tokens >= 1 else (1 - tokens) * 60 / self._per_minute
            return (tokens if wait else tokens - 1), now

        tokens, _ = self._buckets.change(f"{self._name}:{key}", change)
        return Spent(self._per_minute, wait, tokens)

    def take(self, key: str) -> float:
        """Count one call; return 0 when it is allowed, otherwise the seconds to wait."""
        return self.spend(key).wait


class ChatLimits:
    """The two limits a chat message passes; *buckets* are where limits of this application are kept."""

    def __init__(self, per_session: int, per_address: int, buckets: Buckets | None = None) -> None:
        self.buckets = buckets
        self._session = RateLimiter(per_session, name="session", buckets=buckets)
        self._address = RateLimiter(per_address, name="address", buckets=buckets)

    def check(self, session_id: str, address: str) -> dict[str, str]:
        """Count one message and return the headers that tell what is left.

        Raises the problem 'too-many' when the session or the address sends too fast.
        """
        both = self._address.spend(address), self._session.spend(session_id)
        wait = max(spent.wait for spent in both)
        if wait:
            raise Problem("too-many", seconds=max(1, round(wait)), retry_after=max(1.0, wait))
        return min(both, key=lambda spent: spent.remaining).headers()
