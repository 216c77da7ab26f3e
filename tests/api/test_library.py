from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

import api.library as module
from api.building import build_here
from api.library import Library
from api.settings import Settings
from knowledge.documents import shipped
from retrieval.live import Live
from tests.api.library_support import HashEmbedder
from tests.knowledge.ingest.plans import plan


@pytest.fixture(autouse=True)
def light_embedder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "load_embedder", lambda _name: HashEmbedder())
    monkeypatch.setattr(module, "BuildApart", lambda *_: build_here)


def settings(folder: Path, token: str = "mã thứ nhất") -> Settings:
    return Settings(data_dir=folder, trolyao_admin_token=token)  # type: ignore[arg-type]


def test_a_first_start_takes_in_what_is_shipped_and_a_second_has_nothing_to_do(tmp_path: Path) -> None:
    said: list[str] = []
    live = Live()
    Library.open(settings(tmp_path), live, said.append).close()
    assert [document.id for document in live.current.snapshot.documents] == [entry.id for entry in shipped()]
    assert live.current.snapshot.procedures
    assert len([line for line in said if "văn bản mới" in line]) == len(shipped())
    assert any("Dựng chỉ mục: 100 %" in line for line in said)

    said.clear()
    again = Live()
    library = Library.open(settings(tmp_path), again, said.append)
    assert said == []
    assert again.current.snapshot == live.current.snapshot
    assert asyncio.run(library.reachable())
    library.close()


def test_a_changed_token_ends_the_former_one(tmp_path: Path) -> None:
    Library.open(settings(tmp_path), Live(), print).close()
    library = Library.open(settings(tmp_path, "mã thứ hai"), Live(), print)
    assert library.tokens.name_of("mã thứ hai") == "environment"
    assert library.tokens.name_of("mã thứ nhất") is None
    library.close()


def test_a_job_left_by_a_stopped_worker_is_done_after_the_restart(tmp_path: Path) -> None:
    library = Library.open(settings(tmp_path), Live(), print)
    job = library.jobs.add("a.txt", plan())
    library.close()
    live = Live()
    library = Library.open(settings(tmp_path), live, print)
    library.start()
    end = time.monotonic() + 60
    while library.jobs.get(job).state in {"queued", "running"} and time.monotonic() < end:  # type: ignore[union-attr]
        time.sleep(0.1)
    assert library.jobs.get(job).state == "done"  # type: ignore[union-attr]
    assert "a" in live.current.snapshot.document_by_id
    library.close()
