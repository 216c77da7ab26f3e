"""The memory that the serving processes of one host share: levels of rate limits, figures for Prometheus."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

LIMITS = "limits.db"
_METRICS = "metrics"
_MEMORY = Path("/dev/shm")  # only folders of mkdtemp are made in it  # nosec B108
_PREFIX = "trolyao-"


@contextmanager
def shared_memory(data_dir: Path, workers: int) -> Iterator[Mapping[str, str]]:
    """Make what *workers* processes share; yield the environment that tells them, empty for one alone.

    It lies in memory, not in the data folder: nothing need outlive the processes, a limit must not wait for
    a disk, and a disk that is full would kill whoever writes to a mapped file. What a run that was killed
    left behind is removed by the next one on the same data.
    """
    if workers == 1:
        yield {}
        return
    noted = data_dir / "run" / "shared"
    noted.parent.mkdir(parents=True, exist_ok=True)
    _remove(noted)
    folder = _made()
    noted.write_text(str(folder))
    metrics = folder / _METRICS
    metrics.mkdir()
    try:
        yield {"TROLYAO_SHARED": str(folder), "PROMETHEUS_MULTIPROC_DIR": str(metrics)}
    finally:
        _remove(noted)


def _made() -> Path:
    try:
        return Path(tempfile.mkdtemp(prefix=_PREFIX, dir=_MEMORY))
    except OSError:  # no such memory, or none to be had
        return Path(tempfile.mkdtemp(prefix=_PREFIX))


def _remove(noted: Path) -> None:
    try:
        folder = Path(noted.read_text())
    except OSError:
        return
    if folder.name.startswith(_PREFIX) and folder.parent in (_MEMORY, Path(tempfile.gettempdir())):
        shutil.rmtree(folder, ignore_errors=True)
    noted.unlink(missing_ok=True)
