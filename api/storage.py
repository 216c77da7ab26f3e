"""Whether what is told to the service can be kept: room and permission to write, a condition of readiness."""

from __future__ import annotations

import asyncio
import os
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import structlog

_log = structlog.get_logger(__name__)
_KEEP_SECONDS = 5.0
_PROBE_BYTES = 64 * 1024


class Storage:
    """Tells whether every one of *folders* has *min_free_mib* left and takes a file, and the database writes.

    A file is written through to the disk, since free space alone does not tell of a quota, a mount that
    became read-only or a disk that fails. What was found holds for a few seconds: whoever asks a hundred
    times a second costs no more than whoever asks now and then. *writes* is the database's word; a full
    disk of another machine shows there only once it refuses.
    """

    def __init__(
        self,
        folders: Sequence[Path],
        min_free_mib: int,
        writes: Callable[[], bool],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folders = tuple(dict.fromkeys(folders))
        self._least = min_free_mib * 2**20
        self._writes, self._clock = writes, clock
        self._found: tuple[float, bool] | None = None
        self._asking = asyncio.Lock()

    async def __call__(self) -> bool:
        """Return what was found a moment ago, or look."""
        async with self._asking:
            now = self._clock()
            if self._found is None or now - self._found[0] >= _KEEP_SECONDS:
                self._found = (now, await asyncio.to_thread(self._look))
            return self._found[1]

    def _look(self) -> bool:
        return all(map(self._takes, self._folders)) and self._writes()

    def _takes(self, folder: Path) -> bool:
        probe = folder / f".probe-{os.getpid()}"
        try:
            free = shutil.disk_usage(folder).free
            try:
                with probe.open("wb") as file:
                    file.write(bytes(_PROBE_BYTES))
                    file.flush()
                    os.fsync(file.fileno())
            finally:
                probe.unlink(missing_ok=True)
        except OSError as error:
            _log.warning("storage_refuses", folder=str(folder), error=error.strerror)
            return False
        if free < self._least:
            _log.warning("storage_low", folder=str(folder), free_mib=free // 2**20)
        return free >= self._least
