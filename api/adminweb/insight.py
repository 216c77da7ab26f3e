"""The dashboard, and one message looked into."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from api.accounts.gate import Signed, requires
from api.admin.decisions import LibraryDep
from api.adminweb.render import show, uncached
from api.insight.figures import (
    OUTCOMES,
    UNANSWERED,
    as_csv,
    by_day,
    groups,
    most_asked,
    outcome,
    percentile,
    style,
)
from api.problems import Problem
from api.services import services
from api.survey import survey
from bot.answers.pipeline import Assistant, Reply
from bot.dialogue import DialogueUnavailable, Parsed, Parser
from knowledge.clock import VIETNAM
from knowledge.snapshot import Snapshot
from knowledge.store.messages import Message, Messages
from knowledge.store.satisfaction import Satisfaction

router = APIRouter(include_in_schema=False)
Looker = Annotated[Signed, Depends(requires("insight.view"))]
Days = Annotated[int, Query(ge=1, le=366)]
PATH = "/admin/insight"
_GROUPED = 2_000
_SHOWN = 50
_HITS = 15
_TOP = 10


@router.get(PATH)
def insight(request: Request, library: LibraryDep, signed: Looker, days: Days = 7) -> Response:
    """Volume, outcomes, latency, what was not answered, what was disliked."""
    now = dt.datetime.now(VIETNAM)
    messages = _messages(request, library, days, now)
    totals = dict.fromkeys(OUTCOMES, 0)
    for message in messages:
        totals[outcome(message.kind)] += 1
    times = [message.milliseconds for message in messages]
    open_ones = [message for message in messages if message.kind in UNANSWERED][-_GROUPED:]
    tasks, procedures = most_asked(messages, _served(request))
    series = by_day(messages, VIETNAM, days, now.date())
    return show(
        request,
        signed,
        "insight.html",
        here="insight",
        days=days,
        series=series,
        top=max((day.total for day in series), default=0) or 1,
        totals=totals,
        total=len(messages),
        channels=_counted(message.channel for message in messages),
        styles=_counted(map(style, messages)),
        top_tasks=tasks[:_TOP],
        top_procedures=procedures[:_TOP],
        languages=_counted(message.language for message in messages),
        intents=_counted(message.intent or "—" for message in messages)[:10],
        half=percentile(times, 0.5),
        most=percentile(times, 0.95),
        groups=groups(open_ones)[:_SHOWN],
        disliked=[message for message in reversed(messages) if message.verdict == "unhelpful"][:_SHOWN],
        newest=list(reversed(messages))[:_SHOWN],
        may_write=signed.may("catalogue.write").allowed,
        scores=Satisfaction(library.store).scores(now - dt.timedelta(days=days), survey().good),
        questions={each.id: each.vi for each in survey().questions},
    )


@router.get(PATH + "/messages.csv")
def export(request: Request, library: LibraryDep, signed: Looker, days: Days = 7) -> Response:  # noqa: ARG001
    """The masked messages as a table."""
    messages = _messages(request, library, days, dt.datetime.now(VIETNAM))
    response = StreamingResponse(as_csv(messages), media_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="tin-nhan.csv"'
    return uncached(response)


@router.get(PATH + "/message")
async def message(
    request: Request, library: LibraryDep, signed: Looker, id: Annotated[str, Query(max_length=64)] = ""
) -> Response:
    """One message: what was kept of it, and how the assistant answers it now, stage by stage."""
    log = services(request).log
    if log is not None:
        await run_in_threadpool(log.flush)
    found = await run_in_threadpool(Messages(library.store).get, id)
    if found is None:
        raise Problem("not-found")
    return await _looked_into(request, signed, found.text, found)


@router.post(PATH + "/message")
async def tried(request: Request, signed: Looker) -> Response:
    """Any question, answered now, stage by stage."""
    fields = await signed.form(request)
    return await _looked_into(request, signed, fields.one("text")[:2_000], None)


async def _looked_into(request: Request, signed: Signed, text: str, found: Message | None) -> Response:
    assistant = cast(Assistant | None, request.app.state.assistant)
    parsed = await _parsed(request, text) if text else None
    reply = await run_in_threadpool(_answered, assistant, text, parsed) if assistant and text else None
    return show(
        request,
        signed,
        "message.html",
        here="insight",
        message=found,
        text=text,
        reply=reply,
        parsed=parsed,
        hits=_hits(request, reply) if reply else [],
        used=_used(reply) if reply else (),
    )


def _answered(assistant: Assistant, text: str, parsed: Parsed | None) -> Reply:
    if parsed is None:
        return assistant.answer(text)
    read = parsed.intent or None
    return assistant.answer(text, intent=read, confidence=parsed.confidence, ranking=parsed.ranking)


async def _parsed(request: Request, text: str) -> Parsed | None:
    """How the dialogue engine reads the message; None while it cannot be asked."""
    dialogue = services(request).dialogue
    if not isinstance(dialogue, Parser):
        return None
    try:
        return await dialogue.parse(text)
    except DialogueUnavailable:
        return None


def _served(request: Request) -> Snapshot:
    """The records that serve; none before the first publication."""
    try:
        return services(request).live.current.snapshot
    except LookupError:
        return Snapshot("")


def _hits(request: Request, reply: Reply) -> list[Any]:
    current = cast(Any, services(request).live.current)
    return list(current.index.search([reply.query.text, reply.query.raw], limit=_HITS))


def _used(reply: Reply) -> frozenset[str]:
    """The ids of the records that the answer is made of."""
    answer = reply.answer
    sources = (source.record_id.partition(":")[2] or source.record_id for source in answer.sources)
    return frozenset([*(str(item["id"]) for item in answer.items if "id" in item), *sources])


def _messages(request: Request, library: Any, days: int, now: dt.datetime) -> list[Message]:
    log = services(request).log
    if log is not None:
        log.flush()
    start = dt.datetime.combine(now.date() - dt.timedelta(days=days - 1), dt.time(), VIETNAM)
    return list(Messages(library.store).since(start.astimezone(dt.timezone.utc)))


def _counted(values: Any) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return sorted(counts.items(), key=lambda item: -item[1])
