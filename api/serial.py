"""Records as the JSON of the knowledge API (field names: docs, record conventions)."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from knowledge.links import document_url, procedure_url
from knowledge.records import AgencyRef, Deadline, Document, Task
from knowledge.records.procedure import Procedure
from knowledge.text import collapse


def jsonable(value: Any) -> Any:
    """Return dataclasses, dates and tuples as plain JSON values."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: jsonable(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): jsonable(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [jsonable(item) for item in value]
    return value


def agencies(refs: tuple[AgencyRef, ...]) -> list[dict[str, Any]]:
    """Return bodies as printed with their registry ids."""
    return [{"text": ref.text, "agency_id": ref.agency_id} for ref in refs]


def deadline(value: Deadline) -> dict[str, Any]:
    """Return a deadline with ISO dates."""
    return {
        "text": value.text,
        "kind": value.kind,
        "date": jsonable(value.date),
        "before": value.before,
        "start": jsonable(value.start),
        "milestones": [{"date": m.date.isoformat(), "what": m.what} for m in value.milestones],
    }


def task_quote(task: Task, document: Document | None) -> str:
    """Return the printed words of a task's content, byte-exact when its span is known."""
    spans = task.spans.get("content", ())
    if document is None or not spans:
        return task.content
    return document.text[spans[0].start : spans[0].end]


def task(value: Task, document: Document | None) -> dict[str, Any]:
    """Return one task row; ``document`` is the version it was read from."""
    return {
        "id": value.id,
        "document": value.document_id,
        "group": value.group,
        "parent": value.parent,
        "goal": value.goal,
        "content": value.content,
        "output": value.output,
        "lead": agencies(value.lead),
        "coordinate": agencies(value.coordinate),
        "deadline": deadline(value.deadline),
        "heading": value.heading,
        "row": value.row,
        "group_no": value.group_no,
        "note": value.note,
        "source": {
            "document": (document.number if document else None) or value.document_id,
            "title": collapse(document.title) if document else "",
            "section": value.row,
            "quote": task_quote(value, document),
            "url": document_url(value.document_id, value.row),
        },
    }


def document(value: Document, tasks: int) -> dict[str, Any]:
    """Return a document's metadata, without its text; ``tasks`` is the number of its task rows."""
    return {
        "id": value.id,
        "number": value.number,
        "title": value.title,
        "type": value.type,
        "issuer": value.issuer,
        "jurisdiction": value.jurisdiction,
        "issued": jsonable(value.issued),
        "years": list(value.years),
        "signer": value.signer,
        "signer_title": value.signer_title,
        "recipients": list(value.recipients),
        "attributes": dict(value.attributes),
        "provenance": value.provenance,
        "sha256": value.sha256,
        "version": value.version,
        "tasks": tasks,
        "url": document_url(value.id),
    }


def procedure(value: Procedure) -> dict[str, Any]:
    """Return a whole procedure, without the editors' notes, with the address of its page."""
    whole = jsonable(value)
    del whole["notes"]
    return {**whole, "url": procedure_url(value.id)}


def procedure_summary(value: Procedure) -> dict[str, Any]:
    """Return what a list of procedures shows of each."""
    return {
        "id": value.id,
        "code": value.code,
        "name": value.name,
        "sector": value.sector,
        "levels": list(value.levels),
        "other_names": list(value.other_names),
        "confidence": value.confidence,
        "url": procedure_url(value.id),
    }
