"""What serves now: one snapshot and its index, swapped together in one assignment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from knowledge.snapshot import Snapshot
from retrieval.index import Index


@dataclass(frozen=True)
class Published:
    """A snapshot and the index built from it; readers take both at once and keep them for one answer."""

    snapshot: Snapshot
    index: Index

    def __post_init__(self) -> None:
        if self.snapshot.version != self.index.version:
            raise ValueError("the index was not built from this snapshot")


class Live:
    """Holder of the published pair. Reading takes no lock; a swap replaces the reference."""

    def __init__(self, published: Published | None = None) -> None:
        self._published = published
        self._lock = threading.Lock()
        self._listeners: list[Callable[[Published], None]] = []

    @property
    def ready(self) -> bool:
        """Whether something is published."""
        return self._published is not None

    @property
    def current(self) -> Published:
        """The pair that serves now. Raises LookupError while nothing is published."""
        if self._published is None:
            raise LookupError("nothing is published yet")
        return self._published

    def swap(self, published: Published) -> None:
        """Serve *published* from now on and tell those who derive things from it."""
        with self._lock:
            for listener in self._listeners:
                listener(published)
            self._published = published

    def on_swap(self, listener: Callable[[Published], None]) -> None:
        """Call *listener* with each new pair before it serves (and now, if one serves already)."""
        with self._lock:
            self._listeners.append(listener)
            if self._published is not None:
                listener(self._published)
