"""POST /api/v1/feedback and /satisfaction: what a user thought of an answer, and of a whole conversation."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from api.body import described, read_json
from api.privacy import mask
from api.problems import Problem
from api.routes.chat import SESSION_PATTERN, address_of
from api.services import ServicesDep
from api.survey import survey

router = APIRouter(prefix="/api/v1", tags=["chat"])
_kept_at = partial(router.post, status_code=204)
Words = Annotated[str, Field(max_length=500)]


class FeedbackRequest(BaseModel):
    """A verdict on the answer ``message_id``; ``reason`` in the user's words."""

    model_config = ConfigDict(extra="ignore", strict=True)

    message_id: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    verdict: Literal["helpful", "unhelpful"]
    reason: Words = ""


class SatisfactionRequest(BaseModel):
    """A score for one question of the survey; ``comment`` in the user's words."""

    model_config = ConfigDict(extra="ignore", strict=True)

    session_id: Annotated[str, Field(min_length=1, max_length=128, pattern=SESSION_PATTERN)]
    question: Annotated[str, Field(max_length=40)]
    score: Annotated[int, Field(ge=1, le=10)]
    comment: Words = ""


@_kept_at("/feedback", summary="Góp ý về một câu trả lời", openapi_extra=described(FeedbackRequest))
async def feedback(request: Request, using: ServicesDep) -> None:
    """Keep the verdict, its reason masked; a later one on the same answer replaces it."""
    if using.feedback is None:
        raise Problem("not-found")
    body = await read_json(request, FeedbackRequest, using.settings.max_body_bytes)
    using.limits.check(body.message_id, address_of(request))
    await run_in_threadpool(using.feedback.put, body.message_id, body.verdict, mask(body.reason.strip()))
    using.metrics.feedback.labels(body.verdict).inc()


@_kept_at("/satisfaction", summary="Đánh giá cuộc trò chuyện", openapi_extra=described(SatisfactionRequest))
async def satisfaction(request: Request, using: ServicesDep) -> None:
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
