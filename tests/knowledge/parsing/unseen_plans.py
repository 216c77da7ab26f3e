"""Plans written as data with the records expected of them, rendered to every format with merged cells."""

from __future__ import annotations

import csv
import datetime as dt
import html
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import docx
import font_roboto
import openpyxl
import yaml
from fpdf import FPDF

FOLDER = Path(__file__).parent / "unseen"
Rows = list[list[str]]
_LEFT, _ABOVE = "<", "^"


@dataclass(frozen=True)
class ExpectedRow:
    """One row by hand; ``extra`` holds parent, goal, note, start, kind, before, heading where they matter."""

    row: str
    group: str
    content: str
    lead: list[str]
    coordinate: list[str]
    deadline: str
    date: dt.date | None
    output: str | None
    extra: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Cell:
    """A cell at ``column`` with the rows and columns it covers."""

    text: str
    column: int
    colspan: int
    rowspan: int


def load(name: str) -> dict[str, Any]:
    """Return the plan *name* as written."""
    plan: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return plan


def names() -> list[str]:
    """Return the names of all plans."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def cases() -> list[tuple[str, str]]:
    """Return (plan, form) of every rendering."""
    return [(name, form) for name in names() for form in load(name)["forms"]]


def expected_rows(plan: dict[str, Any]) -> list[ExpectedRow]:
    """Read the rows: row | group | content | lead | coordinate | deadline | date | output | extra."""
    found: list[ExpectedRow] = []
    for line in plan["rows"].splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        row, group, content, lead, coordinate, deadline, date, output, extra = cells
        found.append(
            ExpectedRow(
                row,
                found[-1].group if group == "=" else group,
                content,
                _bodies(lead),
                _bodies(coordinate),
                deadline,
                dt.date.fromisoformat(date) if date else None,
                output or None,
                dict(item.strip().partition("=")[::2] for item in extra.split(";") if item.strip()),
            )
        )
    return found


def _bodies(cell: str) -> list[str]:
    return [name.strip() for name in cell.split(" + ") if name.strip()]


def render(plan: dict[str, Any], form: str) -> bytes:
    """Return the plan as a file of *form*."""
    if "text" in plan:
        return str(plan["text"]).encode()
    renderers = {
        "txt": _txt,
        "docx": _docx,
        "html": _html,
        "xlsx": _xlsx,
        "pdf": _pdf,
        "csv": _csv,
        "tabs.txt": _tabs,
        "lines.txt": _lines,
    }
    return renderers[form](plan)


def _parts(plan: dict[str, Any]) -> Iterator[str | Rows]:
    for part in plan["parts"]:
        if isinstance(part, str):
            yield part
        else:
            yield [
                [cell.strip().replace("\\n", "\n") for cell in line.split("|")]
                for line in part["table"].splitlines()
            ]


def _cells(rows: Rows, index: int) -> Iterator[Cell]:
    row = rows[index]
    for column, text in enumerate(row):
        if text in {_LEFT, _ABOVE}:
            continue
        colspan = 1
        while column + colspan < len(row) and row[column + colspan] == _LEFT:
            colspan += 1
        rowspan = 1
        while index + rowspan < len(rows) and rows[index + rowspan][column] == _ABOVE:
            rowspan += 1
        yield Cell(text, column, colspan, rowspan)


def _txt(plan: dict[str, Any]) -> bytes:
    return "\n\n".join(str(part) for part in _parts(plan)).encode()


def _docx(plan: dict[str, Any]) -> bytes:
    document = docx.Document()
    for part in _parts(plan):
        if isinstance(part, str):
            for line in part.split("\n"):
                document.add_paragraph(line)
            continue
        table = document.add_table(len(part), len(part[0]))
        for index in range(len(part)):
            for cell in _cells(part, index):
                target = table.cell(index, cell.column)
                last = table.cell(index + cell.rowspan - 1, cell.column + cell.colspan - 1)
                merged = target.merge(last) if last is not target else target
                first, *others = cell.text.split("\n")
                merged.text = first
                for line in others:
                    merged.add_paragraph(line)
    return _saved(document.save)


def _html(plan: dict[str, Any]) -> bytes:
    pieces = ["<!DOCTYPE html><html><head><meta charset='utf-8'><title>Kế hoạch</title></head><body>"]
    for part in _parts(plan):
        if isinstance(part, str):
            pieces += [f"<p>{html.escape(line)}</p>" for line in part.split("\n")]
            continue
        pieces.append("<table border='1'>")
        for index in range(len(part)):
            inner = "".join(
                f"<td colspan='{cell.colspan}' rowspan='{cell.rowspan}'>"
                + "".join(f"<p>{html.escape(line)}</p>" for line in cell.text.split("\n"))
                + "</td>"
                for cell in _cells(part, index)
            )
            pieces.append(f"<tr>{inner}</tr>")
        pieces.append("</table>")
    return "\n".join([*pieces, "</body></html>"]).encode()


def _xlsx(plan: dict[str, Any]) -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    top = 1
    for part in _parts(plan):
        if isinstance(part, str):
            for line in part.split("\n"):
                sheet.cell(top, 1, line)
                top += 1
            continue
        for index in range(len(part)):
            for cell in _cells(part, index):
                sheet.cell(top + index, cell.column + 1, cell.text or None)
                if cell.colspan * cell.rowspan > 1:
                    sheet.merge_cells(
                        start_row=top + index,
                        start_column=cell.column + 1,
                        end_row=top + index + cell.rowspan - 1,
                        end_column=cell.column + cell.colspan,
                    )
        top += len(part)
    return _saved(workbook.save)


def _csv(plan: dict[str, Any]) -> bytes:
    buffer = StringIO()
    writer = csv.writer(buffer, delimiter=";")
    for part in _parts(plan):
        if isinstance(part, str):
            writer.writerows([line] for line in part.split("\n"))
        else:
            writer.writerows([["" if cell in {_LEFT, _ABOVE} else cell for cell in row] for row in part])
    return buffer.getvalue().encode("utf-8-sig")


def _tabs(plan: dict[str, Any]) -> bytes:
    """As a table pasted into a text editor: a line a row, a tab between cells."""
    pieces = []
    for part in _parts(plan):
        if isinstance(part, str):
            pieces.append(part)
            continue
        rows = [["" if cell in {_LEFT, _ABOVE} else " ".join(cell.split()) for cell in row] for row in part]
        pieces.append("\n".join("\t".join(row) for row in rows))
    return "\n\n".join(pieces).encode()


def _lines(plan: dict[str, Any]) -> bytes:
    """As a legal database prints tables: a line a cell, each opened by a tab, rows parted by a blank line."""
    pieces = []
    for part in _parts(plan):
        if isinstance(part, str):
            pieces.append(part)
            continue
        rows = [["" if cell in {_LEFT, _ABOVE} else cell for cell in row] for row in part]
        pieces.append("\n\n".join("\n".join(f"\t{cell}" for cell in row) for row in rows))
    return "\n\n\n".join(pieces).encode()


def _pdf(plan: dict[str, Any]) -> bytes:
    pdf = FPDF(format="A4")
    files = Path(font_roboto.__file__).parent / "files"
    pdf.add_font("Roboto", fname=files / "Roboto-Regular.ttf")
    pdf.add_font("Roboto", style="B", fname=files / "Roboto-Bold.ttf")
    pdf.set_font("Roboto", size=10)
    pdf.add_page()
    for part in _parts(plan):
        if isinstance(part, str):
            pdf.multi_cell(0, 6, part, new_x="LMARGIN", new_y="NEXT")
            continue
        headings = 2 if any(cell == _ABOVE for cell in part[1]) and part[1][0] == _ABOVE else 1
        widths = [12 if len(part[1][column]) < 6 else 30 for column in range(len(part[0]))]
        with pdf.table(
            col_widths=widths,
            line_height=5,
            num_heading_rows=headings,
            repeat_headings=1 if plan.get("repeat_heading") else 0,
        ) as table:
            for index in range(len(part)):
                row = table.row()
                for cell in _cells(part, index):
                    row.cell(cell.text, colspan=cell.colspan, rowspan=cell.rowspan)
    return bytes(pdf.output())


def _saved(save: Any) -> bytes:
    buffer = BytesIO()
    save(buffer)
    return buffer.getvalue()
