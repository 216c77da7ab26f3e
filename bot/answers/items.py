"""Records as items of an answer: the same shape the HTTP API serves."""

from __future__ import annotations

from typing import Any

from knowledge.links import document_url
from knowledge.records import AgencyRef, Deadline, Document, Task


def _agency(agency: AgencyRef) -> dict[str, Any]:
    return {"text": agency.text, "agency_id": agency.agency_id}


def deadline_item(deadline: Deadline) -> dict[str, Any]:
    """Return a deadline with ISO dates."""
    return {
        "text": deadline.text,
        "kind": deadline.kind,
        "date": deadline.date.isoformat() if deadline.date else None,
        "before": deadline.before,
        "start": deadline.start.isoformat() if deadline.start else None,
        "milestones": [{"date": m.date.isoformat(), "what": m.what} for m in deadline.milestones],
    }


def task_item(task: Task, document: Document) -> dict[str, Any]:
    """Return a task with the fields of ``GET /api/v1/tasks``."""
    row = task.spans.get("row", ())
    return {
        "type": "task",
        "id": task.id,
        "document": task.document_id,
        "row": task.row,
        "group": task.group,
        "group_no": task.group_no,
        "parent": task.parent,
        "goal": task.goal,
        "content": task.content,
        "output": task.output,
        "lead": [_agency(agency) for agency in task.lead],
        "coordinate": [_agency(agency) for agency in task.coordinate],
        "deadline": deadline_item(task.deadline),
        "heading": task.heading,
        "source": {
            "document": document.number or document.title,
            "title": document.title,
            "section": task.row,
            "quote": document.text[row[0].start : row[0].end] if row else "",
            "url": document_url(document.id, task.row),
        },
    }
