"""Records to JSON and back, with content digests."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, TypeVar

from pydantic import TypeAdapter

from knowledge.records import Anomaly, Citation, Document, Passage, Responsibility, Target, Task
from knowledge.records.catalogue import (
    AddedBody,
    AgencyNames,
    CatalogueRecord,
    Faq,
    PublicService,
    Statistic,
    Threshold,
    Wording,
)
from knowledge.records.procedure import Procedure

Record = Task | Target | Responsibility | Passage | Citation
Stored = (
    Record | Anomaly | Procedure | Document | CatalogueRecord | AgencyNames | AddedBody | Wording | Threshold
)
T = TypeVar("T", bound=Stored)

KINDS: dict[str, type[Record]] = {
    "task": Task,
    "target": Target,
    "responsibility": Responsibility,
    "passage": Passage,
    "citation": Citation,
}
CATALOGUE: dict[str, type[CatalogueRecord]] = {"statistic": Statistic, "faq": Faq, "service": PublicService}
# Where a record stands is not what it says: a line or row added above must not make all others 'updated'.
_PLACE = {"id", "document_id", "row", "section", "span", "spans", "position", "parent_id", "task_id"}
_ADAPTERS: dict[type[Any], TypeAdapter[Any]] = {
    cls: TypeAdapter(cls)
    for cls in (
        *KINDS.values(),
        *CATALOGUE.values(),
        AddedBody,
        AgencyNames,
        Wording,
        Threshold,
        Anomaly,
        Procedure,
        Document,
    )
}


@dataclass(frozen=True)
class VersionRecords:
    """Everything read from one version of a document, in printed order."""

    document: Document
    tasks: tuple[Task, ...] = ()
    targets: tuple[Target, ...] = ()
    responsibilities: tuple[Responsibility, ...] = ()
    passages: tuple[Passage, ...] = ()
    citations: tuple[Citation, ...] = ()

    def of_kind(self, kind: str) -> tuple[Record, ...]:
        """Return the records of one kind (a key of ``KINDS``)."""
        by_kind: dict[str, tuple[Record, ...]] = {
            "task": self.tasks,
            "target": self.targets,
            "responsibility": self.responsibilities,
            "passage": self.passages,
            "citation": self.citations,
        }
        return by_kind[kind]

    def digest(self) -> str:
        """Digest of all content and places; the document's version number and report do not count."""
        parts = [encode(replace(self.document, version=0, text=""))]
        parts += [encode(record) for kind in KINDS for record in self.of_kind(kind)]
        return digest_of(parts)


@dataclass
class Counts:
    """What a load did to records: how many are new, changed, the same, gone."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0

    def as_dict(self) -> dict[str, int]:
        """Return the four counts by name."""
        return {item.name: getattr(self, item.name) for item in fields(self)}


def encode(record: Stored) -> str:
    """Return the record as canonical JSON text (equal records give equal text)."""
    return json.dumps(
        _ADAPTERS[type(record)].dump_python(record, mode="json"),
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )


def decode(cls: type[T], payload: str) -> T:
    """Return the record of JSON text written by ``encode``; unknown keys are left out."""
    record: T = _ADAPTERS[cls].validate_json(payload)
    return record


def content_digest(record: Stored) -> str:
    """Digest of what the record says, not of where it stands or how it is numbered."""
    values = {key: value for key, value in asdict(record).items() if key not in _PLACE}
    return digest_of([json.dumps(values, ensure_ascii=False, sort_keys=True, default=str)])


def digest_of(parts: Iterable[str]) -> str:
    """SHA-256 over texts; their boundaries count."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        total.update(len(data).to_bytes(8, "big") + data)
    return total.hexdigest()
