"""A circuit breaker: after several failures in a row a system is left alone for a while."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class CircuitBreaker:
    """Counts failures of one system. Thread-safe.

    After *failures* in a row it is open for *rest_seconds*: ``allows`` is False. Then one call is let
    through; its success closes the breaker, its failure opens it again.
    """

    def __init__(
        self, failures: int = 5, rest_seconds: float = 30.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most, self._rest, self._clock = failures, rest_seconds, clock
        self._lock = threading.Lock()
        self._failed = 0
        self._open_until: float | None = None

    def allows(self) -> bool:
        """Tell whether a call may be made now."""
        with self._lock:
            if self._open_until is None:
                return True
            if self._clock() < self._open_until:
                return False
            # One call finds out; others wait for its outcome.
            self._open_until = self._clock() + self._rest
            return True

    def succeeded(self) -> None:
        """A call went well."""
        with self._lock:
            self._failed, self._open_until = 0, None

    def failed(self) -> None:
        """A call failed."""
        with self._lock:
            self._failed += 1
            if self._failed >= self._most:
                self._open_until = self._clock() + self._rest
