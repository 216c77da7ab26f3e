from dataclasses import replace

import pytest

from knowledge.extract import anomalies, extract
from knowledge.extract.anomalies.finding import wording
from knowledge.parsing import parse_tasks
from knowledge.readers import read
from knowledge.records import Anomaly
from knowledge.snapshot import Snapshot
from tests.knowledge.extract.plans import IDS, extraction


def _snapshot(*ids: str) -> Snapshot:
    found = [extraction(document_id) for document_id in ids]
    return Snapshot(
        version="test",
        documents=tuple(one.document for one in found),
        tasks=tuple(task for one in found for task in one.tasks),
        targets=tuple(target for one in found for target in one.targets),
        responsibilities=tuple(duty for one in found for duty in one.responsibilities),
        passages=tuple(passage for one in found for passage in one.passages),
        citations=tuple(citation for one in found for citation in one.citations),
    )


@pytest.fixture(scope="module")
def found() -> tuple[Anomaly, ...]:
    return anomalies(_snapshot(*IDS))


def _of(text: str, name: str = "thu.txt") -> tuple[Anomaly, ...]:
    raw = read(text.encode(), name)
    one = extract(raw, parse_tasks(raw, "thu", None), "thu")
    snapshot = Snapshot(
        "test",
        (one.document,),
        one.tasks,
        one.targets,
        one.responsibilities,
        one.passages,
        one.citations,
    )
    return anomalies(snapshot)


# Each checked by eye in the printed plan: document, kind, a printed value of it.
EXPECTED = [
    ("da-nang-183-kh-ubnd-2021", "odd_comparator", "tối thiểu 30 phút/01 hồ sơ", 2),
    ("da-nang-183-kh-ubnd-2021", "deadline_conflict", "Quý IV năm 2021 ở dòng VII.1", 1),
    ("da-nang-183-kh-ubnd-2021", "deadline_conflict", "trong Quý II năm 2022 ở mục III.6", 1),
    ("da-nang-183-kh-ubnd-2021", "repeated_word", "thông thông", 1),
    ("da-nang-183-kh-ubnd-2021", "garbled_word", "UBNp", 1),
    ("da-nang-2766-qd-ubnd-2023", "odd_horizon", "đến năm 2021", 1),
    ("hai-phong-4791-qd-ubnd-2023", "own_number", "479/QĐ-UBND", 1),
    ("hai-phong-4791-qd-ubnd-2023", "citation_number", "117/NĐ-CP", 1),
    ("hai-phong-4791-qd-ubnd-2023", "citation_type", "117/NĐ-CP", 1),
    ("hai-phong-4791-qd-ubnd-2023", "target_values", "trên 90%", 1),
    ("hai-phong-4791-qd-ubnd-2023", "target_comparators", "90% trở lên", 1),
    ("hai-phong-4791-qd-ubnd-2023", "deadline_outside_years", "Cả năm 2021", 1),
    ("hai-phong-4791-qd-ubnd-2023", "deadline_outside_years", "Tháng 12/2023", 1),
    ("hai-phong-4791-qd-ubnd-2023", "numbering_repeated", "d", 3),
    ("hai-phong-4791-qd-ubnd-2023", "numbering_skipped", "n", 1),
    ("hai-phong-4791-qd-ubnd-2023", "repeated_word", "TCVN ISO TCVN ISO", 1),
    ("long-khanh-112-kh-ubnd-2024", "citation_date", "08/04/2020", 1),
    ("long-khanh-112-kh-ubnd-2024", "citation_year", "107/2021/NĐ-CP", 1),
    ("long-khanh-112-kh-ubnd-2024", "citation_date_across", "15/07/2022", 1),
    ("long-khanh-112-kh-ubnd-2024", "target_values", "30% ở dòng VI.3.1", 1),
    ("long-khanh-112-kh-ubnd-2024", "target_comparators", "tối đa 40%", 2),
    ("long-khanh-112-kh-ubnd-2024", "odd_comparator", "tối đa 40%", 1),
    ("long-khanh-112-kh-ubnd-2024", "deadline_outside_years", "Trước 01/5/2023", 1),
    ("long-khanh-112-kh-ubnd-2024", "deadline_outside_years", "Trong quý I/2023", 1),
    ("long-khanh-112-kh-ubnd-2024", "lead_and_coordinate", "Phòng Tư pháp", 2),
    ("long-khanh-112-kh-ubnd-2024", "lead_and_coordinate", "UBND các phường, xã", 1),
    ("long-khanh-112-kh-ubnd-2024", "lead_and_coordinate", "Phòng Văn hóa và Thông tin", 2),
    ("long-khanh-112-kh-ubnd-2024", "lead_and_coordinate", "Phòng Nội vụ", 3),
    ("long-khanh-112-kh-ubnd-2024", "lead_and_coordinate", "Văn phòng HĐND và UBND thành phố", 3),
    ("long-khanh-112-kh-ubnd-2024", "numbering_skipped", "e", 1),
    ("long-khanh-112-kh-ubnd-2024", "repeated_word", "theo theo", 1),
    ("long-khanh-112-kh-ubnd-2024", "repeated_word", "xã xã", 1),
    ("quang-ngai-kh-cchc-2024", "blank_number", "", 1),
    ("quang-ngai-kh-cchc-2024", "blank_date", "ngày tháng 12 năm 2023", 1),
    ("quang-ngai-kh-cchc-2024", "citation_type", "Kế hoạch 1256/QĐ-UBND", 1),
    ("quang-ngai-kh-cchc-2024", "citation_date_across", "23/06/2023", 1),
    ("quang-ngai-kh-cchc-2024", "numbering_skipped", "o", 1),
    ("quang-ngai-kh-cchc-2024", "numbering_repeated", "c", 1),
]


