"""Procedures out of a decision: rows, sectors, abolished lists, missing codes, scripts, PDF."""

import io
from datetime import date

import docx
import pytest

from knowledge.importers import import_procedures

TODAY = date(2026, 11, 24)
HEADER = [
    "STT",
    "Mã TTHC",
    "Tên thủ tục hành chính",
    "Thời hạn giải quyết",
    "Địa điểm thực hiện",
    "Phí, lệ phí",
    "Căn cứ pháp lý",
]
ROWS = [
    ["I", "LĨNH VỰC HỘ TỊCH"],
    [
        "1",
        "1.001193",
        "Đăng ký khai sinh",
        "Trong ngày làm việc",
        "Trung tâm PVHCC cấp xã",
        "Miễn phí",
        "Luật Hộ tịch 60/2014/QH13\nNĐ 123/2015/NĐ-CP",
    ],
    ["2", "1.000894", "Đăng ký kết hôn <script>alert(1)</script>", "03 ngày làm việc", "", "0", ""],
    ["3", "", "Thủ tục chưa có mã", "1 ngày", "", "", ""],
]


HEAD = ("ỦY BAN NHÂN DÂN THÀNH PHỐ ĐÀ NẴNG", "Số: 1234/QĐ-UBND", "Đà Nẵng, ngày 05 tháng 8 năm 2026")


def decision(rows=ROWS, gone=(), head=HEAD):
    document = docx.Document()
    for line in head:
        document.add_paragraph(line)
    document.add_paragraph("A. Danh mục thủ tục hành chính ban hành mới")
    for title, listed in (("", rows), ("B. Danh mục thủ tục hành chính bị bãi bỏ", gone)):
        if title:
            document.add_paragraph(title)
        table = document.add_table(rows=0, cols=len(HEADER))
        for row in [HEADER, *listed]:
            cells = table.add_row().cells
            if len(row) == 2:
                cells[0].text = row[0]
                cells[1].merge(cells[-1]).text = row[1]
                continue
            for cell, text in zip(cells, row, strict=True):
                cell.text = text
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def test_rows_become_procedures_under_their_sector_with_the_decision_as_source():
    report = import_procedures(decision(), "qd.docx", TODAY)
    birth, marriage = report.procedures
    assert (birth.code, birth.name, birth.sector) == (
        "1.001193",
        "Đăng ký khai sinh",
        "HỘ TỊCH",
    )
    assert (birth.decision, birth.decided) == ("1234/QĐ-UBND", date(2026, 8, 5))
    assert birth.submissions[0].time_limit == "Trong ngày làm việc"
    assert birth.submissions[0].fees[0].free
    assert [basis.number for basis in birth.legal_bases] == ["Luật Hộ tịch 60/2014/QH13", "NĐ 123/2015/NĐ-CP"]
    assert "papers" in birth.unknown
    assert (
        marriage.submissions[0].fees == ()
        and marriage.name == "Đăng ký kết hôn"
        and "fee" in marriage.unknown
    )
    assert [problem.message for problem in report.problems if "không có mã" in problem.message]


def test_a_decision_without_number_does_not_take_that_of_one_it_cites():
    head = (
        "BỘ TƯ PHÁP",
        "Số:        /QĐ-BTP",
        "Hà Nội, ngày     tháng     năm 2026",
        "QUYẾT ĐỊNH",
        "Về việc công bố thủ tục hành chính",
        "Căn cứ Quyết định số 99/QĐ-BTP ngày 01 tháng 01 năm 2020 của Bộ trưởng Bộ Tư pháp;",
    )
    birth = import_procedures(decision(head=head), "qd.docx", TODAY).procedures[0]
    assert (birth.decision, birth.decided, birth.confidence) == (None, None, "medium")


def test_what_a_decision_abolishes_is_reported_and_not_taken_in():
    gone = [["1", "1.004222", "Đăng ký thường trú", "", "", "", ""]]
    report = import_procedures(decision(gone=gone), "qd.docx", TODAY)
    assert "1.004222" not in {procedure.code for procedure in report.procedures}
    assert any("bãi bỏ" in problem.message and problem.code == "1.004222" for problem in report.problems)


def test_a_code_with_two_contents_keeps_both_out():
    twice = [*ROWS, ["4", "1.001193", "Đăng ký khai sinh khác", "5 ngày", "", "", ""]]
    report = import_procedures(decision(twice), "qd.docx", TODAY)
    assert [procedure.code for procedure in report.procedures] == ["1.000894"]


@pytest.mark.parametrize(
    ("data", "name"), [(b"PK\x03\x04rubbish", "a.docx"), (b"%PDF-1.7 rubbish", "a.pdf"), (b"x", "a.pdf")]
)
def test_a_broken_file_is_one_problem(data, name):
    report = import_procedures(data, name, TODAY)
    assert report.procedures == () and len(report.problems) == 1


def test_a_text_without_a_list_is_refused():
    document = docx.Document()
    document.add_paragraph("Thư mời họp")
    held = io.BytesIO()
    document.save(held)
    assert import_procedures(held.getvalue(), "a.docx", TODAY).rejected == 1
