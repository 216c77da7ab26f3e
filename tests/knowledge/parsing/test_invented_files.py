"""Invented plans as Office files, with what only those have: automatic numbers, merges, typed dates."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import docx
import openpyxl
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from knowledge.parsing import parse_tasks
from knowledge.readers import read


def _saved(document) -> bytes:
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _number(cell) -> None:
    cell.paragraphs[0].style = "List Number"


def test_a_word_plan_with_automatic_numbers_and_vertical_merges():
    document = docx.Document()
    document.add_paragraph("KẾ HOẠCH thành phố Buôn Ma Thuột năm 2025")
    office = "Văn phòng HĐND và UBND thành phố"
    rows = [
        ["STT", "Nội dung", "Kết quả", "Cơ quan phối hợp", "Cơ quan chủ trì", "Thời gian"],
        [
            "",
            "Số hóa hồ sơ",
            "Kho dữ liệu",
            "Phòng Tư pháp",
            "Văn phòng HĐND và UBND thành phố",
            "Quý I/2025",
        ],
        ["", "Tập huấn", "02 lớp", "", "", "Quý II/2025"],
        ["a)", "Lớp cho cán bộ phường", "01 lớp", "UBND các phường", "Phòng Nội vụ", "Tháng 4/2025"],
        ["", "Kiểm tra", "", "", "Thanh tra thành phố", "Trước ngày 20/12/2025"],
    ]
    table = document.add_table(len(rows), 6)
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    for index in (1, 2, 4):
        _number(table.cell(index, 0))
    table.cell(1, 4).merge(table.cell(2, 4))
    result = parse_tasks(read(_saved(document), "bmt.docx"), "bmt", None)
    assert [(task.row, task.content) for task in result.tasks] == [
        ("1", "Số hóa hồ sơ"),
        ("2", "Tập huấn"),
        ("2.a", "Lớp cho cán bộ phường"),
        ("3", "Kiểm tra"),
    ]
    assert [[body.text for body in task.lead] for task in result.tasks] == [
        [office],
        [office],
        ["Phòng Nội vụ"],
        ["Thanh tra thành phố"],
    ]
    assert result.tasks[2].parent == "Tập huấn"
    assert result.tasks[3].deadline.before
    assert result.problems == ()


def test_a_word_plan_in_two_tables_and_a_content_control():
    document = docx.Document()
    header = ["TT", "Nhiệm vụ", "Chủ trì", "Thời hạn"]
    for title, rows in (
        ("Phụ lục I", [["I", "Thể chế", "", ""], ["1", "Rà soát", "Sở Tư pháp", "Quý I/2025"]]),
        ("Phụ lục II", [["II", "Bộ máy", "", ""], ["1", "Sắp xếp", "Sở Nội vụ", "Quý II/2025"]]),
    ):
        document.add_paragraph(title)
        table = document.add_table(3, 4)
        for row, texts in zip(table.rows, [header, *rows], strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    last = document.element.body.findall(qn("w:tbl"))[-1]
    last.addprevious(control)
    control.append(content)
    content.append(last)
    result = parse_tasks(read(_saved(document), "hai-bang.docx"), "hai-bang", None)
    assert [(task.row, task.group, task.content) for task in result.tasks] == [
        ("I.1", "Thể chế", "Rà soát"),
        ("II.1", "Bộ máy", "Sắp xếp"),
    ]


def test_two_tables_may_number_from_one_again():
    table = "TT\tNhiệm vụ\tChủ trì\tThời hạn\n1\tRà soát\tSở Tư pháp\tQuý I/2025\n"
    text = f"Phụ lục I\n{table}\nPhụ lục II\n{table.replace('Thời hạn', 'Tiến độ')}"
    result = parse_tasks(read(text.encode(), "a.txt"), "a", None)
    assert [task.row for task in result.tasks] == ["1", "1~2"]
    assert result.problems == ()
    slip = parse_tasks(read((table + table.split("\n")[1]).encode(), "a.txt"), "a", None)
    assert [problem.code for problem in slip.problems] == ["duplicate_number"]
    assert "dòng 3" in slip.problems[0].message


def test_a_sheet_with_letterhead_merged_groups_and_typed_dates():
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    helpers = "Sở Nội vụ\nVăn phòng UBND Thành phố"
    for row in (
        ["UBND THÀNH PHỐ HÀ NỘI", None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH NĂM 2025"],
        [],
        ["STT", "Nhiệm vụ", "Hạn hoàn thành", "Đơn vị chủ trì", "Đơn vị phối hợp", "Sản phẩm"],
        ["I. CẢI CÁCH THỂ CHẾ"],
        [
            1,
            "Ban hành danh mục",
            dt.date(2025, 3, 31),
            "Sở Tư pháp",
            helpers,
            "Quyết định",
        ],
        [2, "Kiểm tra văn bản", "Quý IV/2025", "Sở Tư pháp", None, 0.95],
        ["II. CHUYỂN ĐỔI SỐ"],
        [3, "Nâng cấp hệ thống", dt.date(2025, 12, 1), "Sở Khoa học và Công nghệ", None, "Hệ thống"],
        [],
        ["Nơi nhận: như trên"],
    ):
        sheet.append(row)
    sheet.merge_cells("A5:F5")
    sheet.merge_cells("A8:F8")
    sheet["C6"].number_format = "dd/mm/yyyy"
    sheet["C9"].number_format = "mm/yyyy"
    sheet["F7"].number_format = "0%"
    result = parse_tasks(read(_saved(workbook), "ha-noi.xlsx"), "ha-noi", "ha-noi")
    found = [
        (task.row, task.group, task.deadline.text, task.deadline.date, task.output) for task in result.tasks
    ]
    assert found == [
        ("I.1", "CẢI CÁCH THỂ CHẾ", "31/03/2025", dt.date(2025, 3, 31), "Quyết định"),
        ("I.2", "CẢI CÁCH THỂ CHẾ", "Quý IV/2025", dt.date(2025, 12, 31), "95%"),
        ("II.3", "CHUYỂN ĐỔI SỐ", "12/2025", dt.date(2025, 12, 31), "Hệ thống"),
    ]
    assert [body.text for body in result.tasks[0].coordinate] == ["Sở Nội vụ", "Văn phòng UBND Thành phố"]
    assert result.problems == ()


def test_a_table_under_unknown_headings_is_told_with_its_place():
    page = "<p>Mở đầu</p><table>" + "<tr><td>x</td><td>y</td><td>z</td></tr>" * 4 + "</table>"
    result = parse_tasks(read(page.encode(), "la.html"), "la", None)
    assert [problem.code for problem in result.problems] == ["unknown_layout", "unread_table"]
    assert "'la.html', dòng 2" in result.problems[1].message
