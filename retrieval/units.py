"""Units: what is searched. One unit per record (a procedure also has one per fact)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.records.procedure import Procedure
from knowledge.snapshot import Snapshot
from retrieval.expand import with_expansions
from retrieval.hits import RecordType


@dataclass(frozen=True)
class Unit:
    """A searchable text and the record it stands for."""

    record_type: RecordType
    record_id: str
    document_id: str | None
    text: str


def _join(*parts: str | None) -> str:
    return with_expansions("\n".join(part for part in parts if part))


def _procedure_units(procedure: Procedure) -> Iterator[Unit]:
    yield Unit("procedure", procedure.id, None, _join(procedure.name, *procedure.other_names))
    for number, fact in enumerate(procedure.facts):
        # A record of the portal has up to 25 notes: to embed them all would take hours and find nothing more.
        if fact.aspect == "note":
            continue
        text = _join(procedure.name, fact.case, fact.text, " ".join(fact.keywords))
        yield Unit("procedure_fact", f"{procedure.id}#{number}", None, text)


def units(snapshot: Snapshot) -> Iterator[Unit]:
    """Yield the units of *snapshot* in a stable order. Heading rows are not searched: nobody owns them."""
    for document in snapshot.documents:
        yield Unit(
            "document", document.id, document.id, _join(document.number, document.title, document.issuer)
        )
    for task in snapshot.tasks:
        if not task.heading:
            lead = ", ".join(agency.text for agency in task.lead)
            yield Unit(
                "task",
                task.id,
                task.document_id,
                _join(task.goal, task.parent, task.content, task.output, lead),
            )
    for target in snapshot.targets:
        yield Unit("target", target.id, target.document_id, _join(target.subject, target.text, target.scope))
    for duty in snapshot.responsibilities:
        yield Unit("responsibility", duty.id, duty.document_id, _join(duty.addressee.text, duty.text))
    for passage in snapshot.passages:
        heading = passage.heading_path[-1] if passage.heading_path else None
        yield Unit("passage", passage.id, passage.document_id, _join(heading, passage.text))
    for citation in snapshot.citations:
        yield Unit(
            "citation",
            citation.id,
            citation.document_id,
            _join(citation.type, citation.number, citation.issuer, citation.title),
        )
    for procedure in snapshot.procedures:
        yield from _procedure_units(procedure)
    for figure in snapshot.statistics:
        names = _join(figure.indicator, *figure.other_names, figure.area, figure.period, figure.unit)
        yield Unit("statistic", figure.id, None, names)
    for faq in snapshot.faqs:
        yield Unit("faq", faq.id, None, _join(faq.topic, faq.question, *faq.variants))
    for service in snapshot.services:
        yield Unit("service", service.id, None, _join(service.name, *service.other_names, service.about))
