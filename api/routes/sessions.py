"""GET and DELETE /api/v1/sessions/{id}: what is kept of a conversation, and its erasure.

Whoever knows the id of a session is its owner, as in the chat itself.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from api.problems import Problem
from api.routes.chat import address_of
from api.services import ServicesDep

router = APIRouter(prefix="/api/v1/sessions", tags=["chat"])


@router.get("/{session_id}", summary="Xem dữ liệu được giữ của một phiên trò chuyện")
async def export(session_id: str, request: Request, using: ServicesDep) -> dict[str, Any]:
    """Return everything kept under the session."""
    using.limits.check(session_id[:128], address_of(request))
    found = await run_in_threadpool(using.conversations.export, session_id) if using.conversations else None
    messages = await run_in_threadpool(using.log.of_session, session_id) if using.log else []
    if found is None and not messages:
        raise Problem("not-found")
    return {"session_id": session_id, **(found or {}), **({"messages": messages} if using.log else {})}


@router.delete("/{session_id}", summary="Xóa dữ liệu của một phiên trò chuyện", status_code=204)
async def erase(session_id: str, request: Request, using: ServicesDep) -> Response:
    """Erase everything kept under the session; the same answer when there was nothing."""
    using.limits.check(session_id[:128], address_of(request))
    if using.conversations:
        await run_in_threadpool(using.conversations.erase, session_id)
    if using.log:
        await run_in_threadpool(using.log.forget, session_id)
    if using.desk:
        await run_in_threadpool(using.desk.forget, session_id)
    if using.satisfaction:
        await run_in_threadpool(using.satisfaction.forget, session_id)
    return Response(status_code=204)
