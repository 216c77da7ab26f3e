"""Records of several documents put together into one Snapshot."""

from __future__ import annotations

from collections.abc import Iterable

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
