"""The five shipped plans, parsed once for all tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from knowledge.parsing import TaskParse, parse_tasks
from knowledge.readers import RawDocument, read

ROOT = Path(__file__).parents[3]
DOCUMENTS = ROOT / "knowledge" / "documents"
GOLD = Path(__file__).parent / "gold"
JURISDICTIONS = {
    "da-nang-2766-qd-ubnd-2023": "da-nang",
    "long-khanh-112-kh-ubnd-2024": "long-khanh",
    "da-nang-183-kh-ubnd-2021": "da-nang",
    "hai-phong-4791-qd-ubnd-2023": "hai-phong",
    "quang-ngai-kh-cchc-2024": "quang-ngai-tp",
}
ROWS = dict(zip(JURISDICTIONS, (75, 77, 41, 63, 40), strict=True))


@cache
def raw(document_id: str) -> RawDocument:
    path = DOCUMENTS / f"{document_id}.txt"
    return read(path.read_bytes(), path.name)


@cache
def parsed(document_id: str) -> TaskParse:
    return parse_tasks(raw(document_id), document_id, JURISDICTIONS[document_id])
