"""Timed conversations over HTTP."""

from __future__ import annotations

import asyncio
import statistics
import time
import uuid
from collections.abc import Callable, Sequence
from typing import Any

import httpx

Body = Callable[[str, str], dict[str, Any]]


def summary(seconds: Sequence[float]) -> dict[str, float]:
    """Return p50 and p95 in milliseconds."""
    cuts = statistics.quantiles(seconds, n=20, method="inclusive")
    return {"p50_ms": round(cuts[9] * 1000, 2), "p95_ms": round(cuts[18] * 1000, 2)}


async def converse(
    url: str, body: Body, messages: Sequence[str], sessions: int, turns: int
) -> dict[str, float]:
    """Let *sessions* users say *turns* messages each, all at once; return p50, p95 and messages a second."""
    async with httpx.AsyncClient(timeout=60, trust_env=False, verify=False) as client:

        async def user(number: int) -> list[float]:
            session, spent = uuid.uuid4().hex, []
            for turn in range(turns):
                began = time.perf_counter()
                response = await client.post(
                    url, json=body(session, messages[(number + turn) % len(messages)])
                )
                response.raise_for_status()
                spent.append(time.perf_counter() - began)
            return spent

        began = time.perf_counter()
        seconds = [second for spent in await asyncio.gather(*map(user, range(sessions))) for second in spent]
        return {**summary(seconds), "per_second": round(len(seconds) / (time.perf_counter() - began), 1)}


async def timed(url: str, body: Body, messages: Sequence[str]) -> list[float]:
    """Say *messages* in one conversation; return the seconds of each reply."""
    session, spent = uuid.uuid4().hex, []
    async with httpx.AsyncClient(timeout=60, trust_env=False, verify=False) as client:
        for message in messages:
            began = time.perf_counter()
            (await client.post(url, json=body(session, message))).raise_for_status()
            spent.append(time.perf_counter() - began)
    return spent
