from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.documents import shipped
from knowledge.ingest import IngestError, Intake, Limits, Outcome, ingest, ingest_many, pipeline, refresh
from knowledge.ingest.naming import file_name
from knowledge.ingest.pipeline import STAGES
from knowledge.records import Anomaly
from knowledge.snapshot import Snapshot
from knowledge.store import Store
from knowledge.store.sealing import AnomalyRules
from tests.knowledge.ingest.plans import ROWS, plan


@pytest.fixture
def url(database_url: str) -> str:
    return database_url


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = Store.open(url)
    yield opened
    opened.close()


def test_the_order_of_the_stages() -> None:
    assert [stage.__name__ for stage in STAGES] == [
        "read",
        "recognise",
        "parse",
        "identify",
        "correct",
        "compare",
        "check",
        "report",
        "publish",
    ]


def test_a_plan_is_published_with_its_report(store: Store) -> None:
    outcome = ingest(store, plan(), "Kế hoạch CCHC Cần Thơ 2025.txt")
    assert (outcome.state, outcome.change, outcome.document_id, outcome.version) == (
        "published",
        "created",
        "ke-hoach-cchc-can-tho-2025",
        1,
    )
    snapshot = store.snapshot()
    assert [task.content for task in snapshot.tasks if not task.heading] == [row[1] for row in ROWS]
    assert snapshot.documents[0].number == "27/KH-UBND"
    assert outcome.report["records"]["task"] == len(snapshot.tasks)
    assert outcome.report["lost_lines"] == []
    assert store.versions("ke-hoach-cchc-can-tho-2025")[0].report == outcome.report


def test_the_same_bytes_again_change_nothing(store: Store) -> None:
    first = ingest(store, plan(), "a.txt")
    version = store.published_version()
    second = ingest(store, plan(), "a.txt")
    assert (second.change, second.version) == ("unchanged", first.version)
    assert second.report["changes"]["unchanged"] == sum(first.report["records"].values())
    assert second.report["changes"] | {"unchanged": 0} == dict.fromkeys(
        ("created", "updated", "unchanged", "removed"), 0
    )
    assert store.published_version() == version
    assert len(store.versions("a")) == 1


def test_the_same_number_under_another_file_name_is_a_new_version(store: Store) -> None:
    ingest(store, plan(), "a.txt")
    later = [row if row[0] != "2" else (*row[:4], "Tháng 9/2025", row[5]) for row in ROWS]
    outcome = ingest(store, plan(*later), "ban-sua-doi.txt")
    assert (outcome.change, outcome.document_id, outcome.version) == ("updated", "a", 2)
    assert outcome.report["changes"]["updated"] == 1
    assert "1 nhiệm vụ đổi thời hạn" in outcome.report["difference"]
    assert any("“Tháng 6/2025” thành “Tháng 9/2025”" in line for line in outcome.report["difference_lines"])
    assert all(task.id.startswith("a/") and task.document_id == "a" for task in store.snapshot().tasks)
    assert [version.state for version in store.versions("a")] == ["superseded", "published"]


def test_another_number_under_the_same_file_name_is_another_document(store: Store) -> None:
    ingest(store, plan(), "ke-hoach.txt")
    outcome = ingest(store, plan(number="31/KH-UBND"), "ke-hoach.txt")
    assert (outcome.change, outcome.document_id) == ("created", "ke-hoach-31-kh-ubnd")
    assert len(store.snapshot().documents) == 2


def test_an_older_edition_uploaded_again_is_served_again(store: Store) -> None:
    ingest(store, plan(), "a.txt")
    ingest(store, plan(*ROWS[:3]), "a.txt")
    outcome = ingest(store, plan(), "a.txt")
    assert (outcome.state, outcome.change, outcome.version) == ("published", "unchanged", 1)
    assert len(store.snapshot().tasks_of("a")) == len(store.records("a", 1).tasks)


def test_a_suspicious_edition_waits_for_review_and_the_old_one_serves(store: Store) -> None:
    ingest(store, plan(), "a.txt")
    before = store.snapshot()
    outcome = ingest(store, plan(("1", "Việc hoàn toàn khác", "Sở Y tế", "", "Quý I/2025", "")), "a.txt")
    assert outcome.state == "needs_review"
    assert "rows_gone" in [finding["code"] for finding in outcome.report["findings"]]
    assert store.snapshot() == before
    store.publish("a", 2)
    assert "Việc hoàn toàn khác" in [task.content for task in store.snapshot().tasks]


