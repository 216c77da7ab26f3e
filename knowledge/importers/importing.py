"""One door for all forms: recognises the file, reads record by record, reports what it left out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import PurePath
from typing import Any

from knowledge.importers import decision, export, portal_json, portal_text, spreadsheet
from knowledge.importers.report import ImportReport, Problem, RecordError
from knowledge.records.procedure import Procedure

MAX_BYTES = 100 * 1024 * 1024
MAX_PARTS = 5_000_000
"""Objects, lists and members that a JSON file may have: a real one of 100 MB has some 2.3 million."""
MAX_RECORDS = 50_000
"""The national database has some 6,300 procedures."""
_WEB_PAGE = re.compile(rb"<(?:!doctype\s+html|html|body)\b", re.IGNORECASE)
_HEAD = 4096
_OLE = b"\xd0\xcf\x11\xe0"

Read = tuple[str, str | None, Procedure | None, Iterable[Problem], str]


def import_procedures(data: bytes, filename: str, today: date) -> ImportReport:
    """Read every procedure of one file.

    Takes the portal's JSON (one record, a list, or {"items": [...]}), extracted exports (JSON), the
    export itself (.docx, or .doc and .html as web pages), the portal's page (.txt, .html), a decision
    (.docx, .pdf, .html) and our spreadsheet (.xlsx). Never raises for
    what a file holds: a bad record, or a bad file, becomes a Problem, and good records come in. A code
    given twice with the same content is taken once; with other content both are kept out.
    """
    problems: list[Problem] = []
    kept: dict[str, tuple[str, Procedure]] = {}
    clashing: set[str] = set()
    try:
        for place, code, procedure, warnings, message in _records(data, filename, today):
            problems += warnings
            if procedure is None:
                problems.append(Problem("error", place, code, message))
                continue
            before = kept.get(procedure.id)
            if before is not None and before[1] != procedure and procedure.id not in clashing:
                clashing.add(procedure.id)
                text = f"mã có hai bản ghi nội dung khác nhau ({before[0]} và {place}): giữ lại để kiểm"
                problems.append(Problem("error", place, procedure.code, text))
            kept.setdefault(procedure.id, (place, procedure))
    except RecordError as error:
        problems.append(Problem("error", filename, None, str(error)))
    good = tuple(procedure for key, (_, procedure) in kept.items() if key not in clashing)
    return ImportReport(good, tuple(problems))


def _records(data: bytes, filename: str, today: date) -> Iterator[Read]:
    if len(data) > MAX_BYTES:
        raise RecordError(f"tệp lớn hơn {MAX_BYTES // 1024 // 1024} MB")
    if not data.strip():
        raise RecordError("tệp rỗng")
    suffix = _form(data, filename)
    if suffix == ".xlsx":
        for place, code, procedure, message in spreadsheet.read(data, today):
            yield place, code, procedure, (), message
    elif suffix in (".docx", ".pdf", ".html"):
        yield from _document_records(data, filename, suffix, today)
    elif data.startswith(_OLE) or suffix == ".doc":
        raise RecordError("tệp .doc kiểu cũ: hãy lưu lại thành .docx rồi nhập")
    else:
        yield from _text_records(data, filename, today)


def _form(data: bytes, filename: str) -> str:
    """Return the ending that tells how to read *data*: a '.doc' may be a web page or a .docx inside."""
    suffix = PurePath(filename).suffix.lower()
    if suffix == ".doc" and data.startswith(b"PK"):
        return ".docx"
    if suffix in (".htm", ".xhtml") or (suffix == ".doc" and _WEB_PAGE.search(data[:_HEAD])):
        return ".html"
    return suffix


def _document_records(data: bytes, filename: str, suffix: str, today: date) -> Iterator[Read]:
    if suffix == ".docx":
        record = export.from_docx(data)
        if export.is_export(record) and record["metadata"].get("mã_thủ_tục"):
            yield _one(record, filename, today)
            return
    raw = decision.opened(data, filename if suffix != ".html" else f"{PurePath(filename).stem}.html")
    if suffix == ".html":
        record = export.from_raw(raw)
        if record["metadata"].get("mã_thủ_tục"):
            yield _one(record, filename, today)
            return
        if portal_text.is_page(raw.text):
            yield _page(raw.text, filename, today)
            return
    if not decision.is_decision(raw):
        raise RecordError(
            "văn bản không có bảng danh mục thủ tục (cột Mã, Tên thủ tục …) và không phải bản xuất"
        )
    for place, code, procedure, message in decision.read_rows(raw, today):
        yield place, code, procedure, (), message


def _text_records(data: bytes, filename: str, today: date) -> Iterator[Read]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RecordError("tệp không phải chữ UTF-8") from error
    if text.lstrip().startswith(("{", "[")):
        if sum(map(text.count, "{[,")) > MAX_PARTS:
            raise RecordError("JSON có quá nhiều phần tử so với một danh mục thủ tục")
        try:
            content = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise RecordError("JSON hỏng, không đọc được") from error
        records = _listed(content)
        if len(records) > MAX_RECORDS:
            raise RecordError(f"tệp có hơn {MAX_RECORDS} bản ghi: hãy chia nhỏ rồi nhập")
        for number, record in enumerate(records, start=1):
            yield _one(record, f"bản ghi {number}" if len(records) > 1 else filename, today)
    elif portal_text.is_page(text):
        yield _page(text, filename, today)
    else:
        raise RecordError(
            "không nhận ra dạng tệp: cần JSON của cổng, bản xuất ChiTietTTHC, trang chữ hoặc mẫu .xlsx"
        )


def _page(text: str, filename: str, today: date) -> Read:
    try:
        procedure, warnings = portal_text.read(text, filename, today)
    except RecordError as error:
        return filename, None, None, (), str(error)
    return filename, procedure.code, procedure, warnings, ""


def _listed(content: Any) -> list[Any]:
    if isinstance(content, list):
        return content
    if isinstance(content, dict) and isinstance(content.get("items"), list):
        return list(content["items"])
    return [content]


def _one(record: Any, place: str, today: date) -> Read:
    code = None
    try:
        if not isinstance(record, Mapping):
            raise RecordError("bản ghi không phải một đối tượng JSON")
        code = _code_said(record)
        if portal_json.is_portal(record):
            procedure, warnings = portal_json.read(record, place, today)
        elif export.is_export(record):
            procedure, warnings = export.read(record, place, today)
        else:
            raise RecordError("bản ghi thiếu các trường của thủ tục")
    except RecordError as error:
        return place, code, None, (), str(error)
    return place, procedure.code, procedure, warnings, ""


def _code_said(record: Mapping[str, Any]) -> str | None:
    value = record.get("code") or record.get("thu_tuc_id")
    return value if isinstance(value, str) else None
