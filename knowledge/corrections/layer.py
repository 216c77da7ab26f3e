"""The layer: corrections laid over one reading of a document, wherever its records stand now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from knowledge.agencies import Registry
from knowledge.corrections.fields import Corrected, FieldError, changed, printed
from knowledge.records import Document, Responsibility, Task
from knowledge.store.codec import KINDS, VersionRecords
from knowledge.store.corrections import Correction
from knowledge.text import collapse, fold

T = TypeVar("T", Task, Responsibility)
_OWN_TEXT = {
    "task": "content",
    "target": "text",
    "responsibility": "text",
    "passage": "text",
    "citation": "number",
}


@dataclass(frozen=True)
class Layered:
    """Records with corrections laid over them.

    ``used`` pairs each correction that holds with the id its record has now; ``stale`` ones fit
    nothing any more: the field reads neither as it did nor as it was corrected.
    """

    records: VersionRecords
    used: tuple[tuple[Correction, str], ...] = ()
    stale: tuple[Correction, ...] = ()


def anchor_of(kind: str, record: Corrected) -> str:
    """Return the text by which a record is found again, whatever its number; '' for a document."""
    if isinstance(record, Document):
        return ""
    return fold(collapse(str(getattr(record, _OWN_TEXT[kind]))))


def layered(records: VersionRecords, corrections: Iterable[Correction], registry: Registry) -> Layered:
    """Return *records* with *corrections* over them.

    A record is the one with the same id and own text, else the only one with that own text. A
    field is changed only where it still reads as it did when it was corrected.
    """
    by_kind: dict[str, list[Any]] = {kind: list(records.of_kind(kind)) for kind in KINDS}
    by_kind["document"] = [records.document]
    places = {kind: _Places(kind, held) for kind, held in by_kind.items()}
    used: list[tuple[Correction, str]] = []
    stale: list[Correction] = []
    for correction in corrections:
        held = by_kind[correction.kind]
        at = places[correction.kind].of(correction)
        if at is None:
            stale.append(correction)
            continue
        record = held[at]
        reads = collapse(printed(record, correction.field))
        if reads == collapse(correction.before):
            try:
                held[at] = changed(
                    record,
                    correction.kind,
                    correction.field,
                    correction.after,
                    records.document.jurisdiction,
                    registry,
                )
            except FieldError:
                stale.append(correction)
                continue
        elif reads != collapse(correction.after):
            stale.append(correction)
            continue
        used.append((correction, record.id))
    return Layered(_rebuilt(records, by_kind), tuple(used), tuple(stale))


class _Places:
    """Finds the records of one kind by id and own text, both as they were read."""

    def __init__(self, kind: str, records: Iterable[Corrected]) -> None:
        self._by_id: dict[str, tuple[int, str]] = {}
        self._by_anchor: dict[str, list[int]] = defaultdict(list)
        for at, record in enumerate(records):
            anchor = anchor_of(kind, record)
            self._by_id.setdefault(record.id, (at, anchor))
            self._by_anchor[anchor].append(at)

    def of(self, correction: Correction) -> int | None:
        at, anchor = self._by_id.get(correction.record_id, (None, ""))
        if at is not None and anchor == correction.anchor:
            return at
        alike = self._by_anchor.get(correction.anchor, [])
        return alike[0] if len(alike) == 1 else None


def _rebuilt(records: VersionRecords, held: dict[str, list[Any]]) -> VersionRecords:
    return replace(
        records,
        document=held["document"][0],
        tasks=tuple(held["task"]),
        targets=tuple(held["target"]),
        responsibilities=tuple(held["responsibility"]),
        passages=tuple(held["passage"]),
        citations=tuple(held["citation"]),
    )


def relinked(records: VersionRecords, registry: Registry) -> VersionRecords:
    """Return *records* with the bodies that *registry* knows linked, where the reading knew none."""
    place = records.document.jurisdiction

    def link(record: T) -> T:
        values: dict[str, Any] = {}
        for name in ("lead", "coordinate"):
            bodies = getattr(record, name, ())
            if any(body.agency_id is None for body in bodies):
                values[name] = tuple(
                    replace(body, agency_id=body.agency_id or registry.link(body.text, place))
                    for body in bodies
                )
        addressee = getattr(record, "addressee", None)
        if addressee is not None and addressee.agency_id is None:
            values["addressee"] = replace(addressee, agency_id=registry.link(addressee.text, place))
        return replace(record, **values) if values else record

    return replace(
        records,
        tasks=tuple(map(link, records.tasks)),
        responsibilities=tuple(map(link, records.responsibilities)),
    )
