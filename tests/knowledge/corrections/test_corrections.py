from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from knowledge.agencies import Registry
from knowledge.corrections import FieldError, anchor_of, changed, correctable, printed
from knowledge.ingest import ingest
from knowledge.ingest.limits import Limits
from knowledge.ingest.refresh import refresh
from knowledge.records import Document
from knowledge.records.catalogue import AgencyNames
from knowledge.store import Store
from knowledge.store.audit import acting_as
from knowledge.store.corrections import Corrections
from knowledge.store.edits import Edits
from knowledge.store.schema import VersionRow
from tests.knowledge.ingest.plans import ROWS, plan

NAME = "Kế hoạch 2025.txt"
ID = "ke-hoach-2025"


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = Store.open(database_url)
    ingest(opened, plan(), NAME)
    yield opened
    opened.close()


def correct(store: Store, row: str, field: str, after: str, number: int = 1) -> None:
    [task] = [task for task in store.records(ID, number).tasks if task.row == row]
    Corrections(store).put(
        ID,
        "task",
        task.id,
        field,
        before=printed(task, field),
        after=after,
        anchor=anchor_of("task", task),
        reason="đọc nhầm",
    )


def published(store: Store, field: str) -> list[str]:
    return [printed(task, field) for task in store.snapshot().tasks if not task.heading]


def rows(store: Store) -> list[str]:
    return [task.row for task in store.snapshot().tasks if not task.heading]


def test_a_correction_is_served_once_published_and_survives_another_reading(store: Store) -> None:
    row = rows(store)[1]
    correct(store, row, "lead", "Sở Tư pháp\nSở Y tế")
    assert published(store, "lead")[1] == "Sở Nội vụ"
    held = ingest(store, plan(), NAME, hold=True)
    assert (held.state, held.version) == ("needs_review", 2)
    assert published(store, "lead")[1] == "Sở Nội vụ"
    store.publish(ID, 2)
    assert published(store, "lead")[1] == "Sở Tư pháp\nSở Y tế"
    assert [body.agency_id is not None for body in store.snapshot().tasks[1].lead] == [True] * len(
        store.snapshot().tasks[1].lead
    )
    again = ingest(store, plan(), NAME)
    assert (again.state, again.version, again.change) == ("published", 2, "unchanged")
    assert store.records(ID, 1).tasks != store.records(ID, 2).tasks


def test_what_nobody_published_is_not_published_by_a_reading_of_its_own_accord(store: Store) -> None:
    correct(store, rows(store)[0], "deadline", "Tháng 5/2025")
    later = ingest(store, plan(*ROWS, ("5", "Việc thêm", "Sở Y tế", "", "Quý II/2025", "")), NAME)
    assert later.state == "published"
    assert published(store, "deadline")[0] == "Quý I/2025"
    held = ingest(store, plan(), NAME, hold=True)
    assert store.records(ID, held.version or 0).tasks[0].deadline.date == dt.date(2025, 5, 31)


def test_a_correction_follows_its_row_into_a_new_edition(store: Store) -> None:
    correct(store, rows(store)[2], "lead", "Sở Y tế")
    store.publish(ID, ingest(store, plan(), NAME, hold=True).version or 0)
    moved = (ROWS[0], ("2", "Việc mới chen vào", "Sở Y tế", "", "Quý I/2025", ""))
    shifted = [(str(at), *row[1:]) for at, row in enumerate((*moved, *ROWS[1:]), start=1)]
    ingest(store, plan(*shifted), NAME)
    leads = dict(zip(published(store, "content"), published(store, "lead"), strict=True))
    assert leads[ROWS[2][1]] == "Sở Y tế"
    assert leads[ROWS[1][1]] == ROWS[1][2]


def test_a_correction_that_fits_nothing_any_more_is_told_and_left_out(store: Store) -> None:
    correct(store, rows(store)[1], "deadline", "Tháng 7/2025")
    changed_row = (*ROWS[1][:4], "Tháng 9/2025", ROWS[1][5])
    outcome = ingest(store, plan(ROWS[0], changed_row, *ROWS[2:]), NAME, hold=True)
    assert store.records(ID, outcome.version or 0).tasks[1].deadline.text == "Tháng 9/2025"
    [finding] = [item for item in outcome.report["findings"] if item["code"] == "correction_stale"]
    assert "Tháng 6/2025" in finding["message"] and "Thời hạn" in finding["message"]


def test_a_second_correction_replaces_the_first_and_the_printed_value_revokes_it(store: Store) -> None:
    row = rows(store)[0]
    with acting_as("lan"):
        correct(store, row, "output", "Tờ trình")
        second = ingest(store, plan(), NAME, hold=True).version or 0
        correct(store, row, "output", "Nghị quyết", second)
    [live] = Corrections(store).live(ID)
    assert (live.before, live.after, live.author) == ("Quyết định", "Nghị quyết", "lan")
    third = ingest(store, plan(), NAME, hold=True).version or 0
    assert store.records(ID, third).tasks[0].output == "Nghị quyết"
    correct(store, row, "output", "Quyết định", third)
    assert Corrections(store).live(ID) == ()
    assert len(Corrections(store).history(ID)) == 2


