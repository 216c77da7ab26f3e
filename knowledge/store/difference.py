"""The typed difference between two versions of a document, and how it is told in Vietnamese."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.records import AgencyRef, Deadline, DocumentRef
from knowledge.records.revision import FieldChange, RecordChange, Revision
from knowledge.store.codec import KINDS, Counts, Record, VersionRecords, content_digest
from knowledge.store.matching import pair
from knowledge.text import collapse

_DATA = Path(__file__).parents[1] / "data" / "differences.yaml"
_SHOWN = 160


@dataclass(frozen=True)
class Difference:
    """What changed from ``old_version`` (None: nothing was there) to ``new_version``."""

    document_id: str
    old_version: int | None
    new_version: int
    document: tuple[FieldChange, ...]
    created: tuple[RecordChange, ...]
    changed: tuple[RecordChange, ...]
    removed: tuple[RecordChange, ...]
    counts: Counts

    def summary(self) -> str:
        """Return one sentence such as: 3 nhiệm vụ đổi thời hạn, thêm 1 nhiệm vụ."""
        data = _data()
        sentences, names = data["sentences"], data["records"]
        parts = [
            sentences["document_changed"].format(field=data["document"]["fields"][change.field])
            for change in self.document
        ]
        touched = Counter((change.kind, item.field) for change in self.changed for item in change.fields)
        for kind, spec in names.items():
            for name, label in spec["fields"].items():
                if count := touched[kind, name]:
                    parts.append(sentences["changed"].format(count=count, name=spec["name"], field=label))
            for what, changes in (("created", self.created), ("removed", self.removed)):
                if count := sum(change.kind == kind for change in changes):
                    parts.append(sentences[what].format(count=count, name=spec["name"]))
        return ", ".join(parts)[:1].upper() + ", ".join(parts)[1:] + "." if parts else sentences["nothing"]

    def lines(self) -> tuple[str, ...]:
        """Return one sentence per changed field, new record and removed record."""
        data = _data()
        sentences, names = data["sentences"], data["records"]
        told = []
        for change in self.changed:
            labels = names[change.kind]["fields"]
            told += [
                sentences["change"].format(
                    label=change.new_id,
                    field=labels[item.field],
                    before=_shown(item.before),
                    after=_shown(item.after),
                )
                for item in change.fields
            ]
        for what, changes in (("record_created", self.created), ("record_removed", self.removed)):
            told += [
                sentences[what].format(
                    label=change.new_id or change.old_id,
                    name=names[change.kind]["name"],
                    text=_shown(change.text),
                )
                for change in changes
            ]
        return tuple(told)


def revision(old: VersionRecords, new: VersionRecords) -> Revision:
    """Return what changed from *old* to *new* as a record that answers are made of."""
    found = compare(old, new)
    return Revision(
        found.document_id,
        old.document.version,
        found.new_version,
        found.document,
        found.created,
        found.changed,
        found.removed,
    )


def names() -> dict[str, str]:
    """Return the Vietnamese name of every record kind ('task') and field ('task.deadline')."""
    data = _data()
    tables = {**data["records"], "document": data["document"]}
    found = {kind: str(spec["name"]) for kind, spec in tables.items()}
    for kind, spec in tables.items():
        found |= {f"{kind}.{field}": label for field, label in spec["fields"].items()}
    return found


def compare(old: VersionRecords | None, new: VersionRecords) -> Difference:
    """Return what changed from *old* to *new*; with *old* None everything is created."""
    data = _data()
    counts = Counts()
    created: list[RecordChange] = []
    changed: list[RecordChange] = []
    removed: list[RecordChange] = []
    for kind in KINDS:
        spec = data["records"][kind]
        before = old.of_kind(kind) if old else ()
        for left, right in pair(before, new.of_kind(kind), match=spec["match"], alike=data["alike"]):
            if left is None and right is not None:
                created.append(RecordChange(kind, None, right.id, _text(right, spec)))
            elif right is None and left is not None:
                removed.append(RecordChange(kind, left.id, None, _text(left, spec)))
            elif left is not None and right is not None and content_digest(left) != content_digest(right):
                counts.updated += 1
                if differing := _field_changes(left, right, spec["fields"]):
                    changed.append(RecordChange(kind, left.id, right.id, _text(right, spec), differing))
            else:
                counts.unchanged += 1
    counts.created, counts.removed = len(created), len(removed)
    return Difference(
        document_id=new.document.id,
        old_version=old.document.version if old else None,
        new_version=new.document.version,
        document=_field_changes(old.document, new.document, data["document"]["fields"]) if old else (),
        created=tuple(created),
        changed=tuple(changed),
        removed=tuple(removed),
        counts=counts,
    )


def _field_changes(old: object, new: object, labels: dict[str, str]) -> tuple[FieldChange, ...]:
    changes = (FieldChange(name, _printed(old, name), _printed(new, name)) for name in labels)
    return tuple(change for change in changes if change.before != change.after)


def _printed(record: object, name: str) -> str | None:
    return _value(getattr(record, name))


def _value(value: Any) -> str | None:
    if value is None or value == "" or value == ():
        return None
    if isinstance(value, AgencyRef | Deadline | DocumentRef):
        return value.text or None
    if isinstance(value, tuple):
        return "; ".join(_value(item) or "" for item in value)
    return collapse(str(value))


def _text(record: Record, spec: dict[str, Any]) -> str:
    return _printed(record, spec["match"]) or record.id


def _shown(value: str | None) -> str:
    blank: str = _data()["blank"]
    if not value:
        return blank
    return value if len(value) <= _SHOWN else value[:_SHOWN].rstrip() + "…"


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    for kind, cls in KINDS.items():
        unknown = set(data["records"][kind]["fields"]) - {item.name for item in fields(cls)}
        if unknown:
            raise ValueError(f"{_DATA.name}: {kind} has no field {sorted(unknown)}")
    return data
