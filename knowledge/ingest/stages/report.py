"""What the admin is shown before a version is published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from knowledge.extract.anomalies import between, within
from knowledge.ingest.intake import Intake
from knowledge.ingest.stages.check import check_data, unknown_bodies
from knowledge.records import Anomaly
from knowledge.snapshot import Snapshot
from knowledge.store.assembly import assembled
from knowledge.store.codec import KINDS


def report(intake: Intake) -> None:
    """Fill ``report``, plain data that can be shown as JSON."""
    reading, records, difference = intake.reading, intake.records, intake.difference
    assert reading is not None and records is not None and difference is not None
    document = records.document
    shown = check_data()["shown"]["lines"]
    intake.report = {
        "file": intake.filename,
        "sha256": intake.sha256,
        "document": {
            "id": document.id,
            "number": document.number,
            "title": document.title,
            "issuer": document.issuer,
            "issued": document.issued.isoformat() if document.issued else None,
            "jurisdiction": document.jurisdiction,
            "years": list(document.years),
        },
        "format": reading.kind,
        "pages": reading.pages,
        "layout": list(reading.layout),
        "records": {kind: len(records.of_kind(kind)) for kind in KINDS},
        "changes": difference.counts.as_dict(),
        "difference": difference.summary(),
        "difference_lines": list(difference.lines()[:shown]) if difference.old_version else [],
        "findings": [asdict(finding) for finding in intake.findings],
        "anomalies": [
            {"kind": anomaly.kind, "message": anomaly.message, "records": list(anomaly.record_ids)}
            for anomaly in _anomalies(intake)
        ],
        "unknown_bodies": list(unknown_bodies(records)),
        "corrections": [
            {"id": correction.id, "record": record_id, "field": correction.field}
            for correction, record_id in (intake.layer.used if intake.layer else ())
        ],
        "lost_lines": list(reading.lost[:shown]),
    }


def _anomalies(intake: Intake) -> Iterator[Anomaly]:
    """What would be found in this document, or between it and the others, were it published."""
    assert intake.store is not None and intake.records is not None
    records = intake.records
    own = records.document.id
    yield from within(assembled([records]))
    others = intake.store.view()
    documents = [*(one for one in others.documents if one.id != own), records.document]
    citations = [*(one for one in others.citations if one.document_id != own), *records.citations]
    whole = Snapshot(
        version="",
        documents=tuple(sorted(documents, key=lambda document: document.id)),
        citations=tuple(sorted(citations, key=lambda citation: citation.document_id)),
    )
    for anomaly in between(whole):
        if anomaly.document_id == own or any(record.startswith(f"{own}/") for record in anomaly.record_ids):
            yield anomaly
