"""Whatever is typed: nothing raises, offsets hold, and reading twice reads the same."""

from __future__ import annotations

import datetime as dt
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.agencies import Registry, split_agencies
from knowledge.dates import find_windows, parse_deadline
from knowledge.places import Places
from knowledge.text import fold, modern_tones, nfc

TODAY = dt.date(2026, 11, 24)
NAMES = [
    "Sở Nội vụ",
    "UBND",
    "thành phố",
    "quận",
    "Đà Nẵng",
    "hai phong",
    "các",
    "cơ quan",
    "Văn phòng",
    "HĐND",
    "Phòng",
]
MARKS = ["và", ",", ";", "-", "(", ")", "\n", "/"]
DATES = [
    "quý",
    "III",
    "IV",
    "2024",
    "tháng",
    "02",
    "31",
    "30/6",
    "năm",
    "trước",
    "đến",
    "từ",
    "nay",
    "sau",
    "tới",
    "999",
]
OTHER = ["theo", "thường xuyên", "cuối", "ngày", "tuần", "Q4", "May", "next"]
WORDS = st.sampled_from([*NAMES, *MARKS, *DATES, *OTHER])
TEXTS = st.one_of(
    st.text(max_size=80), st.lists(WORDS, max_size=14).map(" ".join), st.lists(WORDS).map("".join)
)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_finders_hold_their_offsets(text: str) -> None:
    composed = nfc(text)
    found = [*Registry.default().find(text), *Places.default().find(text), *find_windows(text, TODAY)]
    assert all(composed[item.start : item.end] == item.text for item in found)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_windows_do_not_run_backwards(text: str) -> None:
    for window in find_windows(text, TODAY):
        assert window.first is None or window.last is None or window.first <= window.last, window


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_a_cell_loses_no_letter_but_connectors(text: str) -> None:
    bodies = split_agencies(text)
    assert all(body == body.strip() and body for body in bodies)
    kept = "".join(char for body in bodies for char in body if char.isalpha())
    given_letters = "".join(char for char in nfc(text) if char.isalpha())
    assert len(kept) <= len(given_letters)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_a_deadline_is_the_same_in_any_unicode_form(text: str) -> None:
    read = parse_deadline(text)
    assert read == parse_deadline(unicodedata.normalize("NFD", text))
    assert read.date is None or not read.milestones or read.date == max(part.date for part in read.milestones)


@given(st.text(max_size=40))
def test_folding_and_tone_marks_keep_the_length(text: str) -> None:
    assert len(fold(text)) == len(nfc(text)) == len(modern_tones(text))
