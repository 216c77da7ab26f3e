"""Small invented documents in other wordings: other places, later years, other kinds."""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

import docx
import pytest

from knowledge.extract import Extraction, extract
from knowledge.parsing import parse_tasks
from knowledge.readers import read
from knowledge.records import DocumentRef

FOLDER = Path(__file__).parent / "invented"


@cache
def invented(name: str) -> Extraction:
    raw = read((FOLDER / f"{name}.txt").read_bytes(), f"{name}.txt")
    return extract(raw, parse_tasks(raw, name, None), name)


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.txt")))
def test_no_line_is_lost(name: str) -> None:
    found = invented(name)
    assert found.coverage.unaccounted == ()
    assert found.coverage.records > 3
    assert found.passages


DOCUMENTS = [
    (
        "qd-gia-lai-2026",
        "15/2026/QĐ-UBND",
        "Quyết định",
        "Ban hành Chương trình cải cách hành chính tỉnh Gia Lai giai đoạn 2026 - 2030",
        "gia-lai",
        dt.date(2026, 2, 12),
        (2026, 2027, 2028, 2029, 2030),
        "Nguyễn Thị Thanh Lịch",
    ),
    (
        "kh-phuong-2025",
        "108/KH-UBND",
        "Kế hoạch",
        "Nâng cao chất lượng phục vụ tại Trung tâm Phục vụ hành chính công phường Hải Châu năm 2025",
        "da-nang",
        dt.date(2025, 8, 15),
        (2025,),
        "Trần Văn Một",
    ),
    (
        "ct-2026",
        "03/CT-UBND",
        "Chỉ thị",
        "Về việc đẩy mạnh cải cách thủ tục hành chính trên địa bàn thành phố",
        "can-tho",
        dt.date(2026, 3, 20),
        (2026,),
        "Lê Văn Hai",
    ),
    (
        "nq-hdnd",
        "21/2025/NQ-HĐND",
        "Nghị quyết",
        "Quy định mức thu phí, lệ phí đối với dịch vụ công trực tuyến trên địa bàn thành phố Hà Nội",
        "ha-noi",
        dt.date(2025, 7, 10),
        (2025,),
        "Nguyễn Văn Ba",
    ),
    (
        "cong-dien-2025",
        "201/CĐ-TTg",
        "Công điện",
        "Về tập trung ứng phó mưa lũ",
        None,
        dt.date(2025, 11, 5),
        (2025,),
        "Trần Văn Bốn",
    ),
    (
        "kh-xa-2026-khong-dau-muc",
        "07/KH-UBND",
        "Kế hoạch",
        "Tuyên truyền cải cách hành chính năm 2026",
        "da-nang",
        dt.date(2026, 1, 8),
        (2026,),
        "Ngô Thị Năm",
    ),
]


@pytest.mark.parametrize(("name", "number", "kind", "title", "place", "issued", "years", "signer"), DOCUMENTS)
def test_metadata(
    name: str,
    number: str,
    kind: str,
    title: str,
    place: str | None,
    issued: dt.date,
    years: tuple[int, ...],
    signer: str,
) -> None:
    document = invented(name).document
    assert (document.number, document.type, document.title) == (number, kind, title)
    assert (document.jurisdiction, document.issued, document.years) == (place, issued, years)
    assert document.signer == signer


DUTIES = [
    ("qd-gia-lai-2026", "Điều 2.1", "Sở Nội vụ"),
    ("qd-gia-lai-2026", "Điều 2.3", "UBND các xã, phường"),
    ("qd-gia-lai-2026", "Phần II.1.2", "Sở Nội vụ"),
    ("qd-gia-lai-2026", "Phần II.2", "Sở Khoa học và Công nghệ"),
    ("kh-phuong-2025", "III.1", "Văn phòng HĐND và UBND phường"),
    ("kh-phuong-2025", "III.2", "Phòng Kinh tế, Hạ tầng và Đô thị; Phòng Văn hóa - Xã hội"),
    ("kh-phuong-2025", "III.4", "các tổ dân phố"),
    ("ct-2026", "1.b", "Giám đốc các sở, ban, ngành, Chủ tịch UBND các xã, phường"),
    ("ct-2026", "2", "Sở Tư pháp"),
    ("ct-2026", "3", "Văn phòng UBND thành phố"),
    ("nq-hdnd", "Điều 2.1", "UBND Thành phố"),
    ("nq-hdnd", "Điều 2.2", "Thường trực HĐND, các Ban HĐND, Tổ đại biểu và đại biểu HĐND Thành phố"),
    ("cong-dien-2025", "2", "Bộ trưởng Bộ Quốc phòng"),
    ("kh-xa-2026-khong-dau-muc", "3.1", "Phòng Văn hóa - Xã hội"),
    ("kh-xa-2026-khong-dau-muc", "3.3", "Các thôn"),
]


@pytest.mark.parametrize(("name", "section", "addressee"), DUTIES)
def test_duties(name: str, section: str, addressee: str) -> None:
    found = [duty.addressee.text for duty in invented(name).responsibilities if duty.section == section]
    assert found
    assert set(found) == {addressee}


