"""POST /api/v1/chat: one message in, one answer out, as the chat contract lays down; or as events."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any, Literal

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import to_jsonable_python
from starlette.concurrency import run_in_threadpool

from api.accounts.directory import Account
from api.accounts.own import own_account
from api.body import read_json
from api.channels.web import closed_answer
from api.handoff.desk import held_answer
from api.hygiene import clean_message
from api.privacy import mask
from api.problems import Problem
from api.recent import Answering
from api.services import Services, ServicesDep
from api.streaming import HEADERS, MEDIA_TYPE, events, wants_events
from api.survey import survey
from bot.dialogue import Audience, DialogueReply, DialogueUnavailable
from nlu.english import English

router = APIRouter()
_log = structlog.get_logger("chat")

SESSION_PATTERN = r"^[^\s\x00-\x1f\x7f-\x9f]+$"
_SOURCE_FIELDS = ("document", "title", "section", "quote", "url")


class ChatRequest(BaseModel):
    """A message of a conversation. A session id that is not known yet starts a conversation.

    ``turn_id`` is the caller's name for this message: sent again with it, the message is not asked
    again but gets the answer it had.
    """

    model_config = ConfigDict(extra="ignore", strict=True)

    session_id: Annotated[str, Field(min_length=1, max_length=128, pattern=SESSION_PATTERN)]
    message: str
    audience: Literal["citizen", "official"] | None = None
    turn_id: Annotated[str, Field(pattern=r"^[0-9A-Za-z_-]{8,64}$")] | None = None


def address_of(request: Request) -> str:
    """Return the address of the caller (uvicorn has already applied trusted proxy headers)."""
    return request.client.host if request.client else "unknown"


def contract_answer(session_id: str, message_id: str, reply: DialogueReply) -> dict[str, Any]:
    """Return a reply as the chat contract's JSON."""
    answer: Mapping[str, Any] = to_jsonable_python(reply.answer)
    understanding = to_jsonable_python(reply.understanding)
    return {
        "session_id": session_id,
        "message_id": message_id,
        "kind": answer["kind"],
        "text": answer["text"],
        "items": answer.get("items") or [],
        "total": answer.get("total"),
        "sources": [
            {name: source.get(name) for name in _SOURCE_FIELDS} for source in answer.get("sources") or ()
        ],
        "suggestions": answer.get("suggestions") or [],
        "warnings": answer.get("warnings") or [],
        "as_of": answer.get("as_of"),
        "understanding": {
            "intent": understanding.get("intent"),
            "confidence": understanding.get("confidence"),
            "entities": understanding.get("entities") or [],
        },
    }


async def converse(
    using: Services,
    session_id: str,
    message: str,
    audience: Audience | None,
    channel: str,
    agency_id: str | None = None,
) -> dict[str, Any]:
    """Pass one cleaned message to the dialogue and return the contract's answer.

    *agency_id* is the agency of the signed-in civil servant who asks.
    What is written to an officer who has taken the conversation over goes to the officer alone.
    Raises the problem 'restarting' while the dialogue is down.
    """
    message_id = uuid.uuid4().hex
    ask = partial(_ask, using, session_id, message_id, message, audience, channel, agency_id)
    held = await run_in_threadpool(using.desk.held, session_id) if using.desk else None
    if using.desk is None or held is None:
        answer = await ask(shown=True)
        if using.desk is not None and using.desk.concerns(message, answer):
            addressed = channel in using.channels
            await run_in_threadpool(
                partial(using.desk.consider, session_id, channel, message, answer, addressed=addressed)
            )
        return answer
    await run_in_threadpool(using.desk.hear, held, message)
    if held.drafts:
        answer = await ask(shown=False)
        await run_in_threadpool(using.desk.draft, held, answer)
    return held_answer(session_id, message_id, "en" if English.default().is_english(message) else "vi")


