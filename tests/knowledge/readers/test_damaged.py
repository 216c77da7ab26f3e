"""Real files with bytes changed, cut or swapped are read or refused: no other error, and no hang."""

from __future__ import annotations

import io
import time

import docx
import openpyxl
import pytest
from fpdf import FPDF
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.parsing import parse_tasks
from knowledge.readers import ReadError, read
from tests.knowledge.ingest.plans import plan

SECONDS = 20.0


def _docx() -> bytes:
    made = docx.Document()
    table = made.add_table(rows=0, cols=3)
    for number in range(3):
        for cell, text in zip(
            table.add_row().cells, (str(number), "Rà soát danh mục", "Quý I/2025"), strict=True
        ):
            cell.text = text
    output = io.BytesIO()
    made.save(output)
    return output.getvalue()


def _xlsx() -> bytes:
    made = openpyxl.Workbook()
    for number in range(3):
        made.worksheets[0].append([number, "Rà soát danh mục", "Sở Nội vụ", "Quý I/2025"])
    output = io.BytesIO()
    made.save(output)
    return output.getvalue()


def _pdf() -> bytes:
    made = FPDF()
    made.add_page()
    made.set_font("helvetica")
    made.cell(text="1. Ra soat danh muc - Quy I/2025")
    return bytes(made.output())


WHOLE = {
    "a.docx": _docx(),
    "a.xlsx": _xlsx(),
    "a.pdf": _pdf(),
    "a.html": b"<table><tr><td>1</td><td>R\xc3\xa0 so\xc3\xa1t</td></tr></table>",
    "a.txt": plan(),
}
changes = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=6), st.integers(0, 40)), max_size=6
)


@pytest.mark.parametrize("name", WHOLE)
@given(changes=changes, cut=st.floats(0, 1))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_file_is_read_or_refused(
    name: str, changes: list[tuple[float, bytes, int]], cut: float
) -> None:
    data = WHOLE[name][: int(len(WHOLE[name]) * cut) if cut < 0.3 else None]
    for place, put, over in changes:
        at = int(len(data) * place)
        data = data[:at] + put + data[at + over :]
    began = time.monotonic()
    try:
        raw = read(data, name)
        parse_tasks(raw, "a", None)
    except ReadError as refused:
        assert refused.message
    assert time.monotonic() - began < SECONDS
