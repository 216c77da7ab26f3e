from __future__ import annotations

import asyncio
import os
import shutil
from collections import namedtuple
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from api.storage import Storage
from knowledge.store import Store
from tests.api.support import FakeDialogue, FakeLive, snapshot

_Usage = namedtuple("_Usage", "total used free")


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def holds(storage: Storage) -> bool:
    return asyncio.run(storage())


def fill(folder: Path) -> None:
    """Let the next write into *folder* find the disk full: the kernel refuses every byte for /dev/full."""
    (folder / f".probe-{os.getpid()}").symlink_to("/dev/full")


def test_readyz_tells_a_full_disk_and_its_end(tmp_path: Path) -> None:
    clock = Clock()
    storage = Storage([tmp_path], 0, lambda: True, clock)
    app = create_app(Settings(), FakeLive(snapshot()), FakeDialogue(), checks={"storage": storage})
    with TestClient(app) as client:
        assert client.get("/readyz").status_code == 200
        fill(tmp_path)
        clock.now += 6
        told = client.get("/readyz")
        assert told.status_code == 503 and told.json()["checks"]["storage"] is False
        clock.now += 6
        assert client.get("/readyz").json()["checks"]["storage"] is True
    assert list(tmp_path.iterdir()) == []


def test_little_room_is_told_before_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    storage = Storage([tmp_path], 50, lambda: True)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: _Usage(2**40, 0, 49 * 2**20))
    assert not holds(storage)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: _Usage(2**40, 0, 51 * 2**20))
    assert holds(Storage([tmp_path], 50, lambda: True))


def test_a_folder_that_takes_no_files_is_told(tmp_path: Path) -> None:
    assert not holds(Storage([tmp_path / "gone"], 0, lambda: True))


def test_it_looks_once_in_a_few_seconds_whoever_asks(tmp_path: Path) -> None:
    clock, looks = Clock(), []
    storage = Storage([tmp_path], 0, lambda: not looks.append(clock.now), clock)  # type: ignore[func-returns-value]

    async def ask() -> None:
        await asyncio.gather(*(storage() for _ in range(20)))
        clock.now = 4.9
        await storage()
        clock.now = 5.0
        await storage()

    asyncio.run(ask())
    assert looks == [0.0, 5.0]


def test_a_database_that_takes_no_changes_is_told(tmp_path: Path, database_url: str) -> None:
    store = Store.open(database_url)
    assert store.writable()
    assert holds(Storage([tmp_path], 0, store.writable))
    if store.folder is None:
        with store.engine.begin() as connection:
            name = connection.exec_driver_sql("SELECT current_database()").scalar()
            connection.exec_driver_sql(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
        store.engine.dispose()
        assert not holds(Storage([tmp_path], 0, store.writable))
    else:
        assert store.folder == Path(store.engine.url.database or "").parent
        assert os.access(store.folder, os.W_OK)
    store.close()
