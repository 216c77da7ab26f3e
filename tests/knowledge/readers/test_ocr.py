"""Scanned files, with a stand-in for Tesseract that prints its table of words."""

from __future__ import annotations

import os
import sys
from io import BytesIO

import pytest
from fpdf import FPDF
from PIL import Image

from knowledge.readers import Limits, ReadError, read

HEAD = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
WORDS = [
    ("1", 0, 0, 600, 20, 96, "Rà soát"),
    ("1", 610, 0, 390, 20, 90, "thủ tục"),
    ("2", 0, 25, 300, 20, 84, "hành chính"),
    ("3", 0, 90, 300, 20, 90, "Sở Nội vụ"),
    ("3", 310, 90, 10, 20, -1, " "),
]


def _png() -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (300, 200), "white").save(buffer, "PNG")
    return buffer.getvalue()


def _scan(pages: int = 1, text_first: bool = False) -> bytes:
    pdf = FPDF()
    if text_first:
        pdf.add_page()
        pdf.set_font("Helvetica", size=12)
        pdf.cell(text="Trang co chu")
    for _ in range(pages):
        pdf.add_page()
        pdf.image(Image.new("RGB", (300, 200), "white"), x=10, y=10)
    return bytes(pdf.output())


def _install(folder, monkeypatch, script: str) -> None:
    program = folder / "tesseract"
    program.write_text(f"#!{sys.executable}\nimport sys\nsys.stdin.buffer.read()\n{script}", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def recogniser(tmp_path, monkeypatch):
    rows = [
        f"5\t1\t1\t1\t{line}\t1\t{x}\t{y}\t{w}\t{h}\t{conf}\t{text}" for line, x, y, w, h, conf, text in WORDS
    ]
    table = "\n".join([HEAD, "1\t1\t0\t0\t0\t0\t0\t0\t9\t9\t-1\t", *rows]) + "\n"
    _install(tmp_path, monkeypatch, f"sys.stdout.buffer.write({table.encode()!r})\n")


@pytest.fixture
def no_recogniser(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))


def test_a_picture_is_read_with_its_confidence(recogniser):
    document = read(_png(), "ảnh.png")
    assert document.text == "Rà soát thủ tục hành chính\nSở Nội vụ\n"
    assert document.kind == "image"
    assert document.confidence == pytest.approx(0.9)
    assert "90 %" in document.warnings[0]


def test_scanned_pages_of_a_pdf_are_recognised_and_told(recogniser):
    document = read(_scan(text_first=True), "a.pdf")
    assert document.text.startswith("Trang co chu\nRà soát")
    assert document.confidence == pytest.approx(0.9)
    assert "trang 2" in document.warnings[0]


def test_without_a_recogniser_scanned_pages_are_named(no_recogniser):
    document = read(_scan(text_first=True), "a.pdf")
    assert document.text == "Trang co chu\n"
    assert document.confidence is None
    assert "trang 2" in document.warnings[0]


@pytest.mark.parametrize(("name", "data"), [("ảnh.png", _png()), ("quét.pdf", _scan())])
def test_without_a_recogniser_a_scan_is_refused(no_recogniser, name, data):
    with pytest.raises(ReadError) as caught:
        read(data, name)
    assert caught.value.code == "scanned"
    assert name in caught.value.message


def test_too_many_scans_are_refused(recogniser):
    with pytest.raises(ReadError) as caught:
        read(_scan(pages=3), "a.pdf", Limits(scans=2))
    assert caught.value.code == "too_many_scans"


def test_a_recogniser_that_fails_is_told(tmp_path, monkeypatch):
    _install(tmp_path, monkeypatch, "sys.exit(1)\n")
    with pytest.raises(ReadError) as caught:
        read(_png(), "ảnh.png")
    assert caught.value.code == "ocr_failed"


def test_a_damaged_picture_is_refused(recogniser):
    with pytest.raises(ReadError) as caught:
        read(_png()[:60], "ảnh.png")
    assert caught.value.code == "corrupt"
