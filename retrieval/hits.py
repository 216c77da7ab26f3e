"""What a search returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

RecordType = Literal[
    "task",
    "target",
    "responsibility",
    "passage",
    "citation",
    "document",
    "procedure",
    "procedure_fact",
    "faq",
    "statistic",
]


@dataclass(frozen=True)
class Hit:
    """One record found. Scores are in [0, 1]: ``score`` fused, ``lexical`` and ``dense`` its parts.

    ``dense`` is None when the dense side was left out (no diacritics, or not needed).
    """

    record_type: RecordType
    record_id: str
    document_id: str | None
    score: float
    lexical: float
    dense: float | None = None
