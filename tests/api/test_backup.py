"""A backup brings the same answers back, in another folder and on either database."""

from __future__ import annotations

import datetime as dt
import sqlite3
import stat
import threading
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.backup import BackupError, NotEmptyError, restore, save
from api.cli import app
from bot.answers.pipeline import Assistant
from knowledge.ingest import ingest
from knowledge.procedures import load
from knowledge.store import Store
from knowledge.store.audit import Audit
from knowledge.store.feedback import Feedback
from knowledge.store.jobs import Jobs
from nlu.query import Context
from retrieval.live import Live
from tests.api.library_support import publisher
from tests.knowledge.ingest.plans import ROWS, plan
from tests.postgres import Cluster

QUESTIONS = (
    "Ai chủ trì rà soát danh mục?",
    "Sở Nội vụ chủ trì bao nhiêu nhiệm vụ?",
    "Đăng ký khai sinh cần gì?",
)
TODAY = dt.date(2026, 11, 24)


def answers(store: Store, folder: Path) -> list[object]:
    live = Live()
    publisher(store, live, folder).update()
    assistant = Assistant(live)
    return [
        assistant.answer(text, Context(), intent="nlu_fallback", confidence=0.0, today=TODAY).answer
        for text in QUESTIONS
    ]


def fill(url: str) -> Store:
    store = Store.open(url)
    store.replace_procedures("starter", load())
    ingest(store, plan(), "a.txt")
    ingest(store, plan(*ROWS[:3]), "a.txt")
    Jobs(store).add("chờ.txt", b"\x00\xff bytes")
    Feedback(store).put("a" * 32, "unhelpful", "chưa đúng")
    return store


def talked(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(folder / "conversations.db") as kept:
        kept.execute("CREATE TABLE conversation (id TEXT)")
        kept.execute("INSERT INTO conversation VALUES ('một')")


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest) -> str | None:
    """Where a backup goes: SQLite in the folder, or another database."""
    if request.param == "sqlite":
        return None
    cluster: Cluster = request.getfixturevalue("postgres")
    return cluster.new_database()


def test_the_same_answers_come_back_from_another_folder(
    tmp_path: Path, database_url: str, target: str | None
) -> None:
    store = fill(database_url)
    talked(tmp_path / "data")
    before = answers(store, tmp_path / "data")
    file = tmp_path / "backup.zip"
    save(file, database_url, tmp_path / "data")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    restore(file, tmp_path / "new", target)

    other = Store.open(target or f"sqlite:///{tmp_path / 'new' / 'trolyao.db'}")
    assert other.snapshot() == store.snapshot()
    assert answers(other, tmp_path / "new") == before
    assert other.versions("a") == store.versions("a")
    assert other.raw("a", 1) == plan()
    assert Feedback(other).reasons() == Feedback(store).reasons()
    assert Audit(other).verify() == Audit(store).verify()
    taken = Jobs(other).take(dt.timedelta(minutes=1))
    assert taken is not None and taken[1] == b"\x00\xff bytes"
    with sqlite3.connect(tmp_path / "new" / "conversations.db") as kept:
        assert kept.execute("SELECT id FROM conversation").fetchall() == [("một",)]
    # New rows get numbers of their own, and the old version can be brought back.
    assert ingest(other, plan(*ROWS[:2]), "a.txt").version == 3
    other.rollback("a", 1)
    assert len(other.snapshot().tasks) > 3
    for each in (store, other):
        each.close()


def test_a_backup_while_publications_go_on_is_of_one_moment(tmp_path: Path, database_url: str) -> None:
    store = fill(database_url)
    seen = set()
    for number in (1, 2):
        store.publish("a", number)
        seen.add(store.published_version())
    stop = threading.Event()

    def flip() -> None:
        number = 1
        while not stop.is_set():
            store.publish("a", number)
            number = 3 - number

    writer = threading.Thread(target=flip)
    writer.start()
    try:
        for count in range(5):
            save(tmp_path / f"{count}.zip", database_url, tmp_path / "data")
    finally:
        stop.set()
        writer.join()
    for count in range(5):
        restore(tmp_path / f"{count}.zip", tmp_path / f"new-{count}")
        other = Store.open(f"sqlite:///{tmp_path / f'new-{count}' / 'trolyao.db'}")
        snapshot = other.snapshot()
        assert snapshot.version in seen
        served = {2: 3}.get(snapshot.documents[0].version)
        assert served is None or len([task for task in snapshot.tasks if not task.heading]) == served
        other.close()
    store.close()


def test_a_restore_never_overwrites(tmp_path: Path, database_url: str) -> None:
    store = fill(database_url)
    store.close()
    file = tmp_path / "backup.zip"
    save(file, database_url, tmp_path / "data")
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "x").touch()
    with pytest.raises(NotEmptyError):
        restore(file, tmp_path / "used")
    with pytest.raises(NotEmptyError):
        restore(file, tmp_path / "empty", database_url)


@pytest.mark.parametrize("cut", [0, 10, 2_000])
def test_a_damaged_file_is_no_backup(tmp_path: Path, cut: int) -> None:
    fill(f"sqlite:///{tmp_path}/a.db").close()
    file = tmp_path / "backup.zip"
    save(file, f"sqlite:///{tmp_path}/a.db", tmp_path)
    whole = file.read_bytes()
    file.write_bytes(whole[:cut] if cut < 1_000 else whole[:200] + b"\0" * cut + whole[200 + cut :])
    with pytest.raises(BackupError):
        restore(file, tmp_path / "new")


def test_the_commands_say_what_they_did(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    fill(f"sqlite:///{tmp_path / 'data' / 'trolyao.db'}").close()
    run = CliRunner().invoke
    file = str(tmp_path / "a.zip")
    assert run(app, ["backup", file]).exit_code == 0
    done = run(app, ["restore", file, "--into", str(tmp_path / "new")])
    assert done.exit_code == 0 and "DATA_DIR" in done.output
    again = run(app, ["restore", file, "--into", str(tmp_path / "new")])
    assert again.exit_code == 2 and "không trống" in again.output
    nowhere = run(app, ["backup", str(tmp_path / "no" / "a.zip")])
    assert nowhere.exit_code == 2 and "Không sao lưu được" in nowhere.output
