"""Records of several documents put together into one Snapshot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from knowledge.snapshot import Snapshot
from knowledge.store.codec import VersionRecords


def assembled(parts: Iterable[VersionRecords]) -> Snapshot:
    """Return a Snapshot of *parts* in their order; its version is left blank."""
    parts = tuple(parts)
    return Snapshot(
        version="",
        documents=tuple(part.document for part in parts),
        tasks=tuple(record for part in parts for record in part.tasks),
        targets=tuple(record for part in parts for record in part.targets),
        responsibilities=tuple(record for part in parts for record in part.responsibilities),
        passages=tuple(record for part in parts for record in part.passages),
        citations=tuple(record for part in parts for record in part.citations),
    )


def with_version(snapshot: Snapshot, records: VersionRecords) -> Snapshot:
    """Return *snapshot* as it would be with this version of a document in it."""
    own = records.document.id
    parts = [part for part in taken_apart(snapshot) if part.document.id != own]
    whole = sorted([*parts, records], key=lambda part: part.document.id)
    return replace(
        assembled(whole),
        procedures=snapshot.procedures,
        statistics=snapshot.statistics,
        faqs=snapshot.faqs,
        services=snapshot.services,
    )


def taken_apart(snapshot: Snapshot) -> list[VersionRecords]:
    """Return the records of *snapshot* document by document."""
    return [
        VersionRecords(
            document,
            snapshot.tasks_of(document.id),
            tuple(record for record in snapshot.targets if record.document_id == document.id),
            tuple(record for record in snapshot.responsibilities if record.document_id == document.id),
            tuple(record for record in snapshot.passages if record.document_id == document.id),
            tuple(record for record in snapshot.citations if record.document_id == document.id),
        )
        for document in snapshot.documents
    ]
