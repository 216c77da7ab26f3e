"""GET /api/v1/tasks: the task rows of the plans, filtered by their fields, with the exact total."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Query

from api import serial
from api.filters import Role, TaskFilter
from api.services import ServicesDep

router = APIRouter()
Text = Annotated[str | None, Query(max_length=300)]


@router.get("/api/v1/tasks", tags=["knowledge"], summary="Nhiệm vụ trong các kế hoạch")
def tasks(
    using: ServicesDep,
    document: Text = None,
    agency: Text = None,
    role: Annotated[Role | None, Query()] = None,
    group: Text = None,
    due_from: Annotated[dt.date | None, Query()] = None,
    due_to: Annotated[dt.date | None, Query()] = None,
    q: Text = None,
    limit: Annotated[int, Query(ge=0, le=1000)] = 200,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> dict[str, Any]:
    """Return the page ``offset``…``offset + limit`` of the matching rows and their exact number."""
    snapshot = using.snapshot
    wanted = TaskFilter(
        document=document or None,
        agency=agency or None,
        role=role,
        group=group or None,
        due_from=due_from,
        due_to=due_to,
        q=q or None,
    )
    found = wanted.apply(snapshot.tasks)
    return {
        "total": len(found),
        "items": [
            serial.task(task, snapshot.document_by_id[task.document_id])
            for task in found[offset : offset + limit]
        ],
    }
