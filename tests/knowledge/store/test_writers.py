from __future__ import annotations

import sqlite3
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from knowledge.store import Store, engine


@pytest.fixture
def impatient(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(engine, "_SQLITE_WAIT", 0.2)
    return Store.open(f"sqlite:///{tmp_path / 'writers.db'}")


def write(store: Store) -> None:
    with store.writing.begin() as session:
        session.execute(text("DELETE FROM corpus"))


def test_writers_get_their_turn_in_the_order_they_came(database_url: str) -> None:
    store, order = Store.open(database_url), list[int]()

    def one(number: int) -> None:
        with store.writing.begin() as session:
            session.execute(text("DELETE FROM corpus"))
            order.append(number)

    waiting = [threading.Thread(target=one, args=(number,)) for number in range(5)]
    with store.writing.begin() as session:
        session.execute(text("DELETE FROM corpus"))
        for thread in waiting:
            thread.start()
            time.sleep(0.15)
    for thread in waiting:
        thread.join()
    store.close()
    assert order == [0, 1, 2, 3, 4]


def test_a_failed_change_lets_the_next_one_in(impatient: Store) -> None:
    def fail() -> None:
        with impatient.writing.begin():
            raise KeyError

    for _ in range(3):
        with pytest.raises(KeyError):
            fail()
    write(impatient)


def test_a_writer_elsewhere_is_waited_for_and_then_told_of(impatient: Store, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "writers.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    for _ in range(2):
        with pytest.raises(OperationalError, match="locked"):
            write(impatient)
    other.execute("COMMIT")
    write(impatient)
    other.close()


def test_a_change_within_a_change_is_told_of_and_harms_nothing(impatient: Store) -> None:
    with impatient.writing.begin() as session:
        session.execute(text("DELETE FROM corpus"))
        with pytest.raises(OperationalError, match="locked"):
            write(impatient)
    write(impatient)
