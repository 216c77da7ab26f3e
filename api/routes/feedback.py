"""POST /api/v1/feedback: what a user thought of an answer."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from api.body import described, read_json
from api.ports import Services, services
from api.privacy import mask
from api.problems import Problem
from api.routes.chat import address_of

router = APIRouter()


class FeedbackRequest(BaseModel):
    """A verdict on the answer ``message_id``; ``reason`` in the user's words."""

    model_config = ConfigDict(extra="ignore", strict=True)

    message_id: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    verdict: Literal["helpful", "unhelpful"]
    reason: Annotated[str, Field(max_length=500)] = ""


@router.post(
    "/api/v1/feedback",
    tags=["chat"],
    summary="Góp ý về một câu trả lời",
    status_code=204,
    openapi_extra=described(FeedbackRequest),
)
async def feedback(request: Request, using: Annotated[Services, Depends(services)]) -> Response:
    """Keep the verdict, its reason masked; a later one on the same answer replaces it."""
    if using.feedback is None:
        raise Problem("not-found")
    body = await read_json(request, FeedbackRequest, using.settings.max_body_bytes)
    using.limits.check(body.message_id, address_of(request))
    await run_in_threadpool(using.feedback.put, body.message_id, body.verdict, mask(body.reason.strip()))
    using.metrics.feedback.labels(body.verdict).inc()
    return Response(status_code=204)
