"""Contradictions and suspicious values, found by rules over everything published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from knowledge.extract.anomalies import citations, documents, goals, numbering, tasks, wording
from knowledge.extract.anomalies.finding import Finding, message_of
from knowledge.records import Anomaly
from knowledge.snapshot import Snapshot

Rule = Callable[[Snapshot], Iterator[Finding]]
BETWEEN = (citations.dates_across, citations.known_documents)
KINDS_BETWEEN = frozenset({"citation_date_across", "citation_of_known"})
"""The kinds that ``BETWEEN`` finds; all others stand within one document."""
WITHIN = (
    documents.own_numbers,
    documents.blanks,
    citations.dates_within,
    citations.numbers,
    citations.types,
    citations.years,
    citations.horizons,
    goals.contradictions,
    goals.comparators,
    tasks.outside_years,
    tasks.two_deadlines,
    tasks.lead_and_coordinate,
    tasks.without_lead,
    tasks.duplicates,
    numbering.slips,
    wording.repeated_words,
    wording.garbled_words,
)


def anomalies(snapshot: Snapshot) -> tuple[Anomaly, ...]:
    """Return every anomaly within and between the documents of *snapshot*, document by document.

    An anomaly between documents stands with the document that differs from the others (the later
    one when there are two). Ids stay the same as long as a document's anomalies of a kind do.
    """
    return _found(snapshot, (*WITHIN, *BETWEEN))


def within(snapshot: Snapshot) -> tuple[Anomaly, ...]:
    """Return the anomalies that stand within one document each."""
    return _found(snapshot, WITHIN)


def between(snapshot: Snapshot) -> tuple[Anomaly, ...]:
    """Return the anomalies between documents; only the documents' facts and citations are looked at."""
    return _found(snapshot, BETWEEN)


def _found(snapshot: Snapshot, rules: Iterable[Rule]) -> tuple[Anomaly, ...]:
    found = [finding for rule in rules for finding in rule(snapshot)]
    order = {document.id: position for position, document in enumerate(snapshot.documents)}
    found.sort(key=lambda finding: order.get(finding.document_id, len(order)))
    return tuple(_numbered(found))


def _numbered(found: list[Finding]) -> list[Anomaly]:
    seen: Counter[str] = Counter()
    result: list[Anomaly] = []
    for finding in found:
        key = f"{finding.document_id}/anomaly-{finding.kind}"
        seen[key] += 1
        result.append(
            Anomaly(
                f"{key}-{seen[key]}",
                finding.document_id,
                finding.kind,
                message_of(finding),
                finding.values,
                finding.record_ids,
                finding.sections,
            )
        )
    return result


__all__ = ["BETWEEN", "KINDS_BETWEEN", "WITHIN", "anomalies", "between", "within"]
