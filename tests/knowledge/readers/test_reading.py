from __future__ import annotations

import csv
import zipfile
from io import BytesIO, StringIO
from pathlib import Path

import docx
import font_roboto
import openpyxl
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from fpdf import FPDF
from hypothesis import given
from hypothesis import strategies as st

from knowledge.readers import Limits, Paragraph, ReadError, Table, read
from tests.knowledge.readers.fonts import in_font

PLAN = (
    "ỦY BAN NHÂN DÂN THÀNH PHỐ\nKế hoạch cải cách hành chính năm 2025\n"
    "1. Sở Nội vụ chủ trì, phối hợp với các sở, ban, ngành thực hiện nhiệm vụ của thành phố;\n"
    "2. Các cơ quan, đơn vị tổ chức thực hiện, báo cáo kết quả về Ủy ban nhân dân trước ngày 30/11.\n"
)


def _saved(document) -> bytes:
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _zipped(members: dict[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return buffer.getvalue()


def _pdf(text: str, pages: int = 1, password: str | None = None) -> bytes:
    pdf = FPDF()
    pdf.add_font("Roboto", fname=Path(font_roboto.__file__).parent / "files" / "Roboto-Regular.ttf")
    pdf.set_font("Roboto", size=11)
    for _ in range(pages):
        pdf.add_page()
        pdf.multi_cell(0, 6, text)
    if password:
        pdf.set_encryption(owner_password=password, user_password=password)
    return bytes(pdf.output())


def _tcvn3(text: str) -> bytes:
    return in_font("TCVN3", text).encode("cp1252")


def _vni(text: str) -> bytes:
    return in_font("VNI", text).encode("cp1252")


class TestText:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
    def test_unicode_encodings(self, encoding):
        document = read(PLAN.replace("\n", "\r\n").encode(encoding), "a.txt")
        assert document.text == PLAN

    def test_windows_1258_is_composed(self):
        import unicodedata

        marks = "\u0300\u0301\u0303\u0309\u0323"
        pieces = []
        for char in PLAN:
            decomposed = unicodedata.normalize("NFD", char)
            tone = "".join(mark for mark in decomposed if mark in marks)
            base = unicodedata.normalize("NFC", "".join(mark for mark in decomposed if mark not in marks))
            pieces.append(base + tone)
        document = read("".join(pieces).encode("cp1258"), "a.txt")
        assert document.text == PLAN
        assert "windows-1258" in document.warnings[0]

    def test_tcvn3(self):
        document = read(_tcvn3(PLAN.lower()), "cu.txt")
        assert document.text == PLAN.lower()
        assert "TCVN3" in document.warnings[0]

    def test_vni(self):
        document = read(_vni(PLAN), "cu.txt")
        assert document.text == PLAN
        assert "VNI" in document.warnings[0]

    def test_a_capital_font_is_read_as_capitals(self):
        text = _tcvn3(PLAN.lower())
        title = text.split(b"\n")[0].upper()
        assert read(title + b"\n" + text, "a.txt").text.startswith("ỦY BAN NHÂN DÂN THÀNH PHỐ\nủy ban")

    def test_one_damaged_byte_does_not_lose_the_file(self):
        document = read(b"\xff\xe9"[1:] + PLAN.encode() * 10, "a.txt")
        assert PLAN in document.text
        assert document.warnings

    def test_text_is_composed(self):
        assert read("Thu\u031b\u0323c hie\u0323\u0302n".encode(), "a.txt").text == "Thực hiện"

    def test_paragraphs_stand_where_they_say(self):
        document = read(b"a\n\n  b c \n", "a.txt")
        assert [document.slice(block.span) for block in document.blocks if isinstance(block, Paragraph)] == [
            "a",
            "  b c ",
        ]
        assert [document.line_of(block.span.start) for block in document.blocks] == [1, 3]


class TestRefusals:
    @pytest.mark.parametrize(
        ("code", "name", "data"),
        [
            ("empty", "trống.txt", b""),
            ("empty", "trống.txt", b"\xef\xbb\xbf  \n\n"),
            ("empty", "trống.docx", _saved(docx.Document())),
            ("encoding", "lạ.txt", bytes(range(128, 256)) * 20),
            ("unknown_type", "nén.txt", b"\x1f\x8b" + b"0" * 50),
            ("unknown_type", "cũ.rtf", b"{\\rtf1 x}"),
            ("unknown_type", "gói.zip", _zipped({"readme": b"x"})),
            ("legacy_office", "cũ.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512),
            (
                "encrypted",
                "kín.docx",
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            ),
            ("encrypted", "kín.pdf", _pdf(PLAN, password="kin")),
            ("corrupt", "hỏng.pdf", _pdf(PLAN)[:200]),
            ("corrupt", "hỏng.docx", _saved(docx.Document())[:400]),
            ("corrupt", "hỏng.docx", _zipped({"word/document.xml": b"<w:document"})),
            ("corrupt", "hỏng.xlsx", _zipped({"xl/workbook.xml": b"<"})),
            ("corrupt", "sai đuôi.pdf", PLAN.encode()),
            ("macros", "macro.docm", _zipped({"word/document.xml": b"", "word/vbaProject.bin": b"x"})),
            ("macros", "macro.xlsm", _zipped({"xl/workbook.xml": b"", "xl/vbaProject.bin": b"x"})),
            (
                "encrypted",
                "kín.xlsx",
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            ),
            ("empty", "trống.csv", b"\xef\xbb\xbf,,,\n,,,\n"),
            ("macros", "macro.docx", _zipped({"word/document.xml": b"", "word/vbaProject.bin": b"x"})),
        ],
    )
    def test_says_why_and_names_the_file(self, code, name, data):
        with pytest.raises(ReadError) as caught:
            read(data, name)
        assert caught.value.code == code
        assert caught.value.filename == name
        assert f"'{name}'" in str(caught.value)

    @pytest.mark.parametrize(
        ("code", "limits", "data"),
        [
            ("too_large", Limits(file_bytes=100), PLAN.encode()),
            ("too_much_text", Limits(characters=100), PLAN.encode()),
            ("too_many_pages", Limits(pages=2), _pdf(PLAN, pages=3)),
            ("zip_bomb", Limits(unpacked_bytes=1_000_000), _zipped({"word/document.xml": b"0" * 2_000_000})),
            ("zip_bomb", Limits(), _zipped({"word/document.xml": b"0" * 30_000_000})),
            ("too_many_cells", Limits(cells=3), b""),
        ],
    )
    def test_limits(self, code, limits, data):
        if code == "too_many_cells":
            workbook = openpyxl.Workbook()
            workbook.active.append([1, 2, 3, 4])
            data = _saved(workbook)
        with pytest.raises(ReadError) as caught:
            read(data, "lớn.dat", limits)
        assert caught.value.code == code

    def test_a_wrong_ending_is_told_and_the_content_read(self):
        document = read(_pdf(PLAN), "kế hoạch.docx")
        assert document.kind == "pdf"
        assert "docx" in document.warnings[0]

    @given(st.binary(max_size=400), st.sampled_from(["a.txt", "a.pdf", "a.docx", "a.xlsx", "a.html", "a"]))
    def test_no_bytes_raise_anything_else(self, data, name):
        try:
            document = read(data, name)
        except ReadError as error:
            assert name in error.message
        else:
            assert document.text.strip()

    @pytest.mark.parametrize(
        "start", [b"%PDF-1.7\n", b"PK\x03\x04", b"<html>", b"\xff\xfe", b"\xd0\xcf\x11\xe0"]
    )
    @given(rest=st.binary(max_size=300))
    def test_no_damaged_file_raises_anything_else(self, start, rest):
        try:
            read(start + rest, "a.bin")
        except ReadError as error:
            assert error.message


class TestWord:
    def test_merged_cells(self):
        document = docx.Document()
        table = document.add_table(3, 3)
        for row, texts in zip(table.rows, (("a", "b", "c"), ("1", "2", "3"), ("4", "5", "6")), strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
        table.cell(0, 0).merge(table.cell(0, 1))
        table.cell(1, 2).merge(table.cell(2, 2))
        read_back = read(_saved(document), "a.docx")
        (block,) = read_back.blocks
        assert isinstance(block, Table)
        assert [(cell.column, cell.colspan) for cell in block.rows[0].cells] == [(0, 2), (2, 1)]
        merged = block.rows[2].cells[2]
        assert merged.merged
        assert merged.parts == block.rows[1].cells[2].parts

    def test_automatic_numbers_are_written_out(self):
        document = docx.Document()
        for text in ("Rà soát", "Báo cáo"):
            document.add_paragraph(text, style="List Number")
        document.add_paragraph("Gạch", style="List Bullet")
        assert read(_saved(document), "a.docx").text == "1. Rà soát\n2. Báo cáo\n- Gạch\n"

    def test_deleted_text_is_out_and_inserted_text_in(self):
        document = docx.Document()
        paragraph = document.add_paragraph("Giữ ")
        for tag, inner, text in (("w:ins", "w:t", "thêm"), ("w:del", "w:delText", "bỏ")):
            change, run, words = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(inner)
            words.text = text
            run.append(words)
            change.append(run)
            paragraph._p.append(change)
        assert read(_saved(document), "a.docx").text == "Giữ thêm\n"

    def test_headings_have_levels(self):
        document = docx.Document()
        document.add_heading("MỤC TIÊU", 2)
        (block,) = read(_saved(document), "a.docx").blocks
        assert isinstance(block, Paragraph)
        assert block.level == 2

    def test_text_boxes_are_read(self):
        document = docx.Document()
        paragraph = document.add_paragraph("Ngoài")
        box, inner, run, text = (OxmlElement(tag) for tag in ("w:txbxContent", "w:p", "w:r", "w:t"))
        text.text = "Trong khung"
        run.append(text)
        inner.append(run)
        box.append(inner)
        holder = OxmlElement("w:r")
        holder.append(box)
        paragraph._p.append(holder)
        assert paragraph._p.find(qn("w:r")) is not None
        assert read(_saved(document), "a.docx").text == "Ngoài\nTrong khung\n"


class TestHtml:
    def test_only_what_is_shown(self):
        head = "<html><head><title>x</title><style>p{}</style></head>"
        page = head + "<body><script>1</script><!-- y --><p>Một<br>hai</p>"
        assert read(page.encode(), "a.html").text == "Một\nhai\n"

    def test_spans(self):
        page = "<table><tr><td rowspan=2>a<td colspan=2>b<tr><td>c<td>d<tr><td>e<td>f<td>g</table>"
        (block,) = read(page.encode(), "a.html").blocks
        assert isinstance(block, Table)
        assert [(cell.column, cell.colspan, cell.merged) for cell in block.rows[1].cells] == [
            (0, 1, True),
            (1, 1, False),
            (2, 1, False),
        ]
        assert [cell.merged for cell in block.rows[2].cells] == [False] * 3

    def test_a_declared_charset_is_believed(self):
        page = '<html><meta charset="windows-1258"><body><p>Đô thị</p></body></html>'
        decomposed = page.replace("ị", "i\u0323")
        assert read(decomposed.encode("cp1258"), "a.html").text == "Đô thị\n"


class TestSheets:
    def test_values_as_shown(self):
        import datetime as dt

        workbook = openpyxl.Workbook()
        sheet = workbook.active
        sheet.append([1.0, 0.3, dt.datetime(2024, 3, 30), dt.datetime(2024, 12, 1), "Sở Nội vụ"])
        sheet["B1"].number_format = "0%"
        sheet["C1"].number_format = "dd/mm/yyyy"
        sheet["D1"].number_format = "mm/yyyy"
        assert read(_saved(workbook), "a.xlsx").text == "1\t30%\t30/03/2024\t12/2024\tSở Nội vụ\n"

    def test_hidden_sheets_are_told(self):
        workbook = openpyxl.Workbook()
        workbook.active.append(["Thấy"])
        hidden = workbook.create_sheet("Ẩn")
        hidden.append(["Không thấy"])
        hidden.sheet_state = "hidden"
        document = read(_saved(workbook), "a.xlsx")
        assert document.text == "Thấy\n"
        assert "Ẩn" in document.warnings[0]


class TestSeparated:
    @pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
    def test_cells_stay_whole(self, separator, encoding):
        rows = [
            ["KẾ HOẠCH NĂM 2026", "", "", ""],
            ["TT", "Nhiệm vụ", "Chủ trì", "Thời hạn"],
            ["1", f'Rà soát{separator} "gộp"\nvà báo cáo', "Sở Nội vụ", "30/6/2026"],
            ["2", "Số hóa", "Sở Tư pháp", "Quý III/2026"],
        ]
        buffer = StringIO()
        csv.writer(buffer, delimiter=separator).writerows(rows)
        document = read(buffer.getvalue().encode(encoding), "kế hoạch.csv")
        assert document.kind == "csv"
        paragraph, table = document.blocks
        assert document.slice(paragraph.span).strip() == "KẾ HOẠCH NĂM 2026"
        assert isinstance(table, Table)
        assert [document.slice(part) for part in table.rows[1].cells[1].parts] == [
            " ".join(f'Rà soát{separator} "gộp"'.split()),
            "và báo cáo",
        ]
        bodies = [document.slice(row.cells[2].parts[0]) for row in table.rows[1:]]
        assert bodies == ["Sở Nội vụ", "Sở Tư pháp"]

    def test_too_many_cells_are_refused(self):
        with pytest.raises(ReadError) as caught:
            read(b"a,b,c\n1,2,3\n", "lớn.csv", Limits(cells=5))
        assert caught.value.code == "too_many_cells"


class TestPdf:
    def test_wrapped_lines_are_one_paragraph(self):
        document = read(_pdf(PLAN), "a.pdf")
        assert document.text == PLAN
        assert document.pages == 1