def test_contradictions_with_what_is_published_are_reported_and_kept(store: Store) -> None:
    first = ("1", "Rà soát theo Nghị quyết số 76/NQ-CP ngày 15/7/2021", "Sở Nội vụ", "", "Quý I/2025", "")
    second = (first[0], first[1].replace("2021", "2022"), *first[2:])
    ingest(store, plan(first), "a.txt")
    outcome = ingest(store, plan(second, number="9/KH-UBND"), "b.txt")
    assert "citation_date_across" in [anomaly["kind"] for anomaly in outcome.report["anomalies"]]
    assert "citation_date_across" in [anomaly.kind for anomaly in store.snapshot().anomalies]


def test_a_change_of_the_rules_is_seen_in_the_anomalies(url: str) -> None:
    slip = Anomaly("x", "a", "slip", "Sai", (), ())
    ingest(Store.open(url, rules=AnomalyRules(within=lambda _: [slip])), plan(), "a.txt")
    store = Store.open(url, rules=AnomalyRules(within=lambda _: []))
    store.set_recogniser("a", 1, "other rules")
    assert store.snapshot().anomalies == ()


def test_only_bodies_the_registry_cannot_place_are_proposed(store: Store) -> None:
    bodies = "Các đơn vị liên quan; UBND các phường, xã; Viện Nghiên cứu Gạo"
    outcome = ingest(store, plan(("1", "Khảo sát", "Sở Nội vụ", bodies, "Quý I/2025", "")), "a.txt")
    assert outcome.report["unknown_bodies"] == ["Viện Nghiên cứu Gạo"]


def test_a_dry_run_reports_and_keeps_nothing(store: Store) -> None:
    outcome = ingest(store, plan(), "a.txt", dry_run=True)
    assert outcome.state == "checked"
    assert outcome.report["records"]["task"] >= len(ROWS)
    assert store.documents() == ()


def test_prose_without_a_table_becomes_passages(store: Store) -> None:
    text = "THÔNG BÁO\nVề việc nghỉ lễ\n\nCông chức nghỉ từ ngày 29 tháng 01.\nMột cửa trực thứ bảy.\n"
    outcome = ingest(store, text.encode(), "thong-bao.txt")
    assert outcome.state == "published"
    assert "unknown_layout" in [finding["code"] for finding in outcome.report["findings"]]
    assert [passage.text for passage in store.snapshot().passages] == text.strip().split("\n")[-2:]


def test_one_bad_file_among_many_is_told_and_skipped(store: Store, tmp_path: Path) -> None:
    files = {"a.txt": plan(), "rong.txt": b"", "b.txt": plan(number="9/KH-UBND")}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    paths = [tmp_path / name for name in (*files, "khong-co.txt")]
    outcomes = {outcome.filename: outcome for outcome in ingest_many(store, paths)}
    assert {name: outcome.state for name, outcome in outcomes.items()} == {
        "a.txt": "published",
        "rong.txt": "failed",
        "b.txt": "published",
        "khong-co.txt": "failed",
    }
    assert "rong.txt" in (outcomes["rong.txt"].error or "")
    assert "khong-co.txt" in (outcomes["khong-co.txt"].error or "")
    assert len(store.snapshot().documents) == 2


def test_a_defect_met_in_one_file_does_not_keep_the_others_out(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(intake: Intake) -> None:
        if intake.filename == "a.txt":
            raise KeyError("defect")

    monkeypatch.setattr(pipeline, "JUDGING", (stumble, *pipeline.JUDGING))
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_bytes(plan(number=f"{ord(name[0])}/KH-UBND"))
    outcomes = list(ingest_many(store, [tmp_path / "a.txt", tmp_path / "b.txt"]))
    assert [outcome.state for outcome in outcomes] == ["failed", "published"]
    assert "KeyError" in (outcomes[0].error or "")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\Tài liệu\\Kế hoạch.docx", "Kế hoạch.docx"),
        ("../../etc/passwd", "passwd"),
        ("a\x00b\n\u202ec.txt", "abc.txt"),
        ("x\udcff.txt", "x?.txt"),
        ("x" * 900 + ".txt", "x" * 196 + ".txt"),
        ("", "van-ban"),
    ],
)
def test_file_names_are_kept_as_one_printable_line(given: str, kept: str) -> None:
    assert file_name(given) == kept


