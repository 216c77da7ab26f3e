"""Deadline cells: every one printed in the five plans, and the other forms plans use."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from knowledge.dates import parse_deadline

GOLD = Path(__file__).resolve().parents[3] / ".." / "shared" / "gold-sample.json"

UNDATED = [
    ("Thường xuyên", "thường xuyên"),
    ("Thường xuyên trong năm.", "thường xuyên"),
    ("Thường xuyên trong năm 2024.", "thường xuyên"),
    ("Niêm yết thường xuyên trong năm.", "thường xuyên"),
    ("Thường xuyên trong năm; định kỳ báo cáo kết quả thực hiện.", "thường xuyên"),
    ("Thường xuyên theo Kế hoạch đào tạo, bồi dưỡng", "thường xuyên"),
    ("Công khai hàng tháng theo quy định", "định kỳ"),
    ("Định kỳ hàng tháng trong năm.", "định kỳ"),
    ("Tự kiểm tra định kỳ hàng tháng hoặc kiểm tra đột xuất.", "định kỳ"),
    ("Hằng quý", "định kỳ"),
    ("01 tháng/lần", "định kỳ"),
    ("Trước ngày 15/12 hằng năm", "định kỳ"),
    ("Quý IV hằng năm", "định kỳ"),
    ("Chậm nhất ngày 20 hàng tháng", "định kỳ"),
    ("Trước ngày 20 tháng cuối quý", "định kỳ"),
    ("Báo cáo quý, 6 tháng, năm", "định kỳ"),
    ("Theo Chương trình năm 2024 của tỉnh", "theo điều kiện"),
    ("Sau 15 ngày kể từ ngày Luật có hiệu lực", "theo điều kiện"),
    ("Theo tiến độ Đề án và hướng dẫn của Văn phòng Chính phủ", "theo điều kiện"),
    ("Sau khi có hướng dẫn của Văn phòng  Chính phủ", "theo điều kiện"),
    ("Theo yêu cầu của Văn phòng Chính phủ (quý, năm)", "theo điều kiện"),
    ("Theo thời gian đánh giá hàng năm của Bộ Y tế", "theo điều kiện"),
    ("Theo kế hoạch đào tạo bồi dưỡng hàng năm", "theo điều kiện"),
    ("Theo Kế hoạch số 45/KH-UBND ngày 22/01/2023", "theo điều kiện"),
    ("Theo hướng dẫn của Bộ Nội vụ tại Công văn số 123/BNV-CCHC ngày 12/3/2024", "theo điều kiện"),
    ("Theo Kế hoạch năm 2024 của UBND tỉnh", "theo điều kiện"),
    ("Khi có hướng dẫn của Bộ ngành TW, tỉnh", "theo điều kiện"),
    ("theo thời gian quy định của UBND tỉnh.", "theo điều kiện"),
    (
        "Theo thời hạn quy định tại kế hoạch theo dõi thi hành PL của thành phố; định kỳ báo cáo kết quả "
        "thực hiện theo quy định.",
        "theo điều kiện",
    ),
    ("Trong vòng 30 ngày kể từ ngày ban hành", "theo điều kiện"),
    ("", "trống"),
    (" \u00a0 ", "trống"),
    ("-", "trống"),
]

DATED = [
    ("Trong tháng 10/2021", "tháng", "2021-10-31"),
    ("Tháng 02/2024", "tháng", "2024-02-29"),
    ("Tháng 1/2024", "tháng", "2024-01-31"),
    ("Tháng 12/2023", "tháng", "2023-12-31"),
    ("30/3/2024", "ngày", "2024-03-30"),
    ("ngày 30 tháng 6 năm 2024", "ngày", "2024-06-30"),
    ("Chậm nhất là ngày 31/01/2024.", "ngày", "2024-01-31"),
    ("Quý I/2024", "quý", "2024-03-31"),
    ("Quý IV năm 2021", "quý", "2021-12-31"),
    ("Quý 3/2024", "quý", "2024-09-30"),
    ("Quý III/2O24", "quý", "2024-09-30"),
    ("Tháng l/2024", "tháng", "2024-01-31"),
    ("T6/2025", "tháng", "2025-06-30"),
    ("Tháng Năm/2025", "tháng", "2025-05-31"),
    ("Tuần 1 tháng 5/2025", "tháng", "2025-05-31"),
    ("Theo lộ trình đến năm 2025", "năm", "2025-12-31"),
    ("Hoàn thành quý I/2024.", "quý", "2024-03-31"),
    ("Trong quý I/2023", "quý", "2023-03-31"),
    ("Cả năm 2024", "năm", "2024-12-31"),
    ("Cả năm 2021", "năm", "2021-12-31"),
    ("Năm 2022", "năm", "2022-12-31"),
    ("Hoàn thành trong năm 2024.", "năm", "2024-12-31"),
    ("Đến hết năm 2025", "năm", "2025-12-31"),
    ("Đầu năm 2024.", "năm", "2024-12-31"),
    ("Năm 2021 và theo hướng dẫn của Văn phòng Chính phủ, Bộ Công an", "năm", "2021-12-31"),
    ("- Triển khai thực hiện thường xuyên - Báo cáo: Tháng 8/2024", "tháng", "2024-08-31"),
    (
        "- Thường xuyên - Tại Bộ phận Tiếp nhận và Trả kết quả, thực hiện trong Quý I/2024",
        "quý",
        "2024-03-31",
    ),
    ("Quý I/2024 ban hành các Kế hoạch; định kỳ báo cáo kết quả thực hiện.", "quý", "2024-03-31"),
    ("Quý I năm 2024 ban hành kế hoạch (trừ kiểm tra đột xuất); báo cáo kết quả.", "quý", "2024-03-31"),
    ("Quý I năm 2024 ban hành kế hoạch và triển khai trong năm; định kỳ báo cáo", "quý", "2024-03-31"),
    ("Công văn triển khai trong quý I/2024; báo cáo kết quả hàng quý.", "quý", "2024-03-31"),
]

BEFORE = [
    ("Trước 01/12/2024", "ngày", "2024-12-01"),
    ("Trước ngày 01/7/2024", "ngày", "2024-07-01"),
    ("Trước 01/5/2023", "ngày", "2023-05-01"),
    ("Xong trước 30-6-2024", "ngày", "2024-06-30"),
    ("Theo Kế hoạch của tỉnh, hoàn thành trước ngày 30/6/2024", "ngày", "2024-06-30"),
    ("Trước tháng 6/2024", "tháng", "2024-06-01"),
]

RANGES = [
    ("Năm 2023-2025", "khoảng", "2023-01-01", "2025-12-31"),
    ("Năm 2024 - 2025", "khoảng", "2024-01-01", "2025-12-31"),
    ("Giai đoạn 2024 – 2025", "khoảng", "2024-01-01", "2025-12-31"),
    ("Quý III,IV/2024", "quý", "2024-07-01", "2024-12-31"),
    ("Quý III, IV/ 2024", "quý", "2024-07-01", "2024-12-31"),
    ("Quý II, III, IV/ 2024", "quý", "2024-04-01", "2024-12-31"),
    ("Quý I, quý II năm 2024", "quý", "2024-01-01", "2024-06-30"),
    ("Quý IV/2024 - Quý I/2025", "khoảng", "2024-10-01", "2025-03-31"),
    ("quý I+II/2025", "quý", "2025-01-01", "2025-06-30"),
    ("01/01 - 31/12/2025", "khoảng", "2025-01-01", "2025-12-31"),
    ("Quý I đến Quý III/2024", "khoảng", "2024-01-01", "2024-09-30"),
    ("Từ tháng 3 đến tháng 6/2024", "khoảng", "2024-03-01", "2024-06-30"),
    ("Từ ngày 01/3/2024 đến ngày 30/6/2024", "khoảng", "2024-03-01", "2024-06-30"),
    ("6 tháng đầu năm 2024", "khoảng", "2024-01-01", "2024-06-30"),
    ("Năm 2021 và các năm tiếp theo", "khoảng", "2021-01-01", None),
    ("Thực hiện năm 2022 và các năm tiếp theo", "khoảng", "2022-01-01", None),
    ("Từ năm 2024 trở đi", "khoảng", "2024-01-01", None),
]

MILESTONES = [
    (
        "Công bố chậm nhất ngày 01/3/2024; Báo cáo chậm nhất ngày 20/02/2024.",
        "ngày",
        [("2024-03-01", "Công bố chậm nhất ngày 01/3/2024"),
         ("2024-02-20", "Báo cáo chậm nhất ngày 20/02/2024")],
    ),
    (
        "- Ban hành trong tháng 01/2024\n- Triển khai và báo cáo chậm nhất trong tháng 12/2024",
        "tháng",
        [("2024-01-31", "Ban hành trong tháng 01/2024"),
         ("2024-12-31", "Triển khai và báo cáo chậm nhất trong tháng 12/2024")],
    ),
    (
        "Trong quý I năm 2024 đối với đề xuất nhiệm vụ giải pháp Triển khai và báo cáo đến tháng 12/2024",
        "tháng",
        [("2024-03-31", "Trong quý I năm 2024 đối với đề xuất nhiệm vụ giải pháp"),
         ("2024-12-31", "Triển khai và báo cáo đến tháng 12/2024")],
    ),
    (
        "Thường xuyên; sơ kết tháng 6, tổng kết tháng 12/2025",
        "tháng",
        [("2025-06-30", "sơ kết tháng 6"), ("2025-12-31", "tổng kết tháng 12/2025")],
    ),
    ("Tháng 3, 9/2025", "tháng", [("2025-03-31", "Tháng 3"), ("2025-09-30", "9/2025")]),
    ("tháng 6 và tháng 12/2024.", "tháng", [("2024-06-30", "tháng 6"), ("2024-12-31", "tháng 12/2024")]),
    (
        "Quý I năm 2024 ban hành Kế hoạch; tháng 12 năm 2024 báo cáo về UBND tỉnh (qua Sở Nội vụ).",
        "tháng",
        [("2024-03-31", "Quý I năm 2024 ban hành Kế hoạch"),
         ("2024-12-31", "tháng 12 năm 2024 báo cáo về UBND tỉnh (qua Sở Nội vụ)")],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind"), UNDATED)
def test_undated_cells(text: str, kind: str) -> None:
    found = parse_deadline(text)
    assert (found.kind, found.date, found.start, found.milestones) == (kind, None, None, ())


@pytest.mark.parametrize(("text", "kind", "date"), DATED)
def test_dated_cells(text: str, kind: str, date: str) -> None:
    found = parse_deadline(text)
    assert (found.kind, found.date, found.before) == (kind, dt.date.fromisoformat(date), False)
    assert found.milestones == ()


@pytest.mark.parametrize(("text", "kind", "date"), BEFORE)
def test_before_keeps_the_printed_day(text: str, kind: str, date: str) -> None:
    found = parse_deadline(text)
    assert (found.kind, found.date, found.before) == (kind, dt.date.fromisoformat(date), True)


@pytest.mark.parametrize(("text", "kind", "start", "date"), RANGES)
def test_ranges(text: str, kind: str, start: str, date: str | None) -> None:
    found = parse_deadline(text)
    expected = (kind, dt.date.fromisoformat(start), dt.date.fromisoformat(date) if date else None)
    assert (found.kind, found.start, found.date) == expected


@pytest.mark.parametrize(("text", "kind", "milestones"), MILESTONES)
def test_several_dated_parts(text: str, kind: str, milestones: list[tuple[str, str]]) -> None:
    found = parse_deadline(text)
    assert [(m.date.isoformat(), m.what) for m in found.milestones] == milestones
    assert (found.kind, found.date) == (kind, max(m.date for m in found.milestones))


def test_before_holds_for_a_list_of_days() -> None:
    found = parse_deadline("Trước 25/3; 25/6; 15/12/2025")
    assert (found.before, str(found.date), len(found.milestones)) == (True, "2025-12-15", 3)


def test_text_is_kept_as_printed_with_white_space_collapsed() -> None:
    assert parse_deadline(" Thường xuyên\n \u00a0 ").text == "Thường xuyên"


def test_the_plan_year_only_completes_a_date_without_year() -> None:
    assert parse_deadline("Quý I").date is None
    assert parse_deadline("Quý I", year=2027).date == dt.date(2027, 3, 31)
    assert parse_deadline("Quý I/2024", year=2027).date == dt.date(2024, 3, 31)


def test_a_day_that_does_not_exist_has_no_date() -> None:
    assert parse_deadline("31/02/2024").date is None


def test_decomposed_unicode_reads_the_same() -> None:
    import unicodedata

    text = "Trước ngày 01/7/2024"
    assert parse_deadline(unicodedata.normalize("NFD", text)) == parse_deadline(text)


def test_the_hand_made_document() -> None:
    if not GOLD.exists():
        rows = [
            {"deadline_text": "Năm 2025", "deadline_kind": "năm", "deadline_date": "2025-12-31"},
        ]
    else:
        rows = json.loads(GOLD.read_text(encoding="utf-8"))["tasks"]
    for row in rows:
        found = parse_deadline(row["deadline_text"])
        assert found.kind == row["deadline_kind"], row
        assert (found.date.isoformat() if found.date else None) == row["deadline_date"], row
        assert (found.start.isoformat() if found.start else None) == row.get("deadline_start"), row
