"""The export ``ChiTietTTHC_<mã>``: as JSON extracted from it, and as the .docx itself."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import docx
from docx.table import Table

from knowledge.importers import fields
from knowledge.importers.raw import table_rows
from knowledge.importers.report import Problem, RecordError
from knowledge.readers.document import Paragraph, RawDocument
from knowledge.readers.document import Table as RawTable
from knowledge.records.procedure import Channel, Fee, Paper, Procedure, ProcedureCase, Submission
from knowledge.text import collapse, fold, nfc

SOURCE = "Cơ sở dữ liệu quốc gia về thủ tục hành chính"
_CHANNELS: tuple[tuple[str, Channel], ...] = (
    ("truc tiep", "counter"),
    ("truc tuyen", "online"),
    ("buu chinh", "post"),
    ("dien thoai", "phone"),
)
_LEVELS = ("bộ", "tỉnh", "xã")
_COUNTS = re.compile(r"ban (chinh|sao)\s*:\s*(\d+)")
_MONEY = re.compile(r"(phi|le phi)\s*:\s*([\d.,]+)\s*(dong|vnd|usd)?", re.IGNORECASE)
_CASE = re.compile(r"^[-+* ]*(?:doi voi )?truong hop\b.*(?:\bgom|:) *[:.]? *$")
_SHOWN = re.compile(r"[-+* ]*giấy tờ phải xuất trình\s*:\s*", re.IGNORECASE)
_LABELS = {
    "ma thu tuc": "mã_thủ_tục",
    "ten thu tuc": "tên_thủ_tục",
    "so quyet dinh": "số_quyết_định",
    "cap thuc hien": "cấp_thực_hiện",
    "loai thu tuc": "loại_thủ_tục",
    "linh vuc": "lĩnh_vực",
    "trinh tu thuc hien": "trình_tự_thực_hiện",
    "cach thuc thuc hien": "cách_thức_thực_hiện",
    "doi tuong thuc hien": "đối_tượng_thực_hiện",
    "co quan thuc hien": "cơ_quan_thực_hiện",
    "co quan co tham quyen": "cơ_quan_có_thẩm_quyền",
    "co quan duoc uy quyen": "cơ_quan_được_ủy_quyền",
    "co quan phoi hop": "cơ_quan_phối_hợp",
    "dia chi tiep nhan hs": "địa_chỉ_tiếp_nhận_hs",
    "dia chi tiep nhan ho so": "địa_chỉ_tiếp_nhận_hs",
    "ket qua thuc hien": "kết_quả_thực_hiện",
    "yeu cau, dieu kien thuc hien": "yêu_cầu_điều_kiện_thực_hiện",
    "yeu cau dieu kien thuc hien": "yêu_cầu_điều_kiện_thực_hiện",
    "tu khoa": "từ_khóa",
    "mo ta": "mô_tả",
}
_METADATA = frozenset(list(_LABELS.values())[:6])
_HEADERS = {
    "hinh_thuc_nop": ("hinh thuc nop", "thoi han giai quyet", "phi, le phi"),
    "thanh_phan_ho_so": ("ten giay to",),
    "can_cu_phap_ly": ("so ky hieu",),
}
_COLUMNS = {
    "hinh thuc nop": "hinh_thuc",
    "thoi han giai quyet": "thoi_han_giai_quyet",
    "phi, le phi": "phi_le_phi",
    "mo ta": "mo_ta",
    "ten giay to": "ten_giay_to",
    "mau don, to khai": "so_luong",
    "so luong": "ghi_chu",
    "so ky hieu": "so_ky_hieu",
    "trich yeu": "trich_yeu",
}


def is_export(record: Mapping[str, Any]) -> bool:
    """Tell whether *record* has the parts of an extracted export."""
    return "metadata" in record and "tables" in record


def read(record: Mapping[str, Any], place: str, today: date) -> tuple[Procedure, list[Problem]]:
    """Return the procedure of one extracted export with warnings. Raises RecordError."""
    record = _composed(record)
    metadata, content, tables = (_mapping(record.get(key), key) for key in ("metadata", "content", "tables"))
    code = fields.code_of(metadata.get("mã_thủ_tục"))
    warnings: list[Problem] = []
    submissions = [_submission(row) for row in _rows(tables, "hinh_thuc_nop")]
    if any(fee.amount is None and not fee.free for s in submissions for fee in s.fees):
        warnings.append(
            Problem("warning", place, code, "mức thu ghi 0 mà không giải thích: coi là chưa biết")
        )
    cases = _cases(_rows(tables, "thanh_phan_ho_so"))

    def text(key: str) -> str:
        return fields.said(content.get(key))

    level = fold(fields.said(metadata.get("cấp_thực_hiện")))
    procedure = Procedure(
        id=fields.id_of(code),
        code=code,
        name=fields.name_of(metadata.get("tên_thủ_tục")),
        sector=fields.said(metadata.get("lĩnh_vực")) or "Chưa phân loại",
        other_names=fields.listed(text("từ_khóa")),
        levels=tuple(name for name in _LEVELS if fold(name) in level),
        kind=fields.said(metadata.get("loại_thủ_tục")) or None,
        decision=fields.said(metadata.get("số_quyết_định")) or None,
        submissions=tuple(submissions),
        cases=cases,
        steps=tuple(text("trình_tự_thực_hiện").splitlines()),
        applicants=fields.listed(text("đối_tượng_thực_hiện")),
        executing=fields.bodies(text("cơ_quan_thực_hiện")),
        deciding=fields.bodies(text("cơ_quan_có_thẩm_quyền")),
        authorised=fields.bodies(text("cơ_quan_được_ủy_quyền")),
        coordinating=fields.bodies(text("cơ_quan_phối_hợp")),
        addresses=fields.listed(text("địa_chỉ_tiếp_nhận_hs")),
        results=tuple(text("kết_quả_thực_hiện").splitlines()),
        conditions=tuple(text("yêu_cầu_điều_kiện_thực_hiện").splitlines()),
        legal_bases=tuple(
            basis
            for row in _rows(tables, "can_cu_phap_ly")
            if (
                basis := fields.basis_of(
                    fields.said(row.get("so_ky_hieu")), fields.said(row.get("trich_yeu"))
                )
            )
        ),
        unknown=fields.unstated(submissions, papers=bool(cases)),
        as_of=f"{today.month}/{today.year}",
        source=SOURCE,
        taken=today,
        confidence="medium",
    )
    return procedure, warnings


def from_docx(data: bytes) -> Mapping[str, Any]:
    """Return a .docx export in the shape of the extracted JSON. Raises RecordError."""
    try:
        document = docx.Document(io.BytesIO(data))
    except Exception as error:  # python-docx raises whatever its zip and XML readers raise
        raise RecordError("không mở được tệp .docx") from error
    return _record(
        [[cell.text for cell in row.cells] for row in block.rows] if isinstance(block, Table) else block.text
        for block in document.iter_inner_content()
    )


def from_raw(raw: RawDocument) -> Mapping[str, Any]:
    """Return an export that was read as *raw* (a web page, say) in the shape of the extracted JSON."""
    read: Iterator[str | list[list[str]]] = (
        table_rows(raw, block) if isinstance(block, RawTable) else raw.text[block.span.start : block.span.end]
        for block in raw.blocks
        if isinstance(block, (Paragraph, RawTable))
    )
    return _record(read)


def _record(blocks: Iterable[str | list[list[str]]]) -> Mapping[str, Any]:
    """Return paragraphs and the rows of tables, in order, in the shape of the extracted JSON."""
    values: dict[str, list[str]] = {}
    current = None
    tables: dict[str, list[dict[str, str]]] = {}
    for block in blocks:
        if not isinstance(block, str):
            _take_table(block, tables, values)
            continue
        label, _, rest = block.partition(":")
        key = _LABELS.get(fold(collapse(label)).strip(" -*"))
        if key:
            current = key
            values.setdefault(key, [])
            if rest.strip():
                values[key].append(rest)
        elif current and block.strip():
            values[current].append(block)
    joined = {key: "\n".join(lines) for key, lines in values.items()}
    return {
        "metadata": {key: value for key, value in joined.items() if key in _METADATA},
        "content": {key: value for key, value in joined.items() if key not in _METADATA},
        "tables": tables,
    }


def _take_table(
    rows: list[list[str]], tables: dict[str, list[dict[str, str]]], values: dict[str, list[str]]
) -> None:
    if not rows:
        return
    header = [fold(collapse(cell)) for cell in rows[0]]
    kind = next((kind for kind, wanted in _HEADERS.items() if all(word in header for word in wanted)), None)
    if kind is None:
        for row in rows:
            key = _LABELS.get(fold(collapse(row[0])).strip(" :"))
            if key and len(row) > 1:
                values.setdefault(key, []).append(row[-1])
        return
    keys = [_COLUMNS.get(name, name) for name in header]
    tables.setdefault(kind, []).extend(dict(zip(keys, row, strict=False)) for row in rows[1:])


def _submission(row: Mapping[str, Any]) -> Submission:
    way = fields.text_of(row.get("hinh_thuc"))
    channel = next((channel for word, channel in _CHANNELS if word in fold(way)), None)
    if channel is None:
        raise RecordError(f"cách nộp lạ: “{way[:40]}”")
    money = fields.text_of(row.get("phi_le_phi"))
    return Submission(
        channel,
        fields.said(row.get("thoi_han_giai_quyet")) or None,
        _fees(money),
        fields.text_of(row.get("mo_ta")),
    )


def _fees(money: str) -> tuple[Fee, ...]:
    fees = []
    for line in money.splitlines():
        match = _MONEY.search(fold(line))
        if match:
            amount = int(re.sub(r"\D", "", match[2]) or 0)
            about = line[match.end() :].strip(" ()-:")
            fees.append(fields.fee_of(match[1], amount, match[3] or "", about))
        elif fields.said(line):
            fees.append(fields.fee_of("phí", None, "", line))
    return tuple(fees)


def _cases(rows: Iterable[Mapping[str, Any]]) -> tuple[ProcedureCase, ...]:
    """Return the cases: one opens at a row of no copies that announces more ('Trường hợp 1: …, gồm:')."""
    cases: list[tuple[str, list[Paper]]] = [("", [])]
    for row in rows:
        name = fields.text_of(row.get("ten_giay_to"))
        if not any(_counts(row)) and _CASE.search(fold(collapse(name))):
            cases.append((collapse(name).strip(" *+-:.,"), []))
        else:
            cases[-1][1].append(_paper(row))
    return tuple(ProcedureCase(name, tuple(papers)) for name, papers in cases if papers)


def _counts(row: Mapping[str, Any]) -> tuple[int, int]:
    counts = dict(_COUNTS.findall(fold(fields.text_of(row.get("ghi_chu")))))
    return int(counts.get("chinh", 0)), int(counts.get("sao", 0))


def _paper(row: Mapping[str, Any]) -> Paper:
    name = fields.text_of(row.get("ten_giay_to"))
    shown = _SHOWN.match(name)
    form = fields.text_of(row.get("so_luong"))
    return fields.paper_of(
        (name[shown.end() :] if shown else name) or "Giấy tờ không ghi tên",
        *_counts(row),
        bool(shown),
        tuple(line for line in form.splitlines() if "." in line),
    )


def _mapping(value: object, key: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise RecordError(f"phần “{key}” thiếu hoặc có kiểu lạ")
    return value


def _rows(tables: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    rows = tables.get(key, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise RecordError(f"bảng “{key}” có kiểu lạ")
    return rows


def _composed(value: Any) -> Any:
    """Return *value* with keys in NFC: half of the extracted exports are not."""
    if isinstance(value, dict):
        return {nfc(key): _composed(item) for key, item in value.items()}
    return [_composed(item) for item in value] if isinstance(value, list) else value
