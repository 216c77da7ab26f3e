"""GET /api/v1/procedures: administrative procedures (thủ tục hành chính)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from api import serial
from api.filters import find_procedures
from api.problems import Problem
from api.services import ServicesDep

router = APIRouter()


@router.get("/api/v1/procedures", tags=["knowledge"], summary="Thủ tục hành chính")
def procedures(
    using: ServicesDep,
    q: Annotated[str | None, Query(max_length=300)] = None,
    limit: Annotated[int, Query(ge=0, le=1000)] = 50,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> dict[str, Any]:
    """Return the procedures whose names, code or sector hold the words of ``q``."""
    found = find_procedures(using.snapshot.procedures, q)
    page = found[offset : offset + limit]
    return {"total": len(found), "items": [serial.procedure_summary(item) for item in page]}


@router.get("/api/v1/procedures/{procedure_id}", tags=["knowledge"], summary="Một thủ tục hành chính")
def procedure(procedure_id: str, using: ServicesDep) -> dict[str, Any]:
    """Return one procedure whole."""
    found = using.snapshot.procedure_by_id.get(procedure_id)
    if found is None:
        raise Problem("not-found")
    return serial.procedure(found)
