"""POST /api/v1/satisfaction: what a user thought of a conversation as a whole."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from api.body import described, read_json
from api.ports import Services, services
from api.privacy import mask
from api.problems import Problem
from api.routes.chat import SESSION_PATTERN, address_of
from api.survey import survey

router = APIRouter()


class SatisfactionRequest(BaseModel):
    """A score for one question of the survey; ``comment`` in the user's words."""

    model_config = ConfigDict(extra="ignore", strict=True)

    session_id: Annotated[str, Field(min_length=1, max_length=128, pattern=SESSION_PATTERN)]
    question: Annotated[str, Field(max_length=40)]
    score: Annotated[int, Field(ge=1, le=10)]
    comment: Annotated[str, Field(max_length=500)] = ""


@router.post(
    "/api/v1/satisfaction",
    tags=["chat"],
    summary="Đánh giá cuộc trò chuyện",
    status_code=204,
    openapi_extra=described(SatisfactionRequest),
)
async def satisfaction(request: Request, using: Annotated[Services, Depends(services)]) -> Response:
    """Keep the score, its comment masked; a later one of the same session and question replaces it."""
    if using.satisfaction is None:
        raise Problem("not-found")
    body = await read_json(request, SatisfactionRequest, using.settings.max_body_bytes)
    if not survey().takes(body.question, body.score):
        raise Problem("invalid")
    using.limits.check(body.session_id, address_of(request))
    comment = mask(body.comment.strip())
    keep = partial(using.satisfaction.put, body.session_id, "web", body.question, body.score, comment)
    await run_in_threadpool(keep)
    return Response(status_code=204)