def test_going_back_to_a_version_before_a_correction_takes_it_out(store: Store) -> None:
    correct(store, rows(store)[0], "output", "Tờ trình")
    store.publish(ID, ingest(store, plan(), NAME, hold=True).version or 0)
    assert len(Corrections(store).approved(ID)) == 1
    store.rollback(ID, 1)
    assert Corrections(store).approved(ID) == ()
    assert ingest(store, plan(), NAME).version == 1


def test_facts_of_the_document_are_corrected_too(store: Store) -> None:
    document = store.records(ID, 1).document
    Corrections(store).put(
        ID, "document", ID, "number", before=document.number or "", after="99/KH-UBND", anchor="", reason=""
    )
    outcome = ingest(store, plan(), NAME, hold=True)
    assert outcome.report["document"]["number"] == "99/KH-UBND"
    assert outcome.document_id == ID


def test_the_time_of_a_document_is_corrected_told_as_a_difference_and_served(store: Store) -> None:
    ingest(store, plan(number="41/KH-UBND", day="20 tháng 02 năm 2025"), "Kế hoạch mới.txt")
    document = store.records(ID, 1).document
    assert (document.effective, document.replaced_by) == (None, None)
    for field, after in (
        ("effective", "01/02/2025"),
        ("expires", "31/12/2025"),
        ("abolishes", "Quyết định số 7/2022/QĐ-UBND ngày 01/02/2022\nKế hoạch số 3/KH-UBND"),
        ("replaced_by", "Kế hoạch số 41/KH-UBND"),
    ):
        Corrections(store).put(
            ID, "document", ID, field, before=printed(document, field), after=after, anchor="", reason="sổ"
        )
    held = ingest(store, plan(), NAME, hold=True)
    assert "ngày hết hiệu lực" in held.report["difference"]
    assert store.snapshot().endings == {}
    store.publish(ID, held.version or 0)
    served = store.snapshot().document_by_id[ID]
    assert (served.effective, served.expires) == (dt.date(2025, 2, 1), dt.date(2025, 12, 31))
    assert [ref.number for ref in served.abolishes] == ["7/2022/QĐ-UBND", "3/KH-UBND"]
    ending = store.snapshot().endings[ID]
    assert ending.successor is not None and ending.successor.number == "41/KH-UBND"
    assert ending.since == dt.date(2025, 2, 20)
    store.withdraw(ending.successor.id)
    assert store.snapshot().endings[ID].successor is None
    store.rollback(ID, 1)
    assert store.snapshot().endings == {}


def test_what_was_stored_before_documents_had_a_time_is_read_and_read_again(store: Store) -> None:
    with store.writing.begin() as session:
        row = session.scalars(select(VersionRow)).one()
        held = json.loads(row.payload)
        for field in ("effective", "expires", "replaces", "abolishes", "replaced_by"):
            del held[field]
        row.payload, row.recogniser = json.dumps(held), "older"
    assert store.snapshot().document_by_id[ID].replaces == ()
    assert store.documents()[0].document.effective is None
    [outcome] = [one for one in refresh(store, Limits()) if one.document_id == ID]
    assert outcome.state == "published"


@pytest.mark.parametrize(
    ("kind", "field", "text", "message"),
    [
        ("document", "replaces", "văn bản cũ", "không phải một văn bản"),
        ("document", "replaced_by", "Quyết định số 1/QĐ-UBND và Quyết định số 2/QĐ-UBND", "không phải một"),
        ("task", "content", "  ", "không được để trống"),
        ("document", "issued", "31/02/2025", "không phải một ngày"),
        ("document", "years", "2025; sau", "các năm"),
        ("target", "value_text", "nhiều", "con số"),
    ],
)
def test_what_makes_no_sense_is_refused(store: Store, kind: str, field: str, text: str, message: str) -> None:
    records = store.records(ID, 1)
    record = records.document if kind == "document" else records.of_kind("task")[0]
    with pytest.raises(FieldError, match=message):
        changed(record, kind, field, text, None, Registry.default())


@pytest.mark.parametrize("kind", ["task", "responsibility", "passage", "citation", "document"])
def test_every_field_reads_back_as_it_was_written(store: Store, kind: str) -> None:
    records = store.records(ID, 1)
    held = (records.document,) if kind == "document" else records.of_kind(kind)
    for record in held:
        for field in correctable(kind):
            text = printed(record, field)
            same = changed(record, kind, field, text, records.document.jurisdiction, Registry.default())
            assert printed(same, field) == text, (kind, field)
            if isinstance(record, Document):
                assert getattr(same, field) == getattr(record, field)


def test_a_name_added_to_the_registry_links_bodies_of_the_next_reading(store: Store) -> None:
    row = ("1", "Việc một", "Ban Chuyển đổi xanh", "", "Quý I/2025", "")
    first = ingest(store, plan(row), "khac.txt", hold=True)
    assert "Ban Chuyển đổi xanh" in first.report["unknown_bodies"]
    Edits(store).set("agency", AgencyNames("so-tai-nguyen-va-moi-truong", ("Ban Chuyển đổi xanh",)))
    second = ingest(store, plan(row), "khac.txt", hold=True)
    body = store.records(second.document_id or "", second.version or 0).tasks[0].lead[0]
    assert body.agency_id is not None and body.agency_id.endswith("/so-tai-nguyen-va-moi-truong")
    assert second.report["unknown_bodies"] == []
