"""Questions with answers from a table in our template (.xlsx or .csv): one line a question."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from knowledge.importers import fields, tables
from knowledge.importers.report import RecordError
from knowledge.records.catalogue import Faq
from knowledge.text import collapse, fold

COLUMNS = (
    "Câu hỏi",
    "Trả lời",
    "Cách hỏi khác",
    "Chủ đề",
    "Nguồn",
    "Đường dẫn nguồn",
    "Hiệu lực từ",
    "Hiệu lực đến",
)
REQUIRED = ("Câu hỏi", "Trả lời")
EXAMPLE: Mapping[str, Any] = {
    "Câu hỏi": "Thư viện thành phố mở cửa những ngày nào? (ví dụ)",
    "Trả lời": "Thư viện mở cửa từ thứ Hai đến thứ Bảy (ví dụ của mẫu nhập).",
    "Cách hỏi khác": "thư viện có mở chủ nhật không\nlịch mở cửa thư viện",
    "Chủ đề": "Văn hóa",
    "Nguồn": "Ví dụ của mẫu nhập",
    "Hiệu lực từ": "01/01/2026",
    "Hiệu lực đến": "31/12/2026",
}


def write_template() -> bytes:
    """Return the template as .xlsx bytes, with one example row."""
    return tables.template("Hỏi đáp", COLUMNS, [EXAMPLE])


def import_faqs(data: bytes, filename: str) -> tables.TableReport[Faq]:
    """Read every question of one file; a bad line becomes a Problem and the good ones come in.

    A question may stand several times for different times; the same question twice for the same
    time with different answers is kept out.
    """
    return tables.read_records(data, filename, REQUIRED, _faq, _clash)


def _clash(faq: Faq) -> str:
    return f"câu hỏi có hai câu trả lời khác nhau: “{faq.question[:60]}”"


def _faq(row: tables.Row) -> Faq:
    question = collapse(tables.needed(row, "Câu hỏi"))
    start = tables.day(row.get("Hiệu lực từ"), "Hiệu lực từ")
    end = tables.day(row.get("Hiệu lực đến"), "Hiệu lực đến")
    if start and end and end < start:
        raise RecordError("Hiệu lực đến trước Hiệu lực từ")
    name = f"{fold(question)}|{start}|{end}"
    return Faq(
        id=f"{tables.slug(question)[:60]}-{hashlib.sha256(name.encode()).hexdigest()[:8]}",
        question=question,
        answer=tables.needed(row, "Trả lời"),
        variants=tuple(fields.text_of(row.get("Cách hỏi khác")).splitlines()),
        topic=fields.text_of(row.get("Chủ đề")),
        source=fields.text_of(row.get("Nguồn")),
        source_url=fields.text_of(row.get("Đường dẫn nguồn")) or None,
        valid_from=start,
        valid_to=end,
    )
