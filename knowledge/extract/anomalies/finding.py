"""What a rule finds, and its wording from ``knowledge/data/anomalies.yaml``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml

from knowledge.records import Citation, Passage, Responsibility, Target, Task
from knowledge.snapshot import Snapshot

_DATA = Path(__file__).resolve().parents[2] / "data" / "anomalies.yaml"
Record = Target | Task | Citation | Passage | Responsibility
Prose = Passage | Responsibility
Found = TypeVar("Found", Target, Citation, Prose)


@dataclass(frozen=True)
class Finding:
    """One anomaly before it is worded. ``facts`` fill the message template of its kind."""

    kind: str
    document_id: str
    values: tuple[str, ...]
    record_ids: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)


def by_document(records: Iterable[Found]) -> dict[str, list[Found]]:
    """Group *records* by document, in order."""
    grouped: dict[str, list[Found]] = defaultdict(list)
    for record in records:
        grouped[record.document_id].append(record)
    return grouped


def prose_of(snapshot: Snapshot) -> dict[str, list[Prose]]:
    """Return the passages and duties of each document."""
    prose: list[Prose] = [*snapshot.passages, *snapshot.responsibilities]
    return by_document(prose)


@cache
def wording() -> Mapping[str, Any]:
    """Return the kinds and their Vietnamese wording."""
    loaded: Mapping[str, Any] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return loaded


def message_of(finding: Finding) -> str:
    """Return the Vietnamese sentence for *finding*."""
    facts = {"values": "; ".join(finding.values), **finding.facts}
    template: str = wording()[finding.kind]["message"]
    return template.format(**facts)


def section_of(record: Record) -> str:
    """Return the row or section that *record* stands in."""
    return record.row if isinstance(record, Task) else record.section


def where(record: Record) -> str:
    """Return where *record* stands, in words ('dòng III.28 của bảng nhiệm vụ', 'mục II.6')."""
    words = wording()["words"]
    in_table = isinstance(record, Task) or (isinstance(record, Target) and record.task_id)
    section = section_of(record)
    if in_table:
        return str(words["in_row"].format(row=section))
    return place(section)


def place(section: str) -> str:
    """Return a section in words."""
    words = wording()["words"]
    if not section:
        return str(words["in_document"])
    if section == "Căn cứ":
        return str(words["basis"])
    return section if section.startswith("Điều") else str(words["in_section"].format(section=section))


def ids_of(*records: Record) -> tuple[str, ...]:
    """Return the ids of *records*; a goal in a table brings its row's id along."""
    ids: list[str] = []
    for record in records:
        ids.append(record.id)
        if isinstance(record, Target) and record.task_id:
            ids.append(record.task_id)
    return tuple(dict.fromkeys(ids))


def sections_of(*records: Record) -> tuple[str, ...]:
    """Return the sections of *records*, each once."""
    return tuple(dict.fromkeys(section_of(record) for record in records))


def value_at(value: str, record: Record) -> str:
    """Return 'giá trị ở mục …'."""
    return str(wording()["words"]["value_at"].format(value=value, where=where(record)))
