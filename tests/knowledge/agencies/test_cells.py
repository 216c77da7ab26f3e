"""Cells of lead and coordinating bodies."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
import yaml

from knowledge.agencies import split_agencies

HERE = Path(__file__).parent
GOLD = HERE.parents[2] / ".." / "shared" / "gold-sample.json"
CELLS = yaml.safe_load((HERE / "cells.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CELLS, ids=lambda case: case["cell"][:40])
def test_printed_cells(case: dict[str, object]) -> None:
    assert split_agencies(str(case["cell"])) == case["bodies"]


def test_decomposed_unicode_gives_the_composed_bodies() -> None:
    cell = "Sở Nội vụ, Sở Tài chính và các đơn vị có liên quan."
    assert split_agencies(unicodedata.normalize("NFD", cell)) == split_agencies(cell)


@pytest.mark.parametrize(
    ("lines", "bodies"),
    [
        ("Văn phòng\nUBND thành phố", ["Văn phòng UBND thành phố"]),
        ("Văn phòng HĐND và\nUBND thành phố", ["Văn phòng HĐND và UBND thành phố"]),
        ("Các đơn vị thuộc\nSở Khoa học và Công nghệ", ["Các đơn vị thuộc Sở Khoa học và Công nghệ"]),
        ("Sở Nội vụ\nSở Tài chính", ["Sở Nội vụ", "Sở Tài chính"]),
        ("Sở Nội vụ và\nSở Tài chính", ["Sở Nội vụ", "Sở Tài chính"]),
        ("Các sở,\nban, ngành;\nUBND quận,\nhuyện", ["Các sở, ban, ngành", "UBND quận, huyện"]),
        ("Phòng Tài chính -\nKế hoạch", ["Phòng Tài chính - Kế hoạch"]),
    ],
)
def test_a_line_end_parts_only_where_a_name_opens(lines: str, bodies: list[str]) -> None:
    assert split_agencies(lines) == bodies


@pytest.mark.parametrize("field", ["lead", "coordinate"])
def test_the_hand_made_document(field: str) -> None:
    rows = [
        {
            "lead_text": "Sở A",
            "lead": ["Sở A"],
            "coordinate_text": "Sở B; Sở C",
            "coordinate": ["Sở B", "Sở C"],
        }
    ]
    if GOLD.exists():
        rows = json.loads(GOLD.read_text(encoding="utf-8"))["tasks"]
    for row in rows:
        assert split_agencies(row[field + "_text"]) == row[field], row
