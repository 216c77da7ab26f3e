"""Search within the scope of a turn: hits with their records, the default documents first."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

from bot.answers.turn import Turn
from knowledge.records import Document, Task
from knowledge.snapshot import PlanRecord
from retrieval.hits import Hit, RecordType
from retrieval.tokens import folded_syllables, telling_syllables

OUTSIDE = "out_of_scope"
"""Intent of what no record should hold: there shared syllables (thời tiết, tiết kiệm) prove nothing."""
FEW_WORDS, ENOUGH_COVERAGE_OF_FEW, ENOUGH_COVERAGE_UNLIKE = 4, 0.4, 0.35
LONG_QUESTION = 12
"""Syllables; longer questions bring words of their own, which thin every score out."""


@dataclass(frozen=True)
class Found:
    """A hit with its record. ``rank`` is the score it is ordered by (bonus of the default included)."""

    hit: Hit
    record: PlanRecord
    rank: float

    @property
    def document_id(self) -> str:
        """The document the record stands in."""
        return self.record.id if isinstance(self.record, Document) else self.record.document_id


def fits(turn: Turn, hit: Hit) -> bool:
    """Tell whether a hit is good enough to be what the question means."""
    length = max(len(folded_syllables(turn.query.topic)), 1)
    dilution = math.sqrt(min(1.0, LONG_QUESTION / length))
    few = len(telling_syllables(subject(turn))) <= FEW_WORDS
    enough, coverage = turn.threshold("refuse.score"), turn.threshold("refuse.coverage")
    if turn.query.language == "en":
        return hit.score >= enough or same_meaning(turn, hit)
    if turn.query.intent == OUTSIDE and not same_meaning(turn, hit):
        return False
    alike = hit.dense is None or same_meaning(turn, hit)
    wanted = coverage if alike else ENOUGH_COVERAGE_OF_FEW if few else ENOUGH_COVERAGE_UNLIKE
    return hit.score >= enough * dilution and hit.coverage >= wanted * dilution


def same_meaning(turn: Turn, hit: Hit) -> bool:
    """Tell whether a record means about the same as the question; else more words must be shared."""
    return (hit.dense or 0.0) >= turn.threshold("refuse.meaning")


def subject(turn: Turn) -> str:
    """Return what to search for: the topic, with document numbers and the lesser places it names."""
    query = turn.query
    known = {document.jurisdiction for document in turn.snapshot.documents}
    places = [mention.text for mention in query.places if mention.place_id not in known]
    return " ".join([query.topic, *places, *query.document_numbers]).strip()


def search(
    turn: Turn,
    record_types: Collection[RecordType],
    *,
    topic: str | None = None,
    document_ids: Collection[str] | None = None,
    limit: int = 12,
) -> list[Found]:
    """Return records of the turn's scope (or of *document_ids*) that fit the topic, best first."""
    english = turn.query.language == "en"
    by_meaning = english or turn.query.intent == OUTSIDE
    readings = [topic if topic is not None else subject(turn)]
    hits = turn.published.index.search(
        readings,
        record_types=record_types,
        document_ids=turn.scope.document_ids if document_ids is None else document_ids,
        limit=limit,
        dense="always" if by_meaning else "auto",
        meaning=turn.query.raw if english else None,
    )
    found = []
    for hit in hits:
        record = turn.snapshot.record_by_key.get((hit.record_type, hit.record_id))
        if record is None:
            continue
        found.append(Found(hit, record, hit.score * turn.scope.bonus.get(hit.document_id or "", 1.0)))
    return sorted(found, key=lambda item: -item.rank)


def record_text(item: Found) -> str:
    """Return what a record says, without its agencies and dates."""
    record = item.record
    if isinstance(record, Task):
        return " ".join(part for part in (record.goal, record.content, record.output) if part)
    return str(getattr(record, "text", ""))
