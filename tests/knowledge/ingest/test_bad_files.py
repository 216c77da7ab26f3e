"""Bad files through the whole way of a document: told by name and place, nothing published, nothing lost."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import docx
import font_roboto
import pytest
from fpdf import FPDF

from knowledge.ingest import IngestError, Limits, ingest, ingest_many
from knowledge.store import Store
from tests.knowledge.ingest.plans import ROWS, plan

ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")


def _pdf(pages: int, password: str = "") -> bytes:
    pdf = FPDF()
    pdf.add_font("Roboto", fname=Path(font_roboto.__file__).parent / "files" / "Roboto-Regular.ttf")
    pdf.set_font("Roboto", size=11)
    for number in range(pages):
        pdf.add_page()
        pdf.cell(0, 6, f"Trang {number + 1}")
    if password:
        pdf.set_encryption(owner_password=password, user_password=password)
    return bytes(pdf.output())


def _zipped(**members: bytes) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), content)
    return buffer.getvalue()


def _docx() -> bytes:
    buffer = BytesIO()
    document = docx.Document()
    document.add_paragraph("Kế hoạch")
    document.save(buffer)
    return buffer.getvalue()


BAD: list[tuple[str, bytes, str]] = [
    ("trống.docx", b"", "trống"),
    ("kín.docx", ENCRYPTED, "mật khẩu"),
    ("kín.xlsx", ENCRYPTED, "mật khẩu"),
    ("kín.pdf", _pdf(1, "kin"), "mật khẩu"),
    ("hỏng.docx", _docx()[:900], "hỏng"),
    ("hỏng.xlsx", b"PK\x03\x04" + bytes(200), "hỏng"),
    ("hỏng.pdf", _pdf(1)[:300], "hỏng"),
    ("sai đuôi.pdf", plan(), "không đúng định dạng"),
    ("bom.docx", _zipped(word__document_xml=bytes(60_000_000)), "bung ra quá lớn"),
    ("macro.docm", _zipped(word__document_xml=b"<x/>", word__vbaProject_bin=b"x"), "macro"),
    ("macro.xlsm", _zipped(xl__workbook_xml=b"<x/>", xl__vbaProject_bin=b"x"), "macro"),
    ("dài.pdf", _pdf(500), "500 trang"),
    ("cũ.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "Office cũ"),
    ("nén.rar", b"Rar!\x1a\x07\x00" + bytes(60), "định dạng"),
]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{tmp_path}/a.db")
    ingest(opened, plan(), "đang phục vụ.txt")
    yield opened
    opened.close()


@pytest.mark.parametrize(("name", "data", "reason"), BAD, ids=[name for name, _, _ in BAD])
def test_a_bad_file_is_refused_by_name_and_reason(store: Store, name: str, data: bytes, reason: str) -> None:
    before = store.snapshot()
    with pytest.raises(IngestError) as caught:
        ingest(store, data, name)
    assert f"'{name}'" in str(caught.value)
    assert reason in str(caught.value)
    assert store.snapshot() == before
    assert len(store.documents()) == 1


def test_bad_files_in_limited_processes_keep_no_good_one_out(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "nhiều tệp"
    folder.mkdir()
    for name, data, _ in (BAD[0], BAD[8], BAD[9]):
        (folder / name).write_bytes(data)
    (folder / "tốt.txt").write_bytes(plan(number="88/KH-UBND"))
    outcomes = {one.filename: one for one in ingest_many(store, sorted(folder.iterdir()), limits=Limits())}
    assert outcomes["tốt.txt"].state == "published"
    assert {name: one.state for name, one in outcomes.items() if name != "tốt.txt"} == dict.fromkeys(
        ("trống.docx", "bom.docx", "macro.docm"), "failed"
    )
    assert all(name in (one.error or "") for name, one in outcomes.items() if one.state == "failed")


def test_a_ragged_row_is_told_with_file_and_line(store: Store) -> None:
    ragged = (*ROWS[0][:3],)
    data = plan(ragged, *ROWS[1:], number="12/KH-UBND")
    line = data.decode().split("\n").index("\t".join(ragged)) + 1
    outcome = ingest(store, data, "răng cưa.txt")
    messages = [finding["message"] for finding in outcome.report["findings"]]
    assert any(f"'răng cưa.txt', dòng {line}:" in message and "3 ô" in message for message in messages)
    assert len(store.snapshot().tasks_of(outcome.document_id or "")) == len(ROWS)


def test_a_document_without_a_date_is_told_and_kept(store: Store) -> None:
    data = plan(number="12/KH-UBND").replace("Cần Thơ, ngày 15 tháng 01 năm 2025\n".encode(), b"")
    outcome = ingest(store, data, "không ngày.txt")
    codes = {finding["code"]: finding["message"] for finding in outcome.report["findings"]}
    assert "không ngày.txt" in codes["no_date"]
    document = store.snapshot().document_by_id[outcome.document_id or ""]
    assert document.issued is None
    assert document.years == (2025,)
