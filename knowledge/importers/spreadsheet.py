"""Procedures from a spreadsheet in our template: a row each for procedures, papers and ways of filing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from knowledge.importers import fields
from knowledge.importers.report import RecordError
from knowledge.records.procedure import Channel, Fee, LegalBasis, Procedure, ProcedureCase, Submission
from knowledge.text import fold

SHEETS: Mapping[str, tuple[str, ...]] = {
    "Thủ tục": (
        "Mã thủ tục",
        "Tên thủ tục",
        "Lĩnh vực",
        "Tên gọi khác",
        "Cơ quan thực hiện",
        "Cơ quan có thẩm quyền",
        "Cơ quan phối hợp",
        "Đối tượng",
        "Trình tự",
        "Kết quả",
        "Yêu cầu, điều kiện",
        "Căn cứ pháp lý",
        "Số quyết định công bố",
        "Nguồn",
        "Ngày lấy dữ liệu",
    ),
    "Hồ sơ": ("Mã thủ tục", "Trường hợp", "Tên giấy tờ", "Bản chính", "Bản sao", "Nộp hay xuất trình", "Mẫu"),
    "Cách nộp": (
        "Mã thủ tục",
        "Cách nộp",
        "Thời hạn",
        "Loại thu",
        "Mức thu (đồng)",
        "Miễn (căn cứ)",
        "Mô tả",
    ),
}
_EXAMPLE: Mapping[str, tuple[Mapping[str, Any], ...]] = {
    "Thủ tục": (
        {
            "Mã thủ tục": "9.999999",
            "Tên thủ tục": "Cấp thẻ đọc sách thư viện (ví dụ)",
            "Lĩnh vực": "Văn hóa",
            "Tên gọi khác": "làm thẻ thư viện; thẻ mượn sách",
            "Cơ quan thực hiện": "UBND cấp xã",
            "Đối tượng": "Công dân",
            "Trình tự": "Nộp hồ sơ\nNhận thẻ",
            "Kết quả": "Thẻ đọc sách",
            "Căn cứ pháp lý": "Quyết định ví dụ 01/QĐ-VD",
            "Số quyết định công bố": "01/QĐ-VD",
            "Nguồn": "Ví dụ của mẫu nhập",
            "Ngày lấy dữ liệu": date(2026, 1, 1),
        },
    ),
    "Hồ sơ": (
        {"Mã thủ tục": "9.999999", "Tên giấy tờ": "Đơn đề nghị cấp thẻ", "Bản chính": 1, "Mẫu": "Mẫu 01"},
        {"Mã thủ tục": "9.999999", "Tên giấy tờ": "Giấy tờ tùy thân", "Nộp hay xuất trình": "xuất trình"},
    ),
    "Cách nộp": (
        {
            "Mã thủ tục": "9.999999",
            "Cách nộp": "trực tiếp",
            "Thời hạn": "1 ngày làm việc",
            "Loại thu": "phí",
            "Mức thu (đồng)": 5000,
            "Mô tả": "Tại quầy",
        },
        {
            "Mã thủ tục": "9.999999",
            "Cách nộp": "trực tuyến",
            "Thời hạn": "1 ngày làm việc",
            "Loại thu": "phí",
            "Miễn (căn cứ)": "Miễn phí theo 01/QĐ-VD",
        },
    ),
}
_CHANNELS: Mapping[str, Channel] = {
    "truc tiep": "counter",
    "truc tuyen": "online",
    "buu chinh": "post",
    "dien thoai": "phone",
}


def write_template() -> bytes:
    """Return the template as .xlsx bytes, with one example row a sheet."""
    book = Workbook()
    book.remove(book.active)
    for title, columns in SHEETS.items():
        sheet = book.create_sheet(title)
        sheet.append(columns)
        for row in _EXAMPLE[title]:
            sheet.append([row.get(column) for column in columns])
        sheet.freeze_panes = "A2"
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def read(data: bytes, today: date) -> Iterator[tuple[str, str | None, Procedure | None, str]]:
    """Yield (place, code, procedure or None, message) for every row of the sheet 'Thủ tục'.

    Raises RecordError when the file is no workbook of the template.
    """
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise RecordError("không mở được tệp bảng tính .xlsx") from error
    missing = [title for title in SHEETS if title not in book.sheetnames]
    if missing:
        raise RecordError(f"bảng tính thiếu trang: {', '.join(missing)}")
    papers = _by_code(book["Hồ sơ"], SHEETS["Hồ sơ"])
    ways = _by_code(book["Cách nộp"], SHEETS["Cách nộp"])
    for number, row in _rows(book["Thủ tục"], SHEETS["Thủ tục"]):
        place = f"trang Thủ tục, dòng {number}"
        code = fields.text_of(row["Mã thủ tục"]) or None
        try:
            procedure = _procedure(row, papers.get(code or "", []), ways.get(code or "", []), today)
        except RecordError as error:
            yield place, code, None, str(error)
        else:
            yield place, code, procedure, ""


def _procedure(
    row: Mapping[str, Any], papers: list[Mapping[str, Any]], ways: list[Mapping[str, Any]], today: date
) -> Procedure:
    code = fields.code_of(row["Mã thủ tục"])
    cases = _cases(papers)
    submissions = tuple(_submission(way) for way in ways)

    def texts(column: str) -> tuple[str, ...]:
        return fields.listed(fields.said(row[column]))

    taken = row["Ngày lấy dữ liệu"]
    taken = taken.date() if isinstance(taken, datetime) else taken if isinstance(taken, date) else today
    return Procedure(
        id=fields.id_of(code),
        code=code,
        name=fields.name_of(row["Tên thủ tục"]),
        sector=fields.said(row["Lĩnh vực"]) or "Chưa phân loại",
        other_names=texts("Tên gọi khác"),
        decision=fields.said(row["Số quyết định công bố"]) or None,
        submissions=submissions,
        cases=cases,
        steps=tuple(fields.said(row["Trình tự"]).splitlines()),
        applicants=texts("Đối tượng"),
        executing=texts("Cơ quan thực hiện"),
        deciding=texts("Cơ quan có thẩm quyền"),
        coordinating=texts("Cơ quan phối hợp"),
        results=texts("Kết quả"),
        conditions=tuple(fields.said(row["Yêu cầu, điều kiện"]).splitlines()),
        legal_bases=tuple(LegalBasis(number) for number in texts("Căn cứ pháp lý")),
        unknown=fields.unstated(submissions, papers=bool(cases)),
        as_of=f"{taken.month}/{taken.year}",
        source=fields.said(row["Nguồn"]) or "Bảng tính do quản trị viên nhập",
        taken=taken,
        confidence="medium",
    )


def _cases(rows: list[Mapping[str, Any]]) -> tuple[ProcedureCase, ...]:
    cases: dict[str, list[Any]] = {}
    for row in rows:
        name = fields.text_of(row["Tên giấy tờ"])
        if not name:
            raise RecordError("một dòng Hồ sơ thiếu tên giấy tờ")
        shown = fields.shows(fields.text_of(row["Nộp hay xuất trình"]))
        forms = tuple(filter(None, (fields.text_of(row["Mẫu"]),)))
        paper = fields.paper_of(name, _whole(row["Bản chính"]), _whole(row["Bản sao"]), shown, forms)
        cases.setdefault(fields.text_of(row["Trường hợp"]), []).append(paper)
    return tuple(ProcedureCase(name, tuple(papers)) for name, papers in cases.items())


def _submission(row: Mapping[str, Any]) -> Submission:
    way = fields.text_of(row["Cách nộp"])
    channel = next((channel for word, channel in _CHANNELS.items() if word in fold(way)), None)
    if channel is None:
        raise RecordError(f"cách nộp lạ: “{way[:40]}”")
    amount, exempt = _whole(row["Mức thu (đồng)"]), fields.said(row["Miễn (căn cứ)"])
    kind = fields.text_of(row["Loại thu"]) or "phí"
    fees: list[Fee] = []
    if amount:
        fees.append(fields.fee_of(kind, amount, "đồng", ""))
    if exempt:
        fees.append(Fee("lệ phí" if fold(kind).startswith("le") else "phí", 0, True, exempt, basis=exempt))
    return Submission(
        channel, fields.said(row["Thời hạn"]) or None, tuple(fees), fields.text_of(row["Mô tả"])
    )


def _whole(value: object) -> int | None:
    if value is None or value == "":
        return None
    if isinstance(value, (int, float)) and not isinstance(value, bool) and value == int(value) and value >= 0:
        return int(value)
    raise RecordError(f"ô số không phải số nguyên không âm: “{value}”")


def _rows(sheet: Any, columns: tuple[str, ...]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    rows = sheet.iter_rows(values_only=True)
    header = [fields.text_of(cell) for cell in next(rows, ())]
    missing = [column for column in columns if column not in header]
    if missing:
        raise RecordError(f"trang “{sheet.title}” thiếu cột: {', '.join(missing)}")
    for number, values in enumerate(rows, start=2):
        if any(value not in (None, "") for value in values):
            row = dict(zip(header, values, strict=False))
            yield number, {column: row.get(column) for column in columns}


def _by_code(sheet: Any, columns: tuple[str, ...]) -> dict[str, list[Mapping[str, Any]]]:
    grouped: dict[str, list[Mapping[str, Any]]] = {}
    for _, row in _rows(sheet, columns):
        grouped.setdefault(fields.text_of(row["Mã thủ tục"]), []).append(row)
    return grouped
