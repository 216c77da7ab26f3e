"""GET /api/v1/documents: what documents are published, and one with its whole text."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic_core import to_jsonable_python

from api import serial
from api.problems import Problem
from api.services import ServicesDep
from knowledge.snapshot import Snapshot

router = APIRouter()


def _metadata(snapshot: Snapshot, document_id: str) -> dict[str, Any]:
    document = snapshot.document_by_id[document_id]
    tasks = len(snapshot.tasks_of(document_id))
    return serial.document(document, tasks, snapshot.endings.get(document_id))


@router.get("/api/v1/documents", tags=["knowledge"], summary="Văn bản đã công bố")
def documents(using: ServicesDep) -> dict[str, Any]:
    """Return the metadata of every published document."""
    snapshot = using.snapshot
    items = [_metadata(snapshot, document.id) for document in snapshot.documents]
    return {"total": len(items), "items": items}


@router.get("/api/v1/documents/{document_id}", tags=["knowledge"], summary="Một văn bản với toàn văn")
def document(document_id: str, using: ServicesDep) -> dict[str, Any]:
    """Return one document with its text, citations and the contradictions found in it."""
    snapshot = using.snapshot
    found = snapshot.document_by_id.get(document_id)
    if found is None:
        raise Problem("not-found")
    return {
        **_metadata(snapshot, document_id),
        "text": found.text,
        "citations": [to_jsonable_python(c) for c in snapshot.citations if c.document_id == document_id],
        "anomalies": [to_jsonable_python(a) for a in snapshot.anomalies if a.document_id == document_id],
    }
