"""Records as the JSON of the knowledge API (field names: docs, record conventions)."""

from __future__ import annotations

from typing import Any

from pydantic_core import to_jsonable_python

from bot.answers.items import task_item
from knowledge.links import document_url, procedure_url
from knowledge.records import Document, Task
from knowledge.records.procedure import Procedure
from knowledge.validity import Ending


def task(value: Task, document: Document) -> dict[str, Any]:
    """Return one task row as answers show it too; ``document`` is the version it was read from."""
    item = task_item(value, document)
    del item["type"]
    return {**item, "note": value.note}


def document(value: Document, tasks: int, ending: Ending | None) -> dict[str, Any]:
    """Return a document's metadata, without its text.

    ``tasks`` is the number of its task rows, ``ending`` what ends it, if anything.
    """
    return {
        "id": value.id,
        "number": value.number,
        "title": value.title,
        "type": value.type,
        "issuer": value.issuer,
        "jurisdiction": value.jurisdiction,
        "issued": to_jsonable_python(value.issued),
        "years": list(value.years),
        "effective": to_jsonable_python(value.effective),
        "expires": to_jsonable_python(value.expires),
        "replaces": to_jsonable_python(value.replaces),
        "abolishes": to_jsonable_python(value.abolishes),
        **_ended(ending),
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


def _ended(ending: Ending | None) -> dict[str, Any]:
    if ending is None:
        return {"replaced_by": None, "abolished_by": None}
    successor = ending.successor.id if ending.successor else None
    by = {**to_jsonable_python(ending.by), "id": successor, "since": to_jsonable_python(ending.since)}
    replaced = ending.how == "replaced"
    return {"replaced_by": by if replaced else None, "abolished_by": None if replaced else by}


def procedure(value: Procedure) -> dict[str, Any]:
    """Return a whole procedure, without the editors' notes, with the address of its page."""
    whole = to_jsonable_python(value)
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
