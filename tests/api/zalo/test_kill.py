"""Killed at any point: no message of a user is lost, no answer is sent more than twice."""

from __future__ import annotations

import asyncio
import random
import socket
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from knowledge.store import Store
from knowledge.store.channels import Channels
from tests.api.zalo.fake import FakeZalo, signed, text

ROOT = Path(__file__).parents[3]
USERS, MESSAGES, KILLS = 12, 72, 5


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@asynccontextmanager
async def fake_server(zalo: FakeZalo) -> AsyncIterator[str]:
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(zalo.app, port=port, log_level="error"))
    server.capture_signals = lambda: nullcontext()  # type: ignore[method-assign, assignment, return-value]
    serving = asyncio.create_task(server.serve())
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await serving


class Ours:
    """The process under test; it is killed and started again."""

    def __init__(self, store: str, zalo: str) -> None:
        self.port = free_port()
        self._argv = ("-m", "tests.api.zalo.process", store, str(self.port), zalo)
        self._process: asyncio.subprocess.Process | None = None
        self.http = httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", timeout=5, trust_env=False)

    async def start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, *self._argv, cwd=ROOT, stdout=asyncio.subprocess.DEVNULL
        )
        for _ in range(600):
            with suppress(httpx.HTTPError):
                if (await self.http.get("/healthz")).status_code == 200:
                    return
            await asyncio.sleep(0.05)
        raise AssertionError("the process did not start")

    async def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        await self._process.wait()


async def deliver(ours: Ours, event: dict[str, Any], acknowledged: set[str]) -> None:
    """Deliver as the platform does: again and again until it is acknowledged."""
    raw, headers = signed(event)
    while True:
        with suppress(httpx.HTTPError):
            response = await ours.http.post("/webhooks/zalo", content=raw, headers=headers)
            if response.status_code == 200:
                acknowledged.add(event["message"]["text"])
                return
        await asyncio.sleep(0.2)


@pytest.mark.timeout(240)
@pytest.mark.parametrize("seed", [1, 2])
async def test_kill_9_loses_nothing_and_sends_nothing_three_times(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    url = f"sqlite:///{tmp_path / 'channel.db'}"
    zalo, acknowledged = FakeZalo(pause=0.05), set[str]()
    async with fake_server(zalo) as address:
        ours = Ours(url, address)
        await ours.start()
        events = [text(f"tin {number}", f"user-{number % USERS}") for number in range(MESSAGES)]

        async def feed() -> None:
            for event in events:
                await deliver(ours, event, acknowledged)
                await asyncio.sleep(0.03)

        feeding = asyncio.create_task(feed())
        for _ in range(KILLS):
            await asyncio.sleep(chance.uniform(0.2, 1.2))
            await ours.kill()
            await ours.start()
        await feeding
        channels = Channels(Store.open(url), "zalo")
        for _ in range(600):
            figures = channels.figures()
            if not figures.inbox.get("waiting") and not figures.outbox.get("waiting"):
                break
            await asyncio.sleep(0.1)
        await ours.kill()
    assert acknowledged == {event["message"]["text"] for event in events}
    assert figures.inbox == {"done": MESSAGES} and not figures.outbox.get("waiting")
    sends = Counter(message["text"] for _, message in zalo.taken)
    assert max(sends.values()) <= 2
    # A message whose sending was cut off twice is not sent a third time; operators see it.
    unsent = MESSAGES - len(sends)
    assert unsent <= len(channels.dead())
    assert set(sends) <= {f"Đáp: {said}" for said in acknowledged}
    assert zalo.faults == []