async def answered(
    using: Services,
    asker: Account | None,
    session_id: str,
    message: str,
    audience: Audience | None,
    channel: str,
) -> dict[str, Any]:
    """Answer a message that came through a browser; *asker* is the civil servant signed in there.

    What the asker is to be reminded of comes along, once. While the chat is switched off its notice is all.
    """
    notice = await run_in_threadpool(using.web.closed) if using.web else ""
    if notice:
        return closed_answer(session_id, uuid.uuid4().hex, notice)
    agency_id = asker.agency_id if asker else None
    answer = await converse(using, session_id, message, audience, channel, agency_id)
    if asker is not None and using.reminding is not None:
        reminder = await run_in_threadpool(using.reminding.tell, asker)
        if reminder is not None:
            answer["reminder"] = reminder
    return answer


async def _ask(
    using: Services,
    session_id: str,
    message_id: str,
    message: str,
    audience: Audience | None,
    channel: str,
    agency_id: str | None,
    *,
    shown: bool,
) -> dict[str, Any]:
    """Ask the dialogue; an answer that is not *shown* to the citizen is neither counted nor logged."""
    started = time.perf_counter()
    try:
        own = {"agency_id": agency_id} if agency_id else {}
        reply = await using.dialogue.say(session_id, message, audience, **own)
    except DialogueUnavailable:
        using.metrics.dialogue_down.inc()
        _log.warning("dialogue_unavailable", message_id=message_id)
        raise Problem("restarting", retry_after=2) from None
    answer = contract_answer(session_id, message_id, reply)
    if language := reply.understanding.get("language"):
        answer["understanding"]["language"] = language
    if using.satisfaction is not None and survey().ended_by(answer):
        answer["survey"] = survey().asked(language or "vi")
    if not shown:
        return answer
    using.metrics.answers.labels(answer["kind"], channel).inc()
    ms = (time.perf_counter() - started) * 1000
    if using.log is not None:
        using.log.note(session_id, channel, message, answer, ms)
    _log.info(
        "answered",
        message_id=message_id,
        channel=channel,
        message=mask(message),
        kind=answer["kind"],
        intent=answer["understanding"]["intent"],
        total=answer["total"],
        sources=len(answer["sources"]),
        ms=round(ms, 1),
    )
    return answer


_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["session_id", "message"],
                    "properties": {
                        "session_id": {"type": "string", "minLength": 1, "maxLength": 128},
                        "message": {"type": "string", "minLength": 1, "maxLength": 2000},
                        "audience": {"type": ["string", "null"], "enum": ["citizen", "official", None]},
                        "turn_id": {"type": ["string", "null"], "pattern": "^[0-9A-Za-z_-]{8,64}$"},
                    },
                }
            }
        },
    }
}
_EVENTS: dict[int | str, dict[str, Any]] = {200: {"content": {MEDIA_TYPE: {"schema": {"type": "string"}}}}}


async def _take(request: Request, using: Services) -> tuple[Answering, dict[str, str]]:
    """Check a message and start answering it; return the work and the headers of the limits."""
    body = await read_json(request, ChatRequest, using.settings.max_body_bytes)
    message = clean_message(body.message)
    left = using.limits.check(body.session_id, address_of(request))
    asker = await own_account(request)
    turn = (body.session_id, body.turn_id, message) if body.turn_id else None
    work = using.recent.answering(
        turn, lambda: answered(using, asker, body.session_id, message, body.audience, "web")
    )
    return work, left


@router.post("/api/v1/chat", tags=["chat"], summary="Hỏi trợ lý", openapi_extra=_BODY)
async def chat(request: Request, using: ServicesDep) -> Response:
    """Answer one message of a conversation, with its sources; as events where the caller accepts them."""
    if wants_events(request.headers.get("accept", "")):
        return await stream(request, using)
    work, left = await _take(request, using)
    # Shielded, since another request may wait for the same turn.
    return JSONResponse(await asyncio.shield(work), headers={**left, "Vary": "Accept"})


@router.post(
    "/api/v1/chat/stream",
    tags=["chat"],
    summary="Hỏi trợ lý, nhận từng phần câu trả lời",
    openapi_extra=_BODY,
    response_class=StreamingResponse,
    responses=_EVENTS,
)
async def stream(request: Request, using: ServicesDep) -> StreamingResponse:
    """Answer one message as server-sent events: progress, understanding, text, items, sources, done."""
    work, left = await _take(request, using)
    return StreamingResponse(events(work), media_type=MEDIA_TYPE, headers={**left, **HEADERS})
