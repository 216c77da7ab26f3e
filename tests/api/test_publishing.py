from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import api.building as building
from api.building import PublishingError, try_out
from bot.answers.pipeline import Assistant
from knowledge.ingest import ingest
from knowledge.records.catalogue import Threshold, Wording
from knowledge.store import Store
from knowledge.store.edits import Edits
from nlu.resources import Resources
from retrieval.index import Index
from retrieval.live import Live
from tests.api.library_support import publisher
from tests.knowledge.ingest.plans import ROWS, plan


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = Store.open(database_url)
    yield opened
    opened.close()


def test_nothing_published_serves_nothing(store: Store, tmp_path: Path) -> None:
    live = Live()
    assert not publisher(store, live, tmp_path).update()
    assert not live.ready


def test_a_publication_is_served_and_going_back_needs_no_building(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = Live()
    made = publisher(store, live, tmp_path)
    ingest(store, plan(), "a.txt")
    assert made.update()
    first = live.current.snapshot
    assert not made.update()
    ingest(store, plan(*ROWS[:3]), "a.txt")
    assert made.update()
    assert live.current.snapshot.version == live.current.index.version != first.version
    store.rollback("a")
    monkeypatch.setattr(building, "build_index", None)
    assert made.update()
    assert live.current.snapshot == first


def test_only_the_last_two_indexes_stay_on_disk(store: Store, tmp_path: Path) -> None:
    made = publisher(store, Live(), tmp_path)
    for count in (4, 3, 2, 4):
        ingest(store, plan(*ROWS[:count], number=f"{count}/KH-UBND"), f"{count}.txt")
        made.update()
    assert len([path for path in (tmp_path / "index").iterdir() if path.is_dir()]) == 2


@pytest.mark.parametrize("damage", [b"", b"{", bytes(5_000), None])
def test_a_broken_index_is_built_anew(store: Store, tmp_path: Path, damage: bytes | None) -> None:
    ingest(store, plan(), "a.txt")
    publisher(store, Live(), tmp_path).update()
    for path in (tmp_path / "index").rglob("*"):
        if path.is_file() and damage is not None:
            path.write_bytes(damage)
        elif path.is_file():
            path.unlink()
    live = Live()
    publisher(store, live, tmp_path).update()
    assert live.current.index.search("Rà soát danh mục")


def test_an_index_that_finds_nothing_is_not_swapped_in(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = Live()
    made = publisher(store, live, tmp_path)
    ingest(store, plan(), "a.txt")
    made.update()
    before = live.current
    monkeypatch.setattr(Index, "search", lambda *_args, **_options: [])
    with pytest.raises(PublishingError, match="a"):
        try_out(before.snapshot, before.index)
    ingest(store, plan(*ROWS[:3]), "a.txt")
    for _ in range(2):
        with pytest.raises(PublishingError):
            made.update()
    assert live.current is before


def test_a_publication_of_another_process_is_followed(
    store: Store, tmp_path: Path, database_url: str
) -> None:
    live = Live()
    made = publisher(store, live, tmp_path)
    made.watch(0.05)
    try:
        ingest(Store.open(database_url), plan(), "a.txt")
        end = time.monotonic() + 20
        while not live.ready and time.monotonic() < end:
            time.sleep(0.05)
        assert live.current.snapshot.documents[0].id == "a"
    finally:
        made.close()


def test_readers_meet_matching_pairs_while_publications_go_on(store: Store, tmp_path: Path) -> None:
    live = Live()
    made = publisher(store, live, tmp_path)
    ingest(store, plan(), "a.txt")
    made.update()
    ingest(store, plan(*ROWS[:3]), "a.txt")
    stop = threading.Event()
    mixed = []

    def look() -> None:
        while not stop.is_set():
            pair = live.current
            if pair.snapshot.version != pair.index.version:
                mixed.append(pair)

    reader = threading.Thread(target=look)
    reader.start()
    for number in (1, 2, 1, 2):
        store.publish("a", number)
        made.update()
    stop.set()
    reader.join()
    assert mixed == []
    assert live.current.snapshot.documents[0].version == 2


def test_another_reply_or_number_is_served_with_the_very_records_and_no_building(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = Live()
    made = publisher(store, live, tmp_path)
    ingest(store, plan(), "a.txt")
    made.update()
    assistant, before = Assistant(live), live.current
    with monkeypatch.context() as patched:
        patched.setattr(building, "build_index", None)
        patched.setattr(Resources, "build", None)
        Edits(store).set("wording", Wording("social.greeting", "Kính chào."))
        Edits(store).set("threshold", Threshold("clarify.syllables", 0))
        assert made.update()
        assert live.current.snapshot.tasks is before.snapshot.tasks
        assert live.current.snapshot.version == live.current.index.version == store.published_version()
        assert live.current.snapshot.version != before.snapshot.version
        assert assistant.answer("xin chào").answer.text == "Kính chào."
        assert assistant.answer("Ai chủ trì tập huấn kỹ năng số?").answer.text
    ingest(store, plan(*ROWS[:3]), "a.txt")
    assert made.update()
    assert len(live.current.snapshot.tasks) < len(before.snapshot.tasks)
    assert assistant.answer("xin chào").answer.text == "Kính chào."
