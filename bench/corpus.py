"""A synthetic corpus: plans of ten pages as txt, docx, html and xlsx, no two alike."""

from __future__ import annotations

import html
import random
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import openpyxl

CHARACTERS_PER_PAGE = 2500
PAGES_PER_DOCUMENT = 10
_PLACES = ("Ninh Bình", "Cà Mau", "Lâm Đồng", "Gia Lai", "Tây Ninh", "Sơn La", "An Giang", "Phú Thọ")
_VERBS = ("Rà soát", "Công khai", "Số hóa", "Kiểm tra", "Tập huấn", "Nâng cấp", "Khảo sát", "Rút ngắn")
_THINGS = (
    "hồ sơ thủ tục hành chính còn hiệu lực",
    "văn bản quy phạm pháp luật của địa phương",
    "quy trình nội bộ giải quyết công việc",
    "cơ sở dữ liệu dùng chung của các ngành",
    "kết quả xử lý phản ánh, kiến nghị",
    "trang thiết bị của Trung tâm Phục vụ hành chính công",
)
_WHERE = ("tại các xã, phường", "trên địa bàn tỉnh", "của các sở, ban, ngành", "cho người cao tuổi")
_BODIES = ("Sở Nội vụ", "Sở Tư pháp", "Sở Tài chính", "Văn phòng UBND tỉnh", "Công an tỉnh", "Sở Y tế")
_HEADER = ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian", "Sản phẩm"]
Lines = list[str | list[str]]


def write_corpus(folder: Path, pages: int) -> tuple[list[Path], int]:
    """Write plans of together about *pages* pages; return their paths and their characters in all."""
    folder.mkdir(parents=True)
    paths, total = [], 0
    endings = list(_RENDERERS)
    for number in range(1, max(1, pages // PAGES_PER_DOCUMENT) + 1):
        lines, characters = plan(number)
        ending = endings[number % len(endings)]
        path = folder / f"ke-hoach-{number:04}.{ending}"
        path.write_bytes(_RENDERERS[ending](lines))
        paths.append(path)
        total += characters
    return paths, total


def plan(number: int) -> tuple[Lines, int]:
    """Return plan *number* as lines and table rows, and how many characters it prints."""
    chance = random.Random(number)
    place = chance.choice(_PLACES)
    year = 2026 + number % 3
    lines: Lines = [
        f"ỦY BAN NHÂN DÂN TỈNH {place.upper()}",
        f"Số: {number}/KH-UBND",
        f"{place}, ngày {1 + number % 28:02} tháng 01 năm {year}",
        "KẾ HOẠCH",
        f"Cải cách hành chính đợt {number} tỉnh {place} năm {year}",
        "Căn cứ Nghị quyết số 76/NQ-CP ngày 15 tháng 7 năm 2021 của Chính phủ;",
        f"Căn cứ Quyết định số {number % 97 + 1}/QĐ-UBND ngày 05 tháng 01 năm {year} của UBND tỉnh;",
        "I. MỤC TIÊU",
        f"1. Ít nhất {50 + number % 49}% hồ sơ được nộp trực tuyến trong năm {year}.",
        "II. NHIỆM VỤ",
        _HEADER,
    ]
    size, row = 0, 0
    while size < CHARACTERS_PER_PAGE * PAGES_PER_DOCUMENT:
        if row % 10 == 0:
            lines.append([f"{_roman(row // 10 + 1)}", f"Nhóm nhiệm vụ số {row // 10 + 1}", "", "", "", ""])
        row += 1
        work = "; ".join(_work(chance) for _ in range(3))
        lead, helper = chance.sample(_BODIES, 2)
        quarter = chance.choice(("I", "II", "III", "IV"))
        cells = [str(row), f"{work} (việc {number}.{row})", lead, f"{helper}; UBND các xã, phường"]
        lines.append([*cells, f"Quý {quarter}/{year}", f"Báo cáo số {chance.randint(1, 999)}"])
        size += sum(map(len, lines[-1]))
    lines += ["III. TỔ CHỨC THỰC HIỆN", "1. Sở Nội vụ theo dõi, đôn đốc việc thực hiện Kế hoạch này."]
    return lines, sum(len(line) if isinstance(line, str) else sum(map(len, line)) for line in lines)


def _work(chance: random.Random) -> str:
    return f"{chance.choice(_VERBS)} {chance.choice(_THINGS)} {chance.choice(_WHERE)}"


def _roman(number: int) -> str:
    return "X" * (number // 10) + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[number % 10]


def _txt(lines: Lines) -> bytes:
    return "\n".join(line if isinstance(line, str) else "\t".join(line) for line in lines).encode()


def _html(lines: Lines) -> bytes:
    pieces = ["<!DOCTYPE html><html><head><meta charset='utf-8'></head><body>"]
    for index, line in enumerate(lines):
        if isinstance(line, str):
            pieces.append(f"<p>{html.escape(line)}</p>")
            continue
        opening = "<table>" if isinstance(lines[index - 1], str) else ""
        closing = "</table>" if isinstance(lines[index + 1], str) else ""
        cells = "".join(f"<td>{html.escape(cell)}</td>" for cell in line)
        pieces.append(f"{opening}<tr>{cells}</tr>{closing}")
    return "\n".join([*pieces, "</body></html>"]).encode()


def _docx(lines: Lines) -> bytes:
    document = docx.Document()
    rows = [line for line in lines if not isinstance(line, str)]
    placed = False
    for line in lines:
        if isinstance(line, str):
            document.add_paragraph(line)
        elif not placed:
            placed = True
            table = document.add_table(len(rows), len(_HEADER))
            cells = iter(table._cells)
            for row in rows:
                for text in row:
                    next(cells).text = text
    return _saved(document.save)


def _xlsx(lines: Lines) -> bytes:
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet("Kế hoạch")
    for line in lines:
        sheet.append([line] if isinstance(line, str) else line)
    return _saved(workbook.save)


def _saved(save: Callable[[Any], None]) -> bytes:
    buffer = BytesIO()
    save(buffer)
    return buffer.getvalue()


_RENDERERS: dict[str, Callable[[Lines], bytes]] = {"txt": _txt, "docx": _docx, "html": _html, "xlsx": _xlsx}
