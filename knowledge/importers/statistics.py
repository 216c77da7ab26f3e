"""Figures from a table in our template (.xlsx or .csv): one line a figure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, cast, get_args

from knowledge.dates import parse_deadline
from knowledge.importers import fields, tables
from knowledge.importers.report import RecordError
from knowledge.places import Places
from knowledge.records.catalogue import PeriodKind, Statistic
from knowledge.records.procedure import Confidence

COLUMNS = (
    "Chỉ tiêu",
    "Tên gọi khác",
    "Địa bàn",
    "Kỳ",
    "Giá trị",
    "Đơn vị tính",
    "Nguồn",
    "Ngày của nguồn",
    "Đường dẫn nguồn",
    "Độ tin cậy",
    "Ghi chú",
)
"""'Kỳ' is a day, month, quarter, year or range; 'Giá trị' is written 2.819.900 or 11.859,6."""
REQUIRED = ("Chỉ tiêu", "Địa bàn", "Kỳ", "Giá trị", "Đơn vị tính", "Nguồn")
EXAMPLE: Mapping[str, Any] = {
    "Chỉ tiêu": "Số lượt đọc sách tại thư viện (ví dụ)",
    "Tên gọi khác": "lượt bạn đọc; lượt đọc sách",
    "Địa bàn": "Thành phố Đà Nẵng",
    "Kỳ": "Quý I/2026",
    "Giá trị": "12.500",
    "Đơn vị tính": "lượt",
    "Nguồn": "Báo cáo ví dụ 01/BC-VD",
    "Ngày của nguồn": "10/04/2026",
    "Độ tin cậy": "cao",
}
_KINDS = frozenset(get_args(PeriodKind))
_NUMBER = re.compile(r"[-−]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?")
_CONFIDENCE: Mapping[str, Confidence] = {"": "high", "cao": "high", "vua": "medium", "thap": "low"}


def write_template() -> bytes:
    """Return the template as .xlsx bytes, with one example row."""
    return tables.template("Số liệu", COLUMNS, [EXAMPLE])


def import_statistics(data: bytes, filename: str) -> tables.TableReport[Statistic]:
    """Read every figure of one file; a bad line becomes a Problem and the good ones come in.

    Two lines for the same indicator, area and period are both kept out when they differ.
    """
    return tables.read_records(data, filename, REQUIRED, _figure, _clash)


def _clash(figure: Statistic) -> str:
    return f"“{figure.indicator}” kỳ {figure.period} có hai giá trị khác nhau: giữ lại để kiểm"


def _figure(row: tables.Row) -> Statistic:
    indicator, area_text = tables.needed(row, "Chỉ tiêu"), tables.needed(row, "Địa bàn")
    found = Places.default().find(area_text)
    if len(found) != 1 or found[0].ambiguous:
        raise RecordError(f"không nhận ra địa bàn: “{area_text[:60]}”")
    area_id = found[0].place_id
    period, kind, end = _period(row.get("Kỳ"))
    value, printed = _value(row.get("Giá trị"))
    said = fields.text_of(row.get("Độ tin cậy"))
    confidence = _CONFIDENCE.get(tables.slug(said) if said else "")
    if confidence is None:
        raise RecordError(f"độ tin cậy phải là cao, vừa hoặc thấp: “{said[:20]}”")
    return Statistic(
        id=f"{tables.slug(indicator)}/{area_id.replace('/', '.')}/{end.isoformat()}-{tables.slug(kind)}",
        indicator=indicator,
        area_id=area_id,
        area=area_text,
        period=period,
        period_kind=kind,
        period_end=end,
        value=value,
        value_text=printed,
        unit=tables.needed(row, "Đơn vị tính"),
        source=tables.needed(row, "Nguồn"),
        source_date=tables.day(row.get("Ngày của nguồn"), "Ngày của nguồn"),
        source_url=fields.text_of(row.get("Đường dẫn nguồn")) or None,
        other_names=fields.listed(fields.text_of(row.get("Tên gọi khác"))),
        note=fields.text_of(row.get("Ghi chú")),
        confidence=confidence,
    )


def _period(cell: object) -> tuple[str, PeriodKind, date]:
    if isinstance(cell, date):
        return f"{cell.day}/{cell.month}/{cell.year}", "ngày", date(cell.year, cell.month, cell.day)
    text = fields.text_of(cell)
    parsed = parse_deadline(text)
    if parsed.kind not in _KINDS or parsed.date is None:
        raise RecordError(f"không nhận ra kỳ số liệu: “{text[:40]}”" if text else "thiếu Kỳ")
    return text, cast(PeriodKind, parsed.kind), parsed.date


def _value(cell: object) -> tuple[float, str]:
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return float(cell), _printed(float(cell))
    text = fields.text_of(cell)
    if not _NUMBER.fullmatch(text):
        raise RecordError(f"giá trị không phải số viết kiểu 2.819.900 hay 11.859,6: “{text[:40]}”")
    return float(text.replace("−", "-").replace(".", "").replace(",", ".")), text


def _printed(value: float) -> str:
    text = f"{value:,.6f}".rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,"))
