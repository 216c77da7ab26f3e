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
    "service",
]


@dataclass(frozen=True)
class Hit:
    """One record found. All numbers are in [0, 1].

    ``score`` is the fused relevance hits are ranked by; ``lexical`` is BM25 divided by the most the
    query could score; ``coverage`` the share of the query's syllables, weighted by rarity, that the
    record contains (the number to hold against a refuse threshold); ``dense`` the rescaled cosine,
    None where the dense side was left out.
    """

    record_type: RecordType
    record_id: str
    document_id: str | None
    score: float
    lexical: float
    coverage: float
    dense: float | None = None
