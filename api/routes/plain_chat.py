"""The chat without JavaScript: forms and whole pages. The id of the conversation stays out of addresses."""

from __future__ import annotations

import asyncio
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.accounts.own import own_account
from api.body import read_limited
from api.hygiene import clean_message
from api.opinion import opinion
from api.pages import page
from api.problems import Problem
from api.routes.chat import SESSION_PATTERN, ChatRequest, address_of, answered
from api.services import Services, ServicesDep
from api.survey import survey
from api.welcome import Language, welcome
from knowledge.links import with_quote

router = APIRouter(include_in_schema=False)
Lang = Annotated[Language, Query()]
_FORM = "application/x-www-form-urlencoded"
_SESSION = re.compile(SESSION_PATTERN)


@dataclass(frozen=True)
class Sent:
    """The fields of the form. ``turn_id`` is new on every page, so that reloading one asks nothing again."""

    session_id: str
    message: str
    audience: str | None
    turn_id: str | None
    lang: Language


@router.get("/chat")
async def start(using: ServicesDep, lang: Lang = "vi") -> Response:
    """The start of a conversation."""
    return shown(using, Sent(_new_session(), "", None, None, lang))


@router.post("/chat")
async def answer(request: Request, using: ServicesDep) -> Response:
    """Answer one message; what an officer has written meanwhile stands below."""
    sent = sent_in(await read_form(request, using))
    turn: dict[str, Any] = {
        "message": sent.message,
        "answer": None,
        "problem": None,
        "audience": sent.audience,
    }
    status = 200
    news = None
    try:
        turn["message"], turn["answer"] = await _answered(request, using, sent)
        news = await _news(using, sent.session_id)
    except Problem as problem:
        turn["problem"] = problem
        status = problem.status
    return shown(using, sent, status, turn=turn, news=news)


@router.post("/chat/news")
async def news(request: Request, using: ServicesDep) -> Response:
    """Show what an officer has written, and how the conversation stands."""
    sent = sent_in(await read_form(request, using))
    if len(sent.session_id) > 128 or not _SESSION.match(sent.session_id):
        raise Problem("invalid")
    using.limits.check(sent.session_id, address_of(request))
    return shown(using, sent, news=await _news(using, sent.session_id), turn={"audience": sent.audience})


async def _answered(request: Request, using: Services, sent: Sent) -> tuple[str, dict[str, Any]]:
    try:
        body = ChatRequest.model_validate(
            {
                "session_id": sent.session_id,
                "message": sent.message,
                "audience": sent.audience,
                "turn_id": sent.turn_id,
            }
        )
    except ValueError:
        raise Problem("invalid") from None
    message = clean_message(body.message)
    using.limits.check(body.session_id, address_of(request))
    asker = await own_account(request)
    key = (body.session_id, body.turn_id, message) if body.turn_id else None
    work = using.recent.answering(
        key, lambda: answered(using, asker, body.session_id, message, body.audience, "form")
    )
    given = await asyncio.shield(work)
    sources = [{**source, "url": with_quote(source["url"], source["quote"])} for source in given["sources"]]
    return message, {**given, "sources": sources}


async def _news(using: Services, session_id: str) -> dict[str, Any] | None:
    """Return what the page tells of a conversation with an officer, None when there is none."""
    if using.desk is None:
        return None
    found = await run_in_threadpool(using.desk.news, session_id, 0)
    return None if found["state"] == "none" and not found["messages"] else found


async def read_form(request: Request, using: Services) -> Callable[[str], str]:
    """Return what gives the value of each field of a form, '' for fields that are not there."""
    if not request.headers.get("content-type", "").lower().startswith(_FORM):
        raise Problem("wrong-content-type", expected=_FORM)
    raw = await read_limited(request, using.settings.max_body_bytes)
    try:
        form = parse_qs(raw.decode("ascii"), encoding="utf-8", errors="strict", max_num_fields=20)
    except UnicodeDecodeError:
        raise Problem("not-utf8") from None
    except ValueError:
        raise Problem("invalid") from None

    return lambda name: form.get(name, [""])[0]


def sent_in(value: Callable[[str], str]) -> Sent:
    """Return the fields of the chat's form."""
    return Sent(
        session_id=value("session_id") or _new_session(),
        message=value("message"),
        audience=value("audience") or None,
        turn_id=value("turn_id") or None,
        lang="en" if value("lang") == "en" else "vi",
    )


def shown(
    using: Services,
    sent: Sent,
    status: int = 200,
    turn: dict[str, Any] | None = None,
    news: dict[str, Any] | None = None,
    told: str = "",
) -> Response:
    """Return the page; *told* is said to who has given an opinion."""
    response = page(
        "chat_form.html",
        status,
        lang=sent.lang,
        welcome=welcome(sent.lang),
        session_id=sent.session_id,
        turn_id=uuid.uuid4().hex,
        turn=turn,
        news=news,
        opinion=opinion(sent.lang),
        survey=survey().asked(sent.lang),
        rated=using.feedback is not None,
        scored=using.satisfaction is not None and bool(survey().questions),
        told=told,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _new_session() -> str:
    return f"form-{uuid.uuid4().hex}"