@pytest.mark.parametrize(("document_id", "kind", "value", "times"), EXPECTED)
def test_printed_slips_are_found(
    found: tuple[Anomaly, ...], document_id: str, kind: str, value: str, times: int
) -> None:
    hits = [one for one in found if one.document_id == document_id and one.kind == kind]
    short = kind.startswith("numbering")
    matching = [
        one
        for one in hits
        if not value or (value in one.values if short else any(value in shown for shown in one.values))
    ]
    assert len(matching) == times


def test_nothing_else_is_reported(found: tuple[Anomaly, ...]) -> None:
    kinds = {(document_id, kind) for document_id, kind, _, _ in EXPECTED}
    assert {(one.document_id, one.kind) for one in found} == kinds
    assert 40 <= len(found) <= 48


def test_every_anomaly_is_worded_and_points_to_records(found: tuple[Anomaly, ...]) -> None:
    snapshot = _snapshot(*IDS)
    known = {
        record.id
        for records in (
            snapshot.documents,
            snapshot.tasks,
            snapshot.targets,
            snapshot.responsibilities,
            snapshot.passages,
            snapshot.citations,
        )
        for record in records
    }
    assert len({one.id for one in found}) == len(found)
    for one in found:
        assert one.kind in wording()
        assert one.message.endswith(".")
        assert "{" not in one.message
        assert one.record_ids
        assert set(one.record_ids) <= known


def test_a_contradiction_between_documents_needs_both() -> None:
    alone = anomalies(_snapshot("long-khanh-112-kh-ubnd-2024"))
    assert not [one for one in alone if one.kind == "citation_date_across"]


def test_a_citation_of_a_published_document_is_checked_against_it() -> None:
    snapshot = _snapshot("da-nang-183-kh-ubnd-2021", "da-nang-2766-qd-ubnd-2023")
    assert not [one for one in anomalies(snapshot) if one.kind == "citation_of_known"]
    issued = snapshot.documents[0].issued
    assert issued
    moved = replace(snapshot.documents[0], issued=issued.replace(day=20))
    changed = replace(snapshot, documents=(moved, *snapshot.documents[1:]))
    hits = [one for one in anomalies(changed) if one.kind == "citation_of_known"]
    assert [one.values for one in hits] == [("21/10/2021", "20/10/2021")]


CLEAN = """ỦY BAN NHÂN DÂN
TỈNH GIA LAI
Số: 45/KH-UBND
Gia Lai, ngày 05 tháng 01 năm 2026

KẾ HOẠCH
Chuyển đổi số năm 2026

Căn cứ Quyết định số 749/QĐ-TTg ngày 03/6/2020 của Thủ tướng Chính phủ phê duyệt Chương trình quốc gia;

I. MỤC TIÊU
1. Tỷ lệ hồ sơ trực tuyến toàn trình đạt tối thiểu 80%.
2. Thời gian chờ không quá 15 phút/lượt; tỷ lệ hồ sơ trễ hạn tối đa 2%.
3. Dần dần mở rộng đến các xã.
II. TỔ CHỨC THỰC HIỆN
1. Giao Sở Khoa học và Công nghệ chủ trì thực hiện.
2. Sở Nội vụ có trách nhiệm theo dõi, đôn đốc.
"""


def test_a_clean_document_raises_nothing() -> None:
    assert _of(CLEAN) == ()


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("2. Thời gian", "3. Thời gian", "numbering_skipped"),
        ("ngày 03/6/2020", "ngày 03/6/2026", "citation_future"),
        ("Quyết định số 749/QĐ-TTg", "Nghị định số 749/QĐ-TTg", "citation_type"),
        ("Thời gian chờ không quá 15", "Thời gian chờ tối thiểu 15", "odd_comparator"),
        ("đến các xã", "đến các các xã", "repeated_word"),
        ("theo dõi, đôn đốc.", "theo dõi UBNd các xã.", "garbled_word"),
        (
            "3. Dần dần mở rộng",
            "3. Phấn đấu tỷ lệ hồ sơ trực tuyến toàn trình đạt tối thiểu 70%",
            "target_values",
        ),
    ],
)
def test_one_slip_put_into_a_clean_document_is_found(before: str, after: str, kind: str) -> None:
    assert before in CLEAN
    kinds = {one.kind for one in _of(CLEAN.replace(before, after))}
    assert kind in kinds
    assert len(kinds) <= 2
