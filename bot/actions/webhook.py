"""POST /webhook as Rasa calls it: a tracker in, slot events and one answer out."""

from __future__ import annotations

import hmac
import time
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Annotated, Any, cast

import structlog
import yaml
from fastapi import APIRouter, Header, HTTPException
from pydantic import BaseModel, ConfigDict
from starlette.concurrency import run_in_threadpool

from bot.actions.answerer import Answerer, Audience
from bot.actions.serial import answer_parts, understanding
from bot.actions.slots import context_of, slot_events
from bot.answers.answer import Answer

_log = structlog.get_logger("actions")
ACTION = "action_answer"


class Call(BaseModel):
    """The part of Rasa's request that is read."""

    model_config = ConfigDict(extra="ignore")

    next_action: str
    sender_id: str = ""
    tracker: dict[str, Any]


@cache
def trouble() -> Answer:
    """Return the kind reply for a failure of ours."""
    words = yaml.safe_load(resources.files("bot.actions").joinpath("data/trouble.yml").read_text("utf-8"))
    return Answer(kind="refuse", text=words["text"], suggestions=tuple(words["suggestions"]))


def respond(tracker: Mapping[str, Any], answerer: Answerer) -> dict[str, Any]:
    """Return the events and the response for the tracker's latest message; never raises."""
    started = time.perf_counter()
    slots: Mapping[str, Any] = tracker.get("slots") or {}
    latest: Mapping[str, Any] = tracker.get("latest_message") or {}
    metadata: Mapping[str, Any] = latest.get("metadata") or {}
    intent = latest.get("intent") or {}
    name, confidence = str(intent.get("name") or "nlu_fallback"), float(intent.get("confidence") or 0.0)
    ranking = [(str(r["name"]), float(r["confidence"])) for r in latest.get("intent_ranking") or ()]
    given = metadata.get("audience") or slots.get("audience")
    audience = cast("Audience | None", given if given in ("citizen", "official") else None)
    message = str(metadata.get("message") or latest.get("text") or "")
    try:
        reply = answerer(
            message,
            context_of(slots),
            intent=name,
            confidence=confidence,
            ranking=ranking,
            audience=audience,
        )
        answer, understood = reply.answer, understanding(reply.query)
        events = slot_events(slots, {**answer.context, "audience": audience})
    except Exception:
        _log.exception("answer_failed", intent=name)
        answer, understood, events = trouble(), {"intent": name, "confidence": confidence, "entities": []}, []
    payload = {"answer": answer_parts(answer), "understanding": understood}
    _log.debug("answered", intent=name, ms=round((time.perf_counter() - started) * 1000, 1))
    return {"events": events, "responses": [{"custom": payload}]}


def actions_router(answerer: Answerer, token: str) -> APIRouter:
    """Return the router of the action endpoint; only holders of *token* are served."""
    router = APIRouter()

    @router.post("/webhook")
    async def webhook(call: Call, authorization: Annotated[str, Header()] = "") -> dict[str, Any]:
        if not hmac.compare_digest(authorization.encode(), f"Bearer {token}".encode()):
            raise HTTPException(status_code=401, detail="internal endpoint")
        if call.next_action != ACTION:
            raise HTTPException(status_code=404, detail=f"no such action: {call.next_action}")
        return await run_in_threadpool(respond, call.tracker, answerer)

    return router
