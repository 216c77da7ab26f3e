"""Renders a plan, given as paragraphs and tables, to DOCX, HTML, XLSX and PDF."""

from __future__ import annotations

import html
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import docx
import font_roboto
import openpyxl
from fpdf import FPDF

from knowledge.parsing import _grids
from knowledge.parsing.problems import Problems
from knowledge.readers import RawDocument


@dataclass(frozen=True)
class TableOf:
    """Rows of cells; a cell is the list of its paragraphs."""

    rows: list[list[list[str]]]


def parts_of(document: RawDocument) -> list[str | TableOf]:
    """Return the printed paragraphs and tables of a plan in order, rows as they are printed."""
    parts: list[str | TableOf] = []
    position = 0
    for layout, grid in _grids(document, Problems(document)):
        if layout == "keyed prose":
            continue
        header = grid.layout[0]
        parts.extend(_lines(document.text[position : header.start]))
        headings = _headings(document, header.start, header.end)
        rows = [headings]
        for index, row in enumerate(grid.rows):
            if row.after_header:
                rows.append(headings)
            cells = [[document.slice(piece) for piece in cell] for cell in row.cells]
            following = grid.rows[index + 1].span.start if index + 1 < len(grid.rows) else row.span.end
            if not any(row.span.end <= span.start < following for span in grid.layout):
                notes = _lines(document.text[row.span.end : following])
                cells[1].extend(notes)
            rows.append(cells)
            position = row.span.end
        parts.append(TableOf(rows))
    parts.extend(_lines(document.text[position:]))
    return parts


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _headings(document: RawDocument, start: int, end: int) -> list[list[str]]:
    text = document.text[start:end]
    separator = "\n" if "\n" in text else "\t"
    return [[heading.strip()] for heading in text.split(separator) if heading.strip()]


def to_docx(parts: list[str | TableOf]) -> bytes:
    document = docx.Document()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        table = document.add_table(len(part.rows), len(part.rows[0]))
        for row, cells in zip(table.rows, part.rows, strict=True):
            for cell, paragraphs in zip(row.cells, cells, strict=True):
                cell.text = paragraphs[0] if paragraphs else ""
                for paragraph in paragraphs[1:]:
                    cell.add_paragraph(paragraph)
    return _saved(document.save)


def to_html(parts: list[str | TableOf]) -> bytes:
    pieces = ["<!DOCTYPE html><html><head><meta charset='utf-8'><title>Kế hoạch</title></head><body>"]
    for part in parts:
        if isinstance(part, str):
            pieces.append(f"<p>{html.escape(part)}</p>")
            continue
        pieces.append("<table>")
        for cells in part.rows:
            inner = "".join(f"<td>{'<br>'.join(map(html.escape, cell))}</td>" for cell in cells)
            pieces.append(f"<tr>{inner}</tr>")
        pieces.append("</table>")
    return "\n".join([*pieces, "</body></html>"]).encode()


def to_xlsx(parts: list[str | TableOf]) -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for part in parts:
        if isinstance(part, str):
            sheet.append([part])
            continue
        for cells in part.rows:
            sheet.append(["\n".join(cell) or None for cell in cells])
    return _saved(workbook.save)


def to_pdf(parts: list[str | TableOf]) -> bytes:
    pdf = FPDF(orientation="landscape", format="A4")
    folder = Path(font_roboto.__file__).parent / "files"
    pdf.add_font("Roboto", fname=folder / "Roboto-Regular.ttf")
    pdf.set_font("Roboto", size=9)
    pdf.add_page()
    for part in parts:
        if isinstance(part, str):
            pdf.multi_cell(0, 5, part.replace("✓", ""), new_x="LMARGIN", new_y="NEXT")
            continue
        width = len(part.rows[0])
        widths = (10, *([30] * (width - 1)))
        with pdf.table(col_widths=widths, first_row_as_headings=False, line_height=5) as table:
            for cells in part.rows:
                row = table.row()
                if not any(cells[1:]):
                    row.cell("\n".join(cells[0]), colspan=width)
                    continue
                for cell in cells:
                    row.cell("\n".join(cell))
    return bytes(pdf.output())


def _saved(save) -> bytes:
    buffer = BytesIO()
    save(buffer)
    return buffer.getvalue()