GOALS = [
    ("qd-gia-lai-2026", "Phần I.I.1", [(98, "%", ">", "cấp tỉnh", 2027), (97, "%", ">", "cấp xã", 2027)]),
    ("qd-gia-lai-2026", "Phần I.I.3", [(5, "mô hình", ">=", None, 2027)]),
    ("qd-gia-lai-2026", "Phần I.II.2", [(90, "%", ">=", None, 2030), (10, "%", "=", None, 2030)]),
    ("qd-gia-lai-2026", "Phần I.II.1", []),
    ("kh-phuong-2025", "II.1", [(1, "công chức", ">=", None, 2025), (1, "đoàn viên", ">=", None, 2025)]),
    ("kh-phuong-2025", "II.2", [(4, "máy tính", "=", None, 2025), (2, "máy quét", "=", None, 2025)]),
    ("ct-2026", "1.b", [(3, "%", "<=", None, 2026)]),
    ("ct-2026", "", []),
    ("nq-hdnd", "Điều 1", []),
    ("cong-dien-2025", "1.b", [(2, "lực lượng", ">=", None, 2025)]),
]


@pytest.mark.parametrize(("name", "section", "expected"), GOALS)
def test_goals(name: str, section: str, expected: list[tuple[object, ...]]) -> None:
    found = [t for t in invented(name).targets if t.section == section]
    assert [(t.value, t.unit, t.comparator, t.scope, t.year) for t in found] == expected


def test_a_replaced_document_and_the_day_of_effect_are_read() -> None:
    found = invented("qd-gia-lai-2026")
    assert found.document.replaces == (DocumentRef("12/2022/QĐ-UBND", "Quyết định", dt.date(2022, 4, 20)),)
    assert found.document.effective == dt.date(2026, 3, 1)
    assert found.document.attributes["effective"] == "ngày 01 tháng 3 năm 2026"
    assert {c.role for c in found.citations if c.number == "12/2022/QĐ-UBND"} == {"replaces"}
    assert found.document.attributes["proposal"] == "Tờ trình số 77/TTr-SNV"
    law = next(c for c in found.citations if c.number == "72/2025/QH15")
    assert (law.type, law.title) == ("Luật", "Luật Tổ chức chính quyền địa phương")


def test_a_letterhead_and_signatures_in_tables_are_read_column_by_column() -> None:
    document = docx.Document()
    _table(
        document,
        ["ỦY BAN NHÂN DÂN", "THÀNH PHỐ CẦN THƠ", "-------", "Số: 88/KH-UBND"],
        [
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            "Cần Thơ, ngày 09 tháng 01 năm 2026",
        ],
    )
    for text in (
        "KẾ HOẠCH",
        "Kiểm soát thủ tục hành chính năm 2026",
        "I. TỔ CHỨC THỰC HIỆN",
        "1. Sở Tư pháp",
        "a) Chủ trì kiểm tra.",
    ):
        document.add_paragraph(text)
    _table(
        document,
        ["Nơi nhận:", "- Cục KSTTHC;", "- Lưu: VT."],
        ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Nguyễn Văn Khởi"],
    )
    buffer = BytesIO()
    document.save(buffer)
    raw = read(buffer.getvalue(), "ke-hoach.docx")
    found = extract(raw, parse_tasks(raw, "ke-hoach", None), "ke-hoach").document
    assert (found.number, found.issuer) == ("88/KH-UBND", "ỦY BAN NHÂN DÂN THÀNH PHỐ CẦN THƠ")
    assert found.issued == dt.date(2026, 1, 9)
    assert found.signer == "Nguyễn Văn Khởi"
    assert found.signer_title == "TM. ỦY BAN NHÂN DÂN – KT. CHỦ TỊCH – PHÓ CHỦ TỊCH"
    assert found.recipients == ("Cục KSTTHC", "Lưu: VT")


def _table(document: "docx.document.Document", *columns: list[str]) -> None:
    table = document.add_table(1, len(columns))
    for cell, paragraphs in zip(table.rows[0].cells, columns, strict=True):
        cell.text = paragraphs[0]
        for paragraph in paragraphs[1:]:
            cell.add_paragraph(paragraph)


def test_a_manifest_completes_and_overrides_what_is_printed() -> None:
    raw = read((FOLDER / "ct-2026.txt").read_bytes(), "ct-2026.txt")
    facts = {"subject": "Tên khác", "issued": "2026-03-21", "years": [2026, 2027], "number": None}
    document = extract(raw, None, "ct-2026", facts).document
    assert (document.title, document.issued) == ("Tên khác", dt.date(2026, 3, 21))
    assert document.years == (2026, 2027)
    assert document.number == "03/CT-UBND"


def test_lines_that_are_layout_are_listed_with_their_kind() -> None:
    listed = dict(invented("ct-2026").coverage.listed)
    assert listed[1] == "header"
    assert set(listed.values()) == {"header", "heading", "recipients", "signature"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n \n",
        "x" * 50_000,
        "A " * 20_000,
        "I. MỤC TIÊU\n1. đạt " + "30%, " * 3_000,
        "Quyết định số 1/QĐ-UBND " * 2_000,
        "1. a\n" * 3_000,
        "I. MỤC TIÊU\n1. " + "tối thiểu " * 5_000 + "30%",
    ],
    ids=["empty", "blank", "one word", "capitals", "numbers", "citations", "items", "comparators"],
)
@pytest.mark.timeout(10)
def test_damaged_or_endless_text_neither_fails_nor_hangs(text: str) -> None:
    found = extract(read(text.encode(), "hong.txt") if text.strip() else Blank(text), None, "hong")
    assert found.coverage.unaccounted == ()


@dataclass(frozen=True)
class Blank:
    text: str
