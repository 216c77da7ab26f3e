"""What a new version of a document changed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FieldChange:
    """One field of one record that reads differently; values as printed, blank as None."""

    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class RecordChange:
    """One record that is new (``old_id`` None), gone (``new_id`` None) or changed (both given)."""

    kind: str
    old_id: str | None
    new_id: str | None
    text: str
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True)
class Revision:
    """How the served version of a document differs from the one served before it.

    ``document`` are the document's own facts that changed, the others its records by what became
    of them, in printed order.
    """

    document_id: str
    old_version: int
    new_version: int
    document: tuple[FieldChange, ...]
    created: tuple[RecordChange, ...]
    changed: tuple[RecordChange, ...]
    removed: tuple[RecordChange, ...]
