"""GET /api/v1/chat/{session}/messages: what officers have written since; the chat page asks now and then."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from api.problems import Problem
from api.routes.chat import SESSION_PATTERN, address_of
from api.services import ServicesDep
from api.survey import survey
from api.welcome import Language

router = APIRouter(tags=["chat"])


@router.get("/api/v1/chat/{session_id}/messages", summary="Tin nhắn mới của cán bộ")
async def news(
    request: Request,
    using: ServicesDep,
    session_id: Annotated[str, Path(min_length=1, max_length=128, pattern=SESSION_PATTERN)],
    after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
    lang: Annotated[Language, Query()] = "vi",
) -> JSONResponse:
    """Return officers' messages after the one of that number, and how the conversation stands."""
    if using.desk is None:
        raise Problem("not-found")
    using.limits.check(session_id, address_of(request))
    found = await run_in_threadpool(using.desk.news, session_id, after)
    if found["state"] == "closed" and using.satisfaction is not None and survey().questions:
        found["survey"] = survey().asked(lang)
    return JSONResponse(found, headers={"Cache-Control": "no-store"})
