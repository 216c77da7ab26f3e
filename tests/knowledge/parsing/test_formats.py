from __future__ import annotations

import html
from dataclasses import fields
from io import BytesIO

import docx
import openpyxl
import pytest

from knowledge.parsing import parse_tasks
from knowledge.readers import read
from knowledge.records import Task
from tests.knowledge.parsing.plans import JURISDICTIONS, parsed, raw
from tests.knowledge.parsing.rendering import parts_of, to_docx, to_html, to_pdf, to_xlsx
from tests.knowledge.readers.fonts import in_font

COMPARED = [field.name for field in fields(Task) if field.name != "spans"]


def _tasks(data: bytes, document_id: str, ending: str) -> tuple[Task, ...]:
    document = read(data, f"{document_id}.{ending}")
    assert document.warnings == ()
    return parse_tasks(document, document_id, JURISDICTIONS[document_id]).tasks


def _share_alike(found: tuple[Task, ...], wanted: tuple[Task, ...]) -> float:
    by_id = {task.id: task for task in found}
    alike = sum(
        task.id in by_id and getattr(by_id[task.id], name) == getattr(task, name)
        for task in wanted
        for name in COMPARED
    )
    return alike / (len(COMPARED) * max(len(wanted), len(found)))


@pytest.mark.parametrize("document_id", JURISDICTIONS)
@pytest.mark.parametrize(("ending", "render"), [("docx", to_docx), ("html", to_html), ("xlsx", to_xlsx)])
def test_a_plan_gives_the_same_rows_in_every_format(document_id, ending, render):
    found = _tasks(render(parts_of(raw(document_id))), document_id, ending)
    assert _share_alike(found, parsed(document_id).tasks) == 1


@pytest.mark.parametrize("document_id", JURISDICTIONS)
def test_a_plan_gives_the_same_rows_from_pdf(document_id):
    found = _tasks(to_pdf(parts_of(raw(document_id))), document_id, "pdf")
    assert _share_alike(found, parsed(document_id).tasks) >= 0.98


def _pasted_docx(text: str) -> bytes:
    document = docx.Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _pasted_html(text: str) -> bytes:
    return f"<html><body><pre>{html.escape(text)}</pre></body></html>".encode()


def _exported_html(text: str) -> bytes:
    """As office programs export a text: a paragraph a line, tabs kept, empty lines as a break."""
    lines = [f"<p class='western'>{html.escape(line) or '<br/>'}</p>" for line in text.split("\n")]
    return ("<html><body>\n\t" + "\n\t".join(lines) + "\n</body></html>").encode()


def _pasted_xlsx(text: str) -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for line in text.split("\n"):
        sheet.append([cell or None for cell in line.split("\t")])
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


# A sheet and an exported page lose the lone tab that is a blank number cell of the plan with one cell a line.
LOSSY = {_exported_html, _pasted_xlsx}
PASTES = [
    (ending, paste, document_id)
    for ending, paste in (
        ("docx", _pasted_docx),
        ("html", _pasted_html),
        ("html", _exported_html),
        ("xlsx", _pasted_xlsx),
    )
    for document_id in JURISDICTIONS
    if paste not in LOSSY or document_id != "da-nang-2766-qd-ubnd-2023"
]


@pytest.mark.parametrize(("ending", "paste", "document_id"), PASTES)
def test_a_text_pasted_line_by_line_gives_the_same_rows(ending, paste, document_id):
    found = _tasks(paste(raw(document_id).text), document_id, ending)
    assert _share_alike(found, parsed(document_id).tasks) == 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_plan_gives_the_same_rows_in_every_encoding(encoding):
    document_id = "da-nang-183-kh-ubnd-2021"
    data = raw(document_id).text.replace("\n", "\r\n").encode(encoding)
    document = read(data, "kế hoạch.txt")
    assert document.text == raw(document_id).text
    assert parse_tasks(document, document_id, "da-nang") == parsed(document_id)


@pytest.mark.parametrize("font", ["TCVN3", "VNI"])
@pytest.mark.parametrize(("ending", "render"), [("docx", to_docx), ("html", to_html), ("xlsx", to_xlsx)])
def test_a_plan_in_a_legacy_font_gives_the_same_rows(font, ending, render):
    """Small letters only: TCVN3 has no capitals of its own."""
    document_id = "quang-ngai-kh-cchc-2024"
    text = raw(document_id).text.lower()
    plain = parse_tasks(read(text.encode(), "a.txt"), document_id, "quang-ngai-tp").tasks
    lines = [in_font(font, line) for line in text.split("\n")]
    document = read(render(lines), f"a.{ending}")
    assert font in document.warnings[0]
    found = parse_tasks(document, document_id, "quang-ngai-tp").tasks
    assert plain
    assert _share_alike(found, plain) == 1
