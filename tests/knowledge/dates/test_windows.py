"""Windows of days in questions, asked on 24 November 2026."""

from __future__ import annotations

import datetime as dt
import time
import unicodedata

import pytest

from knowledge.dates import find_windows, in_year

TODAY = dt.date(2026, 11, 24)

NAMED = [
    ("quý I/2024", "2024-01-01", "2024-03-31"),
    ("quí 4/2024 hải phog", "2024-10-01", "2024-12-31"),
    ("Q4 2024", "2024-10-01", "2024-12-31"),
    ("quý III, IV/2024", "2024-07-01", "2024-12-31"),
    ("quý 3 và quý 4 năm 2024", "2024-07-01", "2024-12-31"),
    ("quý 1/2024 đến quý 3/2024", "2024-01-01", "2024-09-30"),
    ("Cuối tháng 10 tới cuối năm 2024 IOC bị dí", "2024-10-21", "2024-12-31"),
    ("tháng 10 tới cuối năm 2024", "2024-10-01", "2024-12-31"),
    ("trước ngày 30/6/2024", None, "2024-06-30"),
    ("trước quý 4/2024", None, "2024-09-30"),
    ("sau 30/6/2024", "2024-07-01", None),
    ("từ quý 3/2024", "2024-07-01", None),
    ("từ tháng 3 đến tháng 6/2024", "2024-03-01", "2024-06-30"),
    ("tháng 1-3/2024", "2024-01-01", "2024-03-31"),
    ("nửa đầu năm 2024", "2024-01-01", "2024-06-30"),
    ("nua cuoi nam 2024", "2024-07-01", "2024-12-31"),
    ("6 tháng cuối năm 2024", "2024-07-01", "2024-12-31"),
    ("năm 2024", "2024-01-01", "2024-12-31"),
    ("để tới quý cuối năm 2024 mới làm", "2024-10-01", "2024-12-31"),
    ("dồn đến tháng 11/2024 mới kiểm tra", "2024-11-01", "2024-11-30"),
    ("năm 2022-2025", "2022-01-01", "2025-12-31"),
    ("năm 2021 và các năm tiếp theo", "2021-01-01", None),
    ("đến năm 2025", None, "2025-12-31"),
    ("đầu quý II/2024", "2024-04-01", "2024-04-30"),
    ("t9/2024", "2024-09-01", "2024-09-30"),
    ("ngày 15 tháng 10 năm 2024", "2024-10-15", "2024-10-15"),
    ("third quarter of 2024", "2024-07-01", "2024-09-30"),
    ("by December 2024", None, "2024-12-31"),
    ("by the end of 2024", None, "2024-12-31"),
    ("before June 2024", None, "2024-05-31"),
    ("between March and June 2024", "2024-03-01", "2024-06-30"),
    ("June 30, 2024", "2024-06-30", "2024-06-30"),
]

RELATIVE = [
    ("tháng này", "2026-11-01", "2026-11-30"),
    ("thang nay", "2026-11-01", "2026-11-30"),
    ("tháng sau", "2026-12-01", "2026-12-31"),
    ("quý sau", "2027-01-01", "2027-03-31"),
    ("năm ngoái", "2025-01-01", "2025-12-31"),
    ("tuần sau", "2026-11-30", "2026-12-06"),
    ("30 ngày tới", "2026-11-24", "2026-12-24"),
    ("trong vòng 30 ngày tới", "2026-11-24", "2026-12-24"),
    ("2 tuần nữa", "2026-11-24", "2026-12-08"),
    ("3 tháng qua", "2026-08-24", "2026-11-24"),
    ("từ đầu năm đến nay", "2026-01-01", "2026-11-24"),
    ("từ nay đến cuối năm", "2026-11-24", "2026-12-31"),
    ("cuoi nam nay", "2026-10-01", "2026-12-31"),
    ("hôm nay", "2026-11-24", "2026-11-24"),
    ("in the next 30 days", "2026-11-24", "2026-12-24"),
    ("next quarter", "2027-01-01", "2027-03-31"),
]

