"""Lists are read in limited processes: the same records as read here, and nothing a file does reaches us."""

from __future__ import annotations

import io
import json
import socket
import subprocess
import sys
import time
import zipfile
from datetime import date
from pathlib import Path

import pytest

from knowledge.importers import write_template
from knowledge.importers.faq import write_template as faq_template
from knowledge.importers.statistics import write_template as statistics_template
from knowledge.ingest.limits import Limits
from knowledge.ingest.lists import read_list, read_list_here

ROOT = Path(__file__).parents[3]
TODAY = date(2026, 11, 24)
LIMITS = Limits(seconds=60, memory=1024)
WEB = (
    "<html><body><script>document.title='hacked'</script>"
    "<p>Mã thủ tục: 1.000777</p><p>Tên thủ tục: Cấp thẻ thả diều</p><p>Lĩnh vực: Thể thao</p>"
    "<table><tr><th>Tên giấy tờ</th><th>Mẫu đơn, tờ khai</th><th>Số lượng</th></tr>"
    "<tr><td>Đơn xin thả diều<script>x()</script></td><td></td><td>Bản chính: 1 Bản sao: 0</td></tr></table>"
    "</body></html>"
)
DECISION = (
    "<html><body><p>DANH MỤC THỦ TỤC HÀNH CHÍNH BAN HÀNH MỚI</p><table>"
    "<tr><td>STT</td><td>Mã TTHC</td><td>Tên thủ tục hành chính</td><td>Thời hạn giải quyết</td></tr>"
    "<tr><td>1</td><td>1.000778</td><td>Cấp giấy phép thả diều</td><td>03 ngày</td></tr></table>"
)


def record(code: str, name: str) -> dict:
    return {
        "metadata": {"mã_thủ_tục": code, "tên_thủ_tục": name, "lĩnh_vực": "Thể thao"},
        "content": {"trình_tự_thực_hiện": "Bước 1: nộp. " * 40},
        "tables": {"thanh_phan_ho_so": [{"ten_giay_to": "Đơn", "ghi_chu": "Bản chính: 1"}]},
    }


def many(count: int, **last) -> bytes:
    records = [record(f"9.{100_000 + n}", f"Cấp thẻ số {n}") for n in range(count)]
    return json.dumps([*records, *([last] if last else [])], ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("kind", "data", "name"),
    [
        ("procedures", write_template(), "mau.xlsx"),
        ("procedures", many(3, metadata={}, content={}, tables={}), "nhieu.json"),
        ("procedures", WEB.encode(), "ChiTietTTHC_1.000777.doc"),
        ("faq", faq_template(), "hoi.xlsx"),
        ("statistics", statistics_template(), "so.xlsx"),
    ],
)
def test_a_child_reads_what_is_read_here(kind, data, name) -> None:
    apart = read_list(kind, data, name, TODAY, LIMITS)
    here = read_list_here(kind, data, name, TODAY)
    assert apart.records and tuple(apart.records) == tuple(here.records)
    assert apart.problems == here.problems


@pytest.mark.parametrize("name", ["a.html", "a.htm", "a.doc"])
def test_web_pages_come_in_without_their_scripts(name) -> None:
    (procedure,) = read_list_here("procedures", WEB.encode(), name, TODAY).records
    assert procedure.code == "1.000777" and procedure.name == "Cấp thẻ thả diều"
    assert [paper.name for paper in procedure.cases[0].papers] == ["Đơn xin thả diều"]
    (listed,) = read_list_here("procedures", DECISION.encode(), name, TODAY).records
    assert listed.code == "1.000778" and listed.submissions[0].time_limit == "03 ngày"


def bomb() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<x/>")
        package.writestr("xl/workbook.xml", " " * (300 * 2**20))
    return held.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("sâu.json", b"[" * 200_000),
        ("hỏng.json", b'{"items": ['),
        ("bom.xlsx", bomb()),
        ("bom.docx", bomb()),
        ("hỏng.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 64),
        ("cũ.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        ("rỗng.html", b"<html><body></body></html>"),
    ],
)
def test_a_hostile_file_is_one_problem(name, data) -> None:
    read = read_list("procedures", data, name, TODAY, Limits(seconds=30, memory=1024))
    assert not read.records
    assert [(problem.level, problem.place) for problem in read.problems] == [("error", name)]


def test_a_file_that_takes_too_long_is_stopped_and_told() -> None:
    began = time.monotonic()
    read = read_list("procedures", many(40_000), "dài.json", TODAY, Limits(seconds=1, memory=1024))
    assert time.monotonic() - began < 15
    assert not read.records and "1 giây" in read.problems[0].message


def test_a_file_that_needs_too_much_memory_is_told() -> None:
    read = read_list("procedures", many(40_000), "lớn.json", TODAY, Limits(seconds=60, memory=180))
    assert not read.records and read.problems[0].level == "error"


def test_the_child_has_no_network() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        spy = (
            "import sys, runpy, socket\n"
            "from knowledge.ingest import lists\n"
            "def read_list_here(*asked):\n"
            f"    socket.create_connection(('127.0.0.1', {server.getsockname()[1]}), 2)\n"
            "lists.read_list_here = read_list_here\n"
            "sys.argv = ['child', 'a.json', '30', '3072', 'procedures', '2026-11-24']\n"
            "runpy.run_module('knowledge.ingest.list_child', run_name='__main__')\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", spy], input=b"x", capture_output=True, cwd=ROOT, timeout=60, check=False
        )
    assert done.returncode != 0 and b"PermissionError" in done.stderr
