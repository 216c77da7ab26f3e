from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from knowledge.records import Anomaly
from knowledge.records.procedure import Fee, Procedure, ProcedureFact, Submission
from knowledge.snapshot import Snapshot
from knowledge.store import Store, UnknownVersionError, VersionRecords
from knowledge.store.engine import connect, migrate, writing
from knowledge.store.schema import Base
from knowledge.store.sealing import AnomalyRules
from tests.knowledge.store.store_samples import TEXT, records, task


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = Store.open(database_url)
    yield opened
    opened.close()


def add(store: Store, made: VersionRecords, *, publish: bool = True) -> int:
    return store.add_version(
        made, raw=b"bytes", filename="a.txt", recogniser="r1", report={"rows": 2}, publish=publish
    ).number


def test_migrations_lead_to_the_tables_of_the_code_and_back(database_url: str) -> None:
    engine = connect(database_url)
    migrate(writing(engine))
    migrate(writing(engine))
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_what_is_published_comes_back_equal(store: Store) -> None:
    made = records()
    assert store.snapshot() == Snapshot(version="")
    add(store, made)
    snapshot = store.snapshot()
    assert snapshot.documents == (made.document,)
    assert (snapshot.tasks, snapshot.targets) == (made.tasks, made.targets)
    assert (snapshot.responsibilities, snapshot.passages) == (made.responsibilities, made.passages)
    assert snapshot.citations == made.citations
    assert snapshot.version == store.published_version() != ""
    assert store.text("ke-hoach", 1) == TEXT
    assert store.raw("ke-hoach", 1) == b"bytes"


def test_a_draft_is_not_served(store: Store) -> None:
    add(store, records(), publish=False)
    assert store.snapshot().documents == ()
    assert [version.state for version in store.versions("ke-hoach")] == ["draft"]
    store.publish("ke-hoach", 1)
    assert len(store.snapshot().tasks) == 2


def test_a_new_version_supersedes_and_rollback_brings_the_old_one_back(store: Store) -> None:
    add(store, records())
    first = store.snapshot()
    add(store, records(task("1.a", "Công bố danh mục khác")))
    assert [version.state for version in store.versions("ke-hoach")] == ["superseded", "published"]
    assert [item.content for item in store.snapshot().tasks] == ["Công bố danh mục khác"]
    store.rollback("ke-hoach")
    assert store.snapshot() == first
    assert [version.state for version in store.versions("ke-hoach")] == ["published", "superseded"]
    store.rollback("ke-hoach", 2)
    assert store.snapshot().documents[0].version == 2


def test_withdrawn_documents_leave_the_snapshot_but_stay_quotable(store: Store) -> None:
    add(store, records())
    add(store, records(document="khac", number="13/KH-UBND"))
    store.withdraw("ke-hoach")
    assert [document.id for document in store.snapshot().documents] == ["khac"]
    assert store.text("ke-hoach", 1) == TEXT
    assert [(info.id, info.published) for info in store.documents()] == [("ke-hoach", None), ("khac", 1)]
    with pytest.raises(UnknownVersionError, match="không được công bố"):
        store.withdraw("ke-hoach")
    store.rollback("ke-hoach")
    assert len(store.snapshot().documents) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        lambda store: store.publish("ke-hoach", 9),
        lambda store: store.publish("không có", 1),
        lambda store: store.rollback("ke-hoach"),
        lambda store: store.rollback("ke-hoach", 2),
        lambda store: store.rollback("không có"),
        lambda store: store.text("ke-hoach", 9),
        lambda store: store.difference("ke-hoach", 1, 9),
    ],
)
def test_unknown_versions_are_named_and_change_nothing(store: Store, wrong: object) -> None:
    add(store, records())
    add(store, records(), publish=False)
    before = store.snapshot()
    with pytest.raises(UnknownVersionError):
        wrong(store)  # type: ignore[operator]
    assert store.snapshot() == before


