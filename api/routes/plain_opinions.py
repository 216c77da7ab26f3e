"""What a user of the chat without JavaScript thought of an answer, and of the conversation."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.opinion import opinion
from api.privacy import mask
from api.problems import Problem
from api.routes.chat import address_of
from api.routes.opinions import FeedbackRequest, SatisfactionRequest
from api.routes.plain_chat import read_form, sent_in, shown
from api.services import ServicesDep
from api.survey import survey

router = APIRouter(include_in_schema=False)


@router.post("/chat/feedback")
async def feedback(request: Request, using: ServicesDep) -> Response:
    """Keep a verdict with its reason: one of ours, words of one's own, or both."""
    if using.feedback is None:
        raise Problem("not-found")
    value = await read_form(request, using)
    reason = ": ".join(filter(None, (value("reason").strip(), value("own").strip())))
    try:
        body = FeedbackRequest.model_validate(
            {
                "message_id": value("message_id"),
                "verdict": value("verdict"),
                "reason": reason if value("verdict") == "unhelpful" else value("own").strip(),
            }
        )
    except ValidationError:
        raise Problem("invalid") from None
    using.limits.check(body.message_id, address_of(request))
    await run_in_threadpool(using.feedback.put, body.message_id, body.verdict, mask(body.reason))
    using.metrics.feedback.labels(body.verdict).inc()
    sent = sent_in(value)
    return shown(using, sent, turn={"audience": sent.audience}, told=opinion(sent.lang).thanks)


@router.post("/chat/satisfaction")
async def satisfaction(request: Request, using: ServicesDep) -> Response:
    """Keep the score of a conversation."""
    if using.satisfaction is None:
        raise Problem("not-found")
    value = await read_form(request, using)
    score = value("score")
    try:
        body = SatisfactionRequest.model_validate(
            {
                "session_id": value("session_id"),
                "question": value("question"),
                "score": int(score) if score.isascii() and score.isdecimal() else 0,
            }
        )
    except ValueError:
        raise Problem("invalid") from None
    if not survey().takes(body.question, body.score):
        raise Problem("invalid")
    using.limits.check(body.session_id, address_of(request))
    keep = partial(using.satisfaction.put, body.session_id, "form", body.question, body.score, "")
    await run_in_threadpool(keep)
    sent = sent_in(value)
    return shown(using, sent, turn={"audience": sent.audience}, told=survey().thanks.in_language(sent.lang))
