"""Procedures out of a decision that announces them (quyết định công bố): the rows of its tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from knowledge.extract import metadata_of
from knowledge.importers import fields
from knowledge.importers.raw import table_rows
from knowledge.importers.report import RecordError
from knowledge.readers import ReadError, read
from knowledge.readers.document import Paragraph, RawDocument, Table
from knowledge.records import Document
from knowledge.records.procedure import LegalBasis, Procedure, Submission
from knowledge.text import collapse, fold

_HEADERS: Mapping[str, tuple[str, ...]] = {
    "code": ("ma tthc", "ma so", "ma thu tuc", "ma so tthc", "ma so ho so tthc", "ma"),
    "name": ("ten thu tuc", "ten tthc", "thu tuc hanh chinh"),
    "time": ("thoi han", "thoi gian giai quyet"),
    "fee": ("phi", "le phi", "phi, le phi", "phi le phi", "muc phi", "phi/le phi", "phi va le phi"),
    "basis": ("can cu phap ly", "can cu", "van ban quy dinh"),
    "where": ("dia diem", "noi tiep nhan"),
    "way": ("cach thuc",),
    "executing": ("co quan thuc hien", "co quan giai quyet", "don vi thuc hien", "cap thuc hien"),
    "sector": ("linh vuc",),
}
_ABOLISHED = re.compile(r"bi bai bo|bai bo|huy bo")
_ANNOUNCED = re.compile(r"ban hanh moi|sua doi|bo sung|thay the|chuan hoa|danh muc thu tuc")
_CODE = re.compile(r"\d\.\d{6}(?:\.[0-9A-Za-z]+)*")
_SECTOR = re.compile(r"^(?:[ivxlc]+|[a-z]|\d+)\s*[.)\-]\s*", re.IGNORECASE)
_NAME_LONGEST = 600

Row = tuple[str, str | None, Procedure | None, str]


@dataclass
class _State:
    decision: Document
    columns: Mapping[str, int] = field(default_factory=dict)
    sector: str = ""
    abolished: bool = False


def is_decision(raw: RawDocument) -> bool:
    """Tell whether *raw* has a table that lists procedures by name."""
    return any(_columns(cells) for _, cells in _lines(raw) if cells)


def opened(data: bytes, filename: str) -> RawDocument:
    """Return the document in *data*. Raises RecordError when it cannot be read."""
    try:
        return read(data, filename)
    except ReadError as error:
        raise RecordError(str(error)) from error


def read_rows(raw: RawDocument, today: date) -> Iterator[Row]:
    """Yield (place, code, procedure or None, message) for every row that names a procedure.

    Rows under 'bị bãi bỏ' announce that a procedure is gone: they are reported and not taken in. A
    table cut by a page break goes on under the header before it.
    """
    state = _State(metadata_of(raw, ""))
    for line, (text, cells) in enumerate(_lines(raw), start=1):
        place = f"dòng {line} của văn bản"
        if not cells:
            _heading(state, text)
            continue
        columns = _columns(cells)
        if columns:
            state.columns = columns
        elif state.columns:
            yield from _row(state, cells, place, today)


def _heading(state: _State, text: str) -> None:
    folded = fold(text)
    if _ABOLISHED.search(folded) and "thu tuc" in folded:
        state.abolished = True
    elif _ANNOUNCED.search(folded) and "thu tuc" in folded:
        state.abolished = False


def _row(state: _State, cells: list[str], place: str, today: date) -> Iterator[Row]:
    filled = [cell for cell in cells if cell]
    values = {name: cells[at] if at < len(cells) else "" for name, at in state.columns.items()}
    code = _CODE.search(values.get("code", "")) or _CODE.search(values.get("name", ""))
    name = collapse(_CODE.sub(" ", values.get("name", ""))).strip(" ()-–.")
    if len(set(filled)) <= 2 and not code:
        title = max(filled, key=len, default="")
        _heading(state, title)
        if title and "linh vuc" in fold(title):
            state.sector = re.sub(r"^lĩnh vực\s*:?\s*", "", _SECTOR.sub("", title), flags=re.IGNORECASE)
        return
    if not name or name.isdigit():
        return
    if code is None:
        yield place, None, None, f"dòng “{name[:60]}” không có mã thủ tục: không nhập được"
        return
    if state.abolished:
        yield place, code[0], None, f"“{name[:60]}” nằm trong danh mục bị bãi bỏ: không nhập"
        return
    try:
        yield place, code[0], _procedure(values, state, code[0], name, today), ""
    except RecordError as error:
        yield place, code[0], None, str(error)


def _procedure(values: Mapping[str, str], state: _State, code: str, name: str, today: date) -> Procedure:
    number, decided = state.decision.number, state.decision.issued
    time, fee = fields.said(values.get("time")), fields.said(values.get("fee"))
    # A nought that nothing explains is not 'free': it is a blank that somebody filled.
    stated = bool(fee) and fold(fee).strip(" .d") not in ("0", "0 dong", "0 vnd")
    charged = (fields.fee_of("phí", None, "đồng", fee),) if stated else ()
    # A decision states one time limit for all ways of handing in; the counter stands for them.
    ways = (Submission("counter", time or None, charged),) if time or charged else ()
    way = fields.said(values.get("way"))
    as_of = decided or today
    bases = (part.strip(" -+;.") for part in re.split(r"[\n;]", fields.said(values.get("basis"))))
    return Procedure(
        id=fields.id_of(code),
        code=fields.code_of(code),
        name=fields.name_of(name)[:_NAME_LONGEST],
        sector=fields.said(values.get("sector")) or state.sector or "Chưa phân loại",
        decision=number,
        decided=decided,
        submissions=ways,
        steps=(f"Cách thức thực hiện: {way}",) if way else (),
        executing=fields.bodies(fields.said(values.get("executing"))),
        addresses=tuple(filter(None, (collapse(fields.said(values.get("where"))),))),
        legal_bases=tuple(LegalBasis(basis) for basis in bases if basis),
        unknown=fields.unstated(ways, papers=False),
        as_of=f"{as_of.month}/{as_of.year}",
        source=f"Quyết định {number}" if number else "Quyết định công bố thủ tục hành chính",
        taken=today,
        confidence="high" if number else "medium",
    )


def _columns(cells: list[str]) -> Mapping[str, int]:
    """Return where each field stands when *cells* are a header, empty otherwise."""
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        folded = collapse(fold(cell)).strip(" .:")
        if len(folded) > 60:
            return {}
        for name, wordings in _HEADERS.items():
            fits = any(
                folded == wording or (len(wording) > 3 and folded.startswith(wording)) for wording in wordings
            )
            if fits and name not in found:
                found[name] = at
                break
    return found if "name" in found and len(found) >= 2 else {}


def _lines(raw: RawDocument) -> Iterator[tuple[str, list[str]]]:
    """Yield every paragraph as (text, []), every table row as ('', its cells by column)."""
    for block in raw.blocks:
        if isinstance(block, Paragraph):
            yield raw.text[block.span.start : block.span.end], []
        elif isinstance(block, Table):
            for cells in table_rows(raw, block):
                yield "", cells
