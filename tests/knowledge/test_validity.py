"""What ends a document that belongs to a place which is no more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from knowledge.ingest.pipeline import read_here
from knowledge.records import Document
from knowledge.validity import endings
from tests.knowledge.ingest.plans import plan

ENDS = """III. TỔ CHỨC THỰC HIỆN
1. Kế hoạch này có hiệu lực từ ngày 01/9/2025 và thay thế Kế hoạch số 5/KH-UBND{day}.
"""
DATED = " ngày 15/01/2025"


def document(number: str, place: str, **more: str) -> Document:
    return replace(
        read_here(plan(number=number, place=place, **more), "a.txt").records.document, id=f"{number} {place}"
    )


def ended(
    old: str, new: str, day: str = DATED, issued: str = "25 tháng 7 năm 2025", *others: Document
) -> bool:
    older = document("5/KH-UBND", old)
    newer = document("77/KH-UBND", new, day=issued, closing=ENDS.format(day=day))
    ending = endings((older, newer, *others)).get(older.id)
    return ending is not None and ending.successor == newer


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Long Khánh", "Đồng Nai"),
        ("Hải Dương", "Hải Phòng"),
        ("Quảng Nam", "Đà Nẵng"),
        ("Đà Nẵng", "Đà Nẵng"),
    ],
)
def test_the_province_that_took_a_place_over_ends_its_documents(old: str, new: str) -> None:
    assert ended(old, new)


def test_a_number_alone_does_not_reach_into_another_place() -> None:
    assert ended("Đà Nẵng", "Đà Nẵng", day="")
    assert not ended("Long Khánh", "Đồng Nai", day="")


def test_only_the_heir_and_only_since_the_reform() -> None:
    assert not ended("Long Khánh", "Đà Nẵng")
    assert not ended("Cần Thơ", "Đà Nẵng")
    assert not ended("Long Khánh", "Đồng Nai", issued="25 tháng 6 năm 2025")


def test_a_document_of_the_own_place_comes_first() -> None:
    own = document("5/KH-UBND", "Đồng Nai")
    assert not ended("Long Khánh", "Đồng Nai", DATED, "25 tháng 7 năm 2025", own)