UNNAMED = [
    ("quy 4 lam gi", "2026-10-01", "2026-12-31"),
    ("trước 30/6", None, "2026-06-30"),
    ("tháng sáu", "2026-06-01", "2026-06-30"),
    ("từ 1/3 đến 30/6", "2026-03-01", "2026-06-30"),
    ("đầu năm", "2026-01-01", "2026-03-31"),
    ("cuối năm", "2026-10-01", "2026-12-31"),
    ("nửa đầu năm", "2026-01-01", "2026-06-30"),
    ("chậm nhất tháng 8", None, "2026-08-31"),
    ("là 31/12 đúng không", "2026-12-31", "2026-12-31"),
]

NOTHING = [
    "trong 30 ngày thì phải làm",
    "30 ngày sau khi nộp",
    "đền bao nhiêu tháng lương",
    "quý mấy trình",
    "trong quy nao",
    "quy che 1022 cua da nang",
    "quỹ 1 tỷ",
    "KH 183, NĐ 107/2021, Nghị quyết 119/2020/QH14, Quyết định 05/2021",
    "kế hoạch cchc 2024",
    "Việt Nam hiện nay",
    "quang nam truoc day",
    "ngày tháng năm sinh",
    "1/2 số hồ sơ, 24/7, 9/10 điểm",
    "ở q3 có gì",
    "thắng này thua kia",
]


def _days(text: str) -> tuple[str | None, str | None]:
    (window,) = find_windows(text, TODAY)
    return (
        window.first.isoformat() if window.first else None,
        window.last.isoformat() if window.last else None,
    )


@pytest.mark.parametrize(("text", "first", "last"), NAMED)
def test_with_a_year(text: str, first: str | None, last: str | None) -> None:
    assert _days(text) == (first, last)
    assert find_windows(text, TODAY)[0].year_named


@pytest.mark.parametrize(("text", "first", "last"), RELATIVE)
def test_relative_to_the_day_of_asking(text: str, first: str, last: str) -> None:
    assert _days(text) == (first, last)
    (window,) = find_windows(text, TODAY)
    assert window.year_named and window.in_year(2024) == window


@pytest.mark.parametrize(("text", "first", "last"), UNNAMED)
def test_without_a_year(text: str, first: str | None, last: str) -> None:
    assert _days(text) == (first, last)
    (window,) = find_windows(text, TODAY)
    assert not window.year_named
    moved = window.in_year(2024)
    assert moved.last is not None and moved.last.isoformat() == last.replace("2026", "2024")


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_window(text: str) -> None:
    assert find_windows(text, TODAY) == []


@pytest.mark.parametrize(("text", "first", "last"), NAMED + RELATIVE)
def test_offsets_are_into_the_composed_text(text: str, first: str | None, last: str | None) -> None:
    typed = unicodedata.normalize("NFD", f"cho hỏi {text} ạ")
    composed = unicodedata.normalize("NFC", typed)
    (window,) = find_windows(typed, TODAY)
    assert composed[window.start : window.end] == window.text
    assert window.text in text


def test_february_keeps_its_last_day_in_a_leap_year() -> None:
    (window,) = find_windows("tháng 2", TODAY)
    assert window.in_year(2024).last == dt.date(2024, 2, 29)


def test_in_year_moves_an_open_window_by_its_only_day() -> None:
    assert in_year(dt.date(2026, 7, 1), None, 2024) == (dt.date(2024, 7, 1), None)
    assert in_year(None, None, 2024) == (None, None)


def test_two_windows_stand_apart() -> None:
    found = find_windows("quý I/2024 so với quý II/2024", TODAY)
    assert [window.text for window in found] == ["quý I/2024", "quý II/2024"]


def test_find_is_fast() -> None:
    text = "Chào anh chị, theo kế hoạch năm 2024 thì từ quý III đến cuối năm phải làm những việc gì ạ?"
    find_windows(text, TODAY)
    begin = time.perf_counter()
    for _ in range(50):
        find_windows(text, TODAY)
    assert (time.perf_counter() - begin) / 50 < 0.005
