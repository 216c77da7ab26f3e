"""Building an index: in this process, or in one of its own that takes no processor time from messages.

Both sides of the second are here: ``BuildApart`` starts ``python -m api.building``, which reads the store
itself, so that nothing large passes between the two.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from bot.rasa.lifeline import end_with_parent
from knowledge.background import step_back
from knowledge.records import Task
from knowledge.snapshot import Snapshot
from knowledge.store import Store
from retrieval.build import Progress, build_index
from retrieval.embedders import Embedder, load_embedder
from retrieval.index import Index

Build = Callable[[Snapshot, Path, Embedder, Progress | None], None]

_ROOT = Path(__file__).resolve().parents[1]
_STORE = "TROLYAO_STORE"
# The first word of a line tells what it is.
_PROGRESS, _REFUSED, _PASSED_BY, _BUILT = "progress", "refused", "passed-by", "built"


class PublishingError(RuntimeError):
    """A new index does not find what it should; the old one goes on serving."""


class PassedByError(RuntimeError):
    """Meanwhile something else has been published."""


def build_here(snapshot: Snapshot, folder: Path, embedder: Embedder, progress: Progress | None) -> None:
    """Build the index of *snapshot* in *folder* and try it out; raise PublishingError and leave none."""
    build_index(snapshot, folder, embedder, progress)
    try:
        try_out(snapshot, Index.load(folder, embedder))
    except PublishingError:
        shutil.rmtree(folder, ignore_errors=True)
        raise


@dataclass(frozen=True)
class BuildApart:
    """Builds in a process of its own, which gives way to all others and ends with this one.

    It reads the store at *url* and loads the embedder *name*. Raises PassedByError when that store
    publishes another version by then, PublishingError when the index fails its trial or the process dies.
    """

    url: str
    name: str

    def __call__(
        self, snapshot: Snapshot, folder: Path, _embedder: Embedder, progress: Progress | None
    ) -> None:
        """Build the index of *snapshot* in *folder*."""
        command = [sys.executable, "-m", "api.building", str(folder.resolve()), snapshot.version, self.name]
        with subprocess.Popen(
            command,
            cwd=_ROOT,
            env={**os.environ, _STORE: self.url},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as child:
            assert child.stdout is not None
            step_back(child.pid)
            last = _followed(child.stdout, progress)
        kind, _, words = last.partition(" ")
        if kind == _PASSED_BY:
            raise PassedByError(snapshot.version)
        if kind != _BUILT:
            raise PublishingError(words if kind == _REFUSED else f"building ended with {child.returncode}")


def _followed(lines: IO[str], progress: Progress | None) -> str:
    """Pass on how far it is; return the last line that tells something else."""
    last = ""
    for line in lines:
        kind, *words = line.split()
        if kind != _PROGRESS:
            last = line.strip()
        elif progress is not None:
            progress(int(words[0]), int(words[1]))
    return last


def try_out(snapshot: Snapshot, index: Index) -> None:
    """Raise PublishingError when *index* does not find what it was built from.

    Asked are a few tasks of each document by their own words, and a few procedures by their names.
    """
    procedures = snapshot.procedures[:: max(1, len(snapshot.procedures) // 5)][:5]
    if procedures and not any(_names(index, procedure.name) for procedure in procedures):
        raise PublishingError("the new index finds no procedure by its name")
    for document in snapshot.documents:
        tasks = [task for task in snapshot.tasks_of(document.id) if not task.heading]
        tried = tasks[:: max(1, len(tasks) // 3)][:3]
        if tried and not any(_finds(index, document.id, task.content, tasks) for task in tried):
            raise PublishingError(f"the new index finds no task of {document.id} by its own words")


def _names(index: Index, name: str) -> bool:
    return bool(index.search(name, record_types=["procedure"], limit=1))


def _finds(index: Index, document_id: str, content: str, tasks: Sequence[Task]) -> bool:
    hits = index.search(content, record_types=["task"], document_ids=[document_id], limit=10)
    return not {hit.record_id for hit in hits}.isdisjoint(
        task.id for task in tasks if task.content == content
    )


def main() -> int:
    """Build what the arguments name and tell on standard output what became of it."""
    folder, version, name = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    end_with_parent()
    # Libraries may print; only our lines may reach the real standard output.
    with os.fdopen(os.dup(1), "w", buffering=1) as out:
        os.dup2(2, 1)
        store = Store.opened(os.environ[_STORE])
        try:
            snapshot = store.snapshot()
        finally:
            store.close()
        if snapshot.version != version:
            print(_PASSED_BY, file=out)
            return 0
        try:
            build_here(
                snapshot,
                folder,
                load_embedder(name),
                lambda done, total: print(_PROGRESS, done, total, file=out),
            )
        except PublishingError as error:
            print(_REFUSED, error, file=out)
            return 0
        print(_BUILT, file=out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
