"""An answer as server-sent events, each part as soon as it is known."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Mapping
from typing import Any

import structlog

from api.problems import Problem
from api.recent import Answering

MEDIA_TYPE = "text/event-stream"
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
"""The second tells nginx to pass each event on at once."""

_BEAT_SECONDS = 2.0
_SENTENCE = re.compile(
    # '1. Một' and '12. Hai' are numbered lines, not sentences.
    r".+?(?:\n+|(?<=[.!?…;])(?<!\b\d\.)(?<!\b\d\d\.)[^\S\n]+(?=[^\d\s])|\Z)",
    re.DOTALL,
)
_log = structlog.get_logger("chat")


def wants_events(accept: str) -> bool:
    """Tell whether an Accept header asks for events.

    >>> wants_events("text/event-stream, application/json")
    True
    """
    return any(part.partition(";")[0].strip().lower() == MEDIA_TYPE for part in accept.split(","))


def sentences(text: str) -> list[str]:
    r"""Return *text* in sentences and lines that, put together, are *text* again.

    >>> sentences("Hạn 31.12.2024. Xem thêm!\n1. Một")
    ['Hạn 31.12.2024. ', 'Xem thêm!\n', '1. Một']
    """
    return _SENTENCE.findall(text)


def event(name: str, data: Mapping[str, Any]) -> bytes:
    """Return one event; JSON has no line end of its own, so one data line holds it."""
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


async def events(answering: Answering, beat: float = _BEAT_SECONDS) -> AsyncIterator[bytes]:
    """Yield progress until the answer is there, then its parts, then all of it as ``done``.

    Events: ``progress`` {seconds} at once and every *beat* seconds; ``understanding``; ``text``
    {text}, one a sentence; ``items`` {items, total}; ``sources`` {sources}; ``done``, the answer as
    the JSON route gives it. ``problem``, a problem document with ``retry_after`` (seconds or null),
    ends the stream instead.
    """
    began = time.monotonic()
    yield event("progress", {"seconds": 0})
    while not (await asyncio.wait({answering}, timeout=beat))[0]:
        yield event("progress", {"seconds": round(time.monotonic() - began)})
    try:
        answer = answering.result()
    except Problem as problem:
        yield _problem(problem)
        return
    except Exception as error:
        _log.error("stream_failed", error=type(error).__name__)
        yield _problem(Problem("internal"))
        return
    yield event("understanding", answer["understanding"])
    for sentence in sentences(answer["text"]):
        yield event("text", {"text": sentence})
    if answer["items"]:
        yield event("items", {"items": answer["items"], "total": answer["total"]})
    if answer["sources"]:
        yield event("sources", {"sources": answer["sources"]})
    yield event("done", answer)


def _problem(problem: Problem) -> bytes:
    return event("problem", {**problem.document(), "retry_after": problem.retry_after})
