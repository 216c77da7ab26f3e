"""Search within the scope of a turn: hits with their records, the default documents first."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

from bot.answers.turn import Turn
from knowledge.records import Document
from knowledge.snapshot import PlanRecord
from retrieval.hits import Hit, RecordType
from retrieval.tokens import folded_syllables

DEFAULT_BONUS = 1.25
"""How much better another city's record must fit before the default city's is passed over."""


ENOUGH_SCORE, ENOUGH_COVERAGE = 0.27, 0.25
"""Calibrated on the dev and own question sets (tests/eval): below this a record is a look-alike."""
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
    return hit.score >= ENOUGH_SCORE * dilution and hit.coverage >= ENOUGH_COVERAGE * dilution


def search(
    turn: Turn,
    record_types: Collection[RecordType],
    *,
    topic: str | None = None,
    document_ids: Collection[str] | None = None,
    limit: int = 12,
) -> list[Found]:
    """Return records of the turn's scope (or of *document_ids*) that fit the topic, best first."""
    query = turn.query
    readings = [topic if topic is not None else query.topic]
    hits = turn.published.index.search(
        readings,
        record_types=record_types,
        document_ids=turn.scope.document_ids if document_ids is None else document_ids,
        limit=limit,
    )
    found = []
    for hit in hits:
        record = turn.snapshot.record_by_key.get((hit.record_type, hit.record_id))
        if record is None:
            continue
        bonus = 1.0
        if not turn.scope.stated and hit.document_id in turn.scope.default_ids:
            place_in_line = turn.scope.default_ids.index(hit.document_id)
            bonus = DEFAULT_BONUS if place_in_line == 0 else (1 + DEFAULT_BONUS) / 2
        found.append(Found(hit, record, hit.score * bonus))
    return sorted(found, key=lambda item: -item.rank)
