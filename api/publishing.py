"""From what the store publishes to what serves: the index is built aside, tried, then swapped in."""

from __future__ import annotations

import fcntl
import gc
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

from api.building import Build, PassedByError, build_here
from knowledge.snapshot import Snapshot
from knowledge.store import Store
from retrieval.build import Progress
from retrieval.embedders import Embedder
from retrieval.index import Index, IndexBrokenError
from retrieval.live import Live, Published

_log = structlog.get_logger(__name__)
_KEPT = 2
_NAME = 24


def _spare_the_collector() -> None:
    """Leave what was published out of garbage collections: walking it would hold up messages for no gain."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


class Publisher:
    """Keeps *live* at the published set of *store*. Safe to call from several threads and processes.

    Indexes live in *folder*, one for each version of the published set; the last two are kept, so
    that going back needs no building. *build* makes one that is not there.
    """

    def __init__(
        self,
        store: Store,
        live: Live,
        folder: Path,
        load_embedder: Callable[[], Embedder],
        build: Build = build_here,
    ) -> None:
        self._store = store
        self._live = live
        self._folder = folder
        self._load_embedder = load_embedder
        self._build = build
        self._embedder: Embedder | None = None
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._watcher: threading.Thread | None = None

    def update(self, progress: Progress | None = None) -> bool:
        """Serve what the store publishes now; tell whether that changed anything.

        Raises PublishingError when the new index fails its trial.
        """
        with self._lock:
            version = self._store.published_version()
            if not version or (self._live.ready and self._live.current.snapshot.version == version):
                return False
            published = self._newest(progress)
            self._live.swap(published)
            _spare_the_collector()
            _log.info("published", version=published.snapshot.version[:_NAME], units=len(published.index))
            return True

    def _newest(self, progress: Progress | None) -> Published:
        """Return what the store publishes, also when that changes while its index is built."""
        while True:
            snapshot = self._store.snapshot()
            try:
                return self._reworded(snapshot) or Published(snapshot, self._index(snapshot, progress))
            except PassedByError:
                continue

    def watch(self, seconds: float = 1.0) -> None:
        """Follow the store in the background, so that other processes' publications are served too."""
        self._watcher = threading.Thread(target=self._follow, args=(seconds,), name="publisher", daemon=True)
        self._watcher.start()

    def close(self) -> None:
        """Stop following the store."""
        self._stop.set()
        if self._watcher is not None:
            self._watcher.join(timeout=30)

    def _follow(self, seconds: float) -> None:
        failures = 0
        while not self._stop.wait(seconds * min(2**failures, 30)):
            try:
                self.update()
                failures = 0
            except Exception as error:  # whatever fails, the published pair goes on serving
                failures = min(failures + 1, 5)
                _log.error("publishing_failed", error=f"{type(error).__name__}: {error}")

    def _index(self, snapshot: Snapshot, progress: Progress | None) -> Index:
        self._embedder = self._embedder or self._load_embedder()
        folder = self._folder / snapshot.version[:_NAME]
        with self._alone():
            try:
                index = Index.load(folder, self._embedder)
            except IndexBrokenError:
                self._build(snapshot, folder, self._embedder, progress)
                index = Index.load(folder, self._embedder)
            folder.touch()
            self._clean()
        return index

    def _reworded(self, snapshot: Snapshot) -> Published | None:
        """What serves, with other replies or numbers, when nothing else has changed.

        It keeps the very records, so that nothing derived from them is made anew.
        """
        served = self._live.current if self._live.ready else None
        if served is None or not served.snapshot.holds_the_records_of(snapshot):
            return None
        return Published(
            served.snapshot.with_settings_of(snapshot), served.index.for_version(snapshot.version)
        )

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let one process at a time build; the others then find the index ready."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _clean(self) -> None:
        folders = [path for path in self._folder.iterdir() if path.is_dir()]
        for old in sorted(folders, key=lambda path: path.stat().st_mtime, reverse=True)[_KEPT:]:
            shutil.rmtree(old, ignore_errors=True)