def test_the_version_of_a_snapshot_follows_its_content(store: Store) -> None:
    versions = {store.published_version()}
    for step in (
        lambda: add(store, records()),
        lambda: add(store, records(task("1.a", "Khác"))),
        lambda: store.withdraw("ke-hoach"),
        lambda: store.replace_procedures("starter", [procedure("khai-sinh")]),
    ):
        step()
        versions.add(store.published_version())
    assert len(versions) == 5


def procedure(key: str, name: str = "Đăng ký khai sinh") -> Procedure:
    return Procedure(
        id=key,
        code="1.001193",
        name=name,
        sector="Hộ tịch",
        submissions=(Submission("online", "Ngay trong ngày", (Fee("lệ phí", None, True, "Miễn"),)),),
        facts=(ProcedureFact("time", "Ngay trong ngày"),),
        taken=date(2026, 11, 1),
    )


def test_procedures_are_replaced_by_origin_and_counted(store: Store) -> None:
    first = store.replace_procedures("starter", [procedure("a"), procedure("b"), procedure("c")])
    assert first.as_dict() == {"created": 3, "updated": 0, "unchanged": 0, "removed": 0}
    version = store.published_version()
    again = store.replace_procedures("starter", [procedure("a"), procedure("b"), procedure("c")])
    assert again.as_dict() == {"created": 0, "updated": 0, "unchanged": 3, "removed": 0}
    assert store.published_version() == version
    store.replace_procedures("portal", [procedure("z")])
    third = store.replace_procedures("starter", [procedure("a"), procedure("b", "Khai sinh lại")])
    assert third.as_dict() == {"created": 0, "updated": 1, "unchanged": 1, "removed": 1}
    assert {item.id: item for item in store.snapshot().procedures} == {
        "a": procedure("a"),
        "b": procedure("b", "Khai sinh lại"),
        "z": procedure("z"),
    }


def test_anomalies_between_documents_follow_every_publication(database_url: str) -> None:
    def clash(snapshot: Snapshot) -> list[Anomaly]:
        ids = tuple(document.id for document in snapshot.documents)
        return [Anomaly("x", ids[0], "clash", "Hai văn bản", (), ids)] if len(ids) > 1 else []

    rules = AnomalyRules(between=clash, kinds_between=frozenset({"clash"}))
    store = Store.open(database_url, rules=rules)
    add(store, records())
    assert store.snapshot().anomalies == ()
    add(store, records(task("2.a", "Việc khác", document="khac"), document="khac"))
    assert [one.record_ids for one in store.snapshot().anomalies] == [("ke-hoach", "khac")]
    store.withdraw("khac")
    assert store.snapshot().anomalies == ()


def test_anomalies_within_a_document_are_found_when_it_is_published_and_stay(database_url: str) -> None:
    asked: list[tuple[str, ...]] = []

    def slips(snapshot: Snapshot) -> list[Anomaly]:
        asked.append(tuple(document.id for document in snapshot.documents))
        own = snapshot.documents[0].id
        return [Anomaly(f"{own}-1", own, "slip", "Sai", (), (snapshot.tasks[0].id,))]

    store = Store.open(database_url, rules=AnomalyRules(within=slips, between=lambda _: []))
    add(store, records(task("2.a", "Việc khác", document="khac"), document="khac"))
    add(store, records())
    assert [one.id for one in store.snapshot().anomalies] == ["ke-hoach-1", "khac-1"]
    store.withdraw("khac")
    assert [one.id for one in store.snapshot().anomalies] == ["ke-hoach-1"]
    store.replace_procedures("starter", [procedure("a")])
    assert asked == [("khac",), ("ke-hoach",)]


def test_a_failing_step_leaves_the_previous_version(database_url: str) -> None:
    store = Store.open(database_url)
    add(store, records())
    before = store.snapshot()

    def fail(_snapshot: Snapshot) -> list[Anomaly]:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        add(Store.open(database_url, rules=AnomalyRules(within=fail)), records(task("1.a", "Khác")))
    assert store.snapshot() == before
    assert len(store.versions("ke-hoach")) == 1


