"""Versions of documents that citizens may read: those that are or were published, never drafts."""

from __future__ import annotations

from typing import Protocol

from knowledge.snapshot import Snapshot
from knowledge.store import Store, VersionRecords

_READABLE = ("published", "superseded")


class Archive(Protocol):
    """Gives older versions of documents."""

    def numbers(self, document_id: str) -> tuple[int, ...]:
        """Return the numbers of the readable versions, oldest first."""

    def version(self, document_id: str, number: int) -> Snapshot | None:
        """Return the records of one readable version as a snapshot of it alone, else None."""


class NoArchive:
    """Knows no older versions."""

    def numbers(self, _document_id: str) -> tuple[int, ...]:
        """Return none."""
        return ()

    def version(self, _document_id: str, _number: int) -> Snapshot | None:
        """Return None."""
        return None


class StoreArchive:
    """Reads versions from the store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def numbers(self, document_id: str) -> tuple[int, ...]:
        """Return the numbers of the versions that are or were published."""
        return tuple(
            version.number for version in self._store.versions(document_id) if version.state in _READABLE
        )

    def version(self, document_id: str, number: int) -> Snapshot | None:
        """Return one version that is or was published."""
        if number not in self.numbers(document_id):
            return None
        return _alone(self._store.records(document_id, number))


def _alone(records: VersionRecords) -> Snapshot:
    return Snapshot(
        version=records.digest(),
        documents=(records.document,),
        tasks=records.tasks,
        targets=records.targets,
        responsibilities=records.responsibilities,
        passages=records.passages,
        citations=records.citations,
    )
