"""POST /webhook as Rasa calls it: a tracker in, slot events and one answer out."""

from __future__ import annotations

import hmac
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Annotated, Any, cast

import structlog
import yaml
from fastapi import APIRouter, Header, HTTPException
from pydantic import BaseModel, ConfigDict
from starlette.concurrency import run_in_threadpool

from bot.actions.answerer import Answerer, Audience, Filler, Made, Room
from bot.actions.serial import answer_parts, understanding
from bot.actions.slots import context_of, form_events, slot_event, slot_events
from bot.answers.answer import Answer
from bot.answers.forms import FORM_SLOTS
from bot.answers.forms.state import LEFT
from nlu.query import Query

_log = structlog.get_logger("actions")
ACTION = "action_answer"
VALIDATIONS = frozenset(f"validate_{form}" for form in FORM_SLOTS)


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


@dataclass(frozen=True)
class Heard:
    """The tracker's latest message, with what the dialogue engine understood and holds."""

    slots: Mapping[str, Any]
    message: str
    intent: str
    confidence: float
    ranking: tuple[tuple[str, float], ...]
    audience: Audience | None
    agency_id: str | None

    @classmethod
    def of(cls, tracker: Mapping[str, Any]) -> Heard:
        """Read the tracker."""
        slots: Mapping[str, Any] = tracker.get("slots") or {}
        latest: Mapping[str, Any] = tracker.get("latest_message") or {}
        metadata: Mapping[str, Any] = latest.get("metadata") or {}
        intent = latest.get("intent") or {}
        given = metadata.get("audience") or slots.get("audience")
        return cls(
            slots=slots,
            message=str(metadata.get("message") or latest.get("text") or ""),
            intent=str(intent.get("name") or "nlu_fallback"),
            confidence=float(intent.get("confidence") or 0.0),
            ranking=tuple(
                (str(r["name"]), float(r["confidence"])) for r in latest.get("intent_ranking") or ()
            ),
            audience=cast("Audience | None", given if given in ("citizen", "official") else None),
            agency_id=metadata.get("agency_id"),
        )

    def pass_to(self, room: Room[Made]) -> Made:
        """Return what *room* makes of the message."""
        return room(
            self.message,
            context_of(self.slots),
            intent=self.intent,
            confidence=self.confidence,
            ranking=list(self.ranking),
            audience=self.audience,
            agency_id=self.agency_id,
        )


def respond(tracker: Mapping[str, Any], answerer: Answerer) -> dict[str, Any]:
    """Return the events and the response for the tracker's latest message; never raises.

    An answer that asks back opens the loop of its form.
    """
    started = time.perf_counter()
    heard = Heard.of(tracker)
    try:
        reply = heard.pass_to(answerer)
        answer, understood = reply.answer, understanding(reply.query)
        events = slot_events(heard.slots, {**answer.context, "audience": heard.audience})
        events += form_events(heard.slots, answer.context.get("form") or {})
    except Exception:
        _log.exception("answer_failed", intent=heard.intent)
        answer, events = trouble(), []
        understood = {"intent": heard.intent, "confidence": heard.confidence, "entities": []}
    _log.debug("answered", intent=heard.intent, ms=round((time.perf_counter() - started) * 1000, 1))
    return {"events": events, "responses": [_said(answer, understood)]}


def validate(tracker: Mapping[str, Any], filler: Filler) -> dict[str, Any]:
    """Return what the latest message does to the open form: a slot told and the next question, or its end.

    A form that was opened in this very turn has nothing to validate. A failure ends the form, and the
    message is answered as if there were none.
    """
    if not _waited(tracker):
        return {"events": [], "responses": []}
    heard = Heard.of(tracker)
    asked = str(heard.slots.get("requested_slot") or "")
    query: Query | None = None
    try:
        step, query = heard.pass_to(filler)
    except Exception:
        _log.exception("form_failed", intent=heard.intent)
        step = LEFT
    events = [slot_event(asked, step.value)] if asked else []
    # One reply may tell several slots; Rasa is not to ask for those again.
    known: Mapping[str, Any] = step.form.get("values") or {}
    events += [
        slot_event(slot, value)
        for slot, value in known.items()
        if slot != asked and heard.slots.get(slot) != value
    ]
    events += slot_events(heard.slots, {"form": step.form})
    if step.ask is None or query is None:
        return {"events": [*events, slot_event("requested_slot", None)], "responses": []}
    told = {name: value for name, value in step.ask.context.items() if name != "form"}
    events += slot_events(heard.slots, told)
    return {"events": events, "responses": [_said(step.ask, understanding(query))]}


def _waited(tracker: Mapping[str, Any]) -> bool:
    """Tell whether the form waited for the latest message; Rasa puts the form itself at the end already."""
    ran = [event.get("name") for event in tracker.get("events") or () if event.get("event") == "action"]
    return ran[-2:-1] == ["action_listen"]


def _said(answer: Answer, understood: Mapping[str, Any]) -> dict[str, Any]:
    return {"custom": {"answer": answer_parts(answer), "understanding": understood}}


def actions_router(answerer: Answerer, filler: Filler, token: str) -> APIRouter:
    """Return the router of the action endpoint; only holders of *token* are served."""
    router = APIRouter()

    @router.post("/webhook")
    async def webhook(call: Call, authorization: Annotated[str, Header()] = "") -> dict[str, Any]:
        if not hmac.compare_digest(authorization.encode(), f"Bearer {token}".encode()):
            raise HTTPException(status_code=401, detail="internal endpoint")
        if call.next_action == ACTION:
            return await run_in_threadpool(respond, call.tracker, answerer)
        if call.next_action in VALIDATIONS:
            return await run_in_threadpool(validate, call.tracker, filler)
        raise HTTPException(status_code=404, detail=f"no such action: {call.next_action}")

    return router