def _die_while_publishing(url: str) -> None:
    def die(_snapshot: Snapshot) -> list[Anomaly]:
        os.kill(os.getpid(), signal.SIGKILL)
        return []

    add(Store.open(url, rules=AnomalyRules(within=die)), records(task("1.a", "Khác")))


def test_a_killed_process_leaves_the_previous_version_and_no_lock(database_url: str) -> None:
    store = Store.open(database_url)
    add(store, records())
    before = store.snapshot()
    process = multiprocessing.get_context("spawn").Process(target=_die_while_publishing, args=(database_url,))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    assert store.snapshot() == before
    assert add(store, records(task("1.a", "Khác"))) == 2


def test_readers_never_see_half_a_publication(store: Store) -> None:
    plans = [records(*(task(f"{n}.{i}", f"Việc {n} {i}") for i in range(20))) for n in range(2)]
    add(store, plans[0])
    add(store, plans[1])
    stop = threading.Event()

    def flip() -> None:
        number = 1
        while not stop.is_set():
            store.publish("ke-hoach", number)
            number = 3 - number

    writer = threading.Thread(target=flip)
    writer.start()
    try:
        seen = set()
        for _ in range(60):
            snapshot = store.snapshot()
            assert {item.row.split(".")[0] for item in snapshot.tasks} == {
                str(snapshot.documents[0].version - 1)
            }
            seen.add(snapshot.version)
    finally:
        stop.set()
        writer.join()
    assert len(seen) == 2


def test_difference_is_typed_and_told(store: Store) -> None:
    old = records(
        task("1.a", "Công bố danh mục"),
        task("1.b", "Rà soát quy định"),
        task("1.c", "Tập huấn công chức toàn thành phố"),
    )
    due = replace(old.tasks[0].deadline, text="Quý II/2024", date=date(2024, 6, 30))
    new = records(
        task("1.a", "Hoàn toàn mới mẻ"),
        task("1.b", "Công bố danh mục", deadline=due),
        task("1.c", "Tập huấn công chức toàn thành phố Đà Nẵng"),
    )
    add(store, old)
    add(store, new)
    found = store.difference("ke-hoach", 1, 2)
    assert [(change.old_id, change.new_id) for change in found.changed] == [
        ("ke-hoach/1.a", "ke-hoach/1.b"),
        ("ke-hoach/1.c", "ke-hoach/1.c"),
    ]
    assert [(item.field, item.before, item.after) for item in found.changed[0].fields] == [
        ("deadline", "Quý I/2024", "Quý II/2024")
    ]
    assert [change.new_id for change in found.created] == ["ke-hoach/1.a"]
    assert [change.old_id for change in found.removed] == ["ke-hoach/1.b"]
    assert found.summary() == (
        "1 nhiệm vụ đổi thời hạn, 1 nhiệm vụ đổi nội dung, thêm 1 nhiệm vụ, bỏ 1 nhiệm vụ."
    )
    assert "ke-hoach/1.b: thời hạn đổi từ “Quý I/2024” thành “Quý II/2024”." in found.lines()
    assert found.counts.as_dict() == {"created": 1, "updated": 2, "unchanged": 4, "removed": 1}


def test_renumbered_rows_and_moved_text_are_unchanged(store: Store) -> None:
    rows = [task(f"1.{letter}", f"Nhiệm vụ số {n}") for n, letter in enumerate("abc")]
    moved = [task(f"1.{letter}", f"Nhiệm vụ số {n}", spans={}, position=9) for n, letter in enumerate("bcd")]
    add(store, records(*rows))
    add(store, records(*moved))
    found = store.difference("ke-hoach", 1, 2)
    assert (found.changed, found.created, found.removed) == ((), (), ())
    assert found.summary() == "Không có thay đổi về nội dung."