def test_reading_apart_gives_the_same_records_as_reading_here(store: Store, url: str) -> None:
    ingest(store, plan(), "a.txt", limits=Limits())
    assert ingest(store, plan(), "a.txt").change == "unchanged"


def test_a_refusal_of_the_child_arrives_as_a_message(store: Store) -> None:
    with pytest.raises(IngestError, match=r"rong\.txt"):
        ingest(store, b"", "rong.txt", limits=Limits())


@pytest.mark.parametrize("limits", [Limits(seconds=0), Limits(memory=40)])
def test_a_file_that_outgrows_the_limits_is_refused(store: Store, limits: Limits) -> None:
    with pytest.raises(IngestError, match=r"a\.txt"):
        ingest(store, plan(), "a.txt", limits=limits)
    assert store.documents() == ()


def _die_while_publishing(url: str) -> None:
    def die(_snapshot: Snapshot) -> list[object]:
        os.kill(os.getpid(), signal.SIGKILL)
        return []

    ingest(Store.open(url, rules=AnomalyRules(within=die)), plan(*ROWS[:3]), "a.txt")  # type: ignore[arg-type]


def test_a_crash_half_way_leaves_the_previous_version_serving(store: Store, url: str) -> None:
    ingest(store, plan(), "a.txt")
    before = store.snapshot()
    process = multiprocessing.get_context("spawn").Process(target=_die_while_publishing, args=(url,))
    process.start()
    process.join(120)
    assert process.exitcode == -signal.SIGKILL
    assert store.snapshot() == before
    assert ingest(store, plan(*ROWS[:3]), "a.txt").version == 2


def _states(outcomes: Iterator[Outcome]) -> list[tuple[str | None, str, str | None]]:
    return [(outcome.document_id, outcome.state, outcome.change) for outcome in outcomes]


def test_refresh_takes_the_shipped_documents_once(store: Store) -> None:
    assert _states(refresh(store, Limits())) == [(entry.id, "published", "created") for entry in shipped()]
    assert _states(refresh(store, Limits())) == []
    snapshot = store.snapshot()
    assert sum(not task.heading for task in snapshot.tasks) == 296
    assert {document.sha256 for document in snapshot.documents} == {entry.sha256 for entry in shipped()}


def test_refresh_respects_what_the_admin_decided(store: Store) -> None:
    list(refresh(store, Limits()))
    ids = [entry.id for entry in shipped()]
    store.withdraw(ids[0])
    data = shipped()[1].read().replace("Tháng 12/2024".encode(), "Tháng 11/2024".encode())
    assert ingest(store, data, "moi.txt").document_id == ids[1]
    assert _states(refresh(store, Limits())) == []
    served = {document.id: document.version for document in store.snapshot().documents}
    assert ids[0] not in served
    assert served[ids[1]] == 2


def test_refresh_reads_again_what_other_rules_have_read(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(store, plan(), "a.txt")
    store.set_recogniser("a", 1, "older rules")
    outcomes = [outcome for outcome in refresh(store, Limits()) if outcome.document_id == "a"]
    assert [(outcome.state, outcome.change) for outcome in outcomes] == [("published", "unchanged")]
    assert _states(refresh(store, Limits())) == []


def test_a_title_printed_in_capitals_keeps_the_reviewed_spelling(store: Store) -> None:
    list(refresh(store, Limits()))
    entry = shipped()[1]
    data = entry.read().replace("Tháng 12/2024".encode(), "Tháng 11/2024".encode())
    outcome = ingest(store, data, "moi.txt")
    document = store.snapshot().document_by_id[entry.id]
    assert (document.version, document.title, document.signer_title) == (2, entry.subject, entry.signer_title)
    assert outcome.report["difference"] == "10 nhiệm vụ đổi thời hạn."
