"""POST /webhooks/{name}: a platform delivers an event; it is kept before it is acknowledged."""

from __future__ import annotations

import structlog
from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool

from api.body import read_limited
from api.channels.adapter import Refused
from api.problems import Problem
from api.services import ServicesDep

router = APIRouter()
_log = structlog.get_logger("channel")


@router.post("/webhooks/{name}", include_in_schema=False)
async def webhook(name: str, request: Request, using: ServicesDep) -> dict[str, bool]:
    """Answer 200 to every genuine event, also one that needs no answer or was known already."""
    channel = using.channels.get(name)
    if channel is None:
        raise Problem("not-found")
    status = await run_in_threadpool(channel.status)
    if status == "off":
        raise Problem("channel-off", channel=name)

    def count(outcome: str) -> None:
        using.metrics.channel_events.labels(name, outcome).inc()

    raw = await read_limited(request, channel.limits.max_body_bytes)
    if status == "setup":
        count("setup")
        return {"ok": True}
    try:
        event = channel.adapter.read(raw, request.headers, channel.switch().account)
    except Refused as refused:
        count("refused")
        _log.warning("refused", channel=name, problem=refused.problem)
        raise Problem(refused.problem) from None
    if event is None:
        count("ignored")
        return {"ok": True}
    try:
        await channel.intake.put(event)
    except Exception as error:
        count("not_kept")
        _log.error("not_kept", channel=name, error=type(error).__name__)
        raise Problem("not-kept", retry_after=5) from None
    count("received")
    return {"ok": True}
