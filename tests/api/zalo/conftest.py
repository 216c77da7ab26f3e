from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.accounts.gate import Access
from api.app import create_app
from api.channels import admin as channel_admin
from api.channels.channel import Channel
from api.channels.texts import Limits, limits
from api.channels.worker import ChannelWorker
from api.channels.zalo.adapter import ZaloAdapter
from api.channels.zalo.settings import ZaloSettings
from api.handoff.desk import Desk
from api.insight.log import MessageLog
from api.settings import Settings
from bot.dialogue import Audience, DialogueReply, DialogueUnavailable
from knowledge.store import Store
from knowledge.store.feedback import Feedback
from knowledge.store.handoffs import Handoffs
from knowledge.store.messages import Messages
from knowledge.store.requests import Requests
from knowledge.store.satisfaction import Satisfaction
from tests.api.support import FakeLive, snapshot
from tests.api.zalo.fake import APP, APP_SECRET, OA_SECRET, FakeZalo, signed

QUICK = {
    "settle": 0.05,
    "poll": 0.05,
    "inbox_retries": (0.05, 0.05, 0.05),
    "outbox_retries": (0.05, 0.05, 0.05, 0.05),
    "alarm_pause": 0.2,
}
ENVIRONMENT: Mapping[str, Any] = {
    "app_id": APP,
    "oa_secret": OA_SECRET,
    "app_secret": APP_SECRET,
    "access_token": "access-0",
    "refresh_token": "refresh-0",
    "api_url": "http://zalo",
    "oauth_url": "http://zalo",
}


@dataclass
class EchoDialogue:
    """Answers with what was said; *failures* messages find it down first."""

    failures: int = 0
    pause: float = 0.0
    suggestions: tuple[str, ...] = ("Hạn đến khi nào?",)
    long: str = ""
    kind: str = "answer"
    intent: str = "ask_lead"
    said: list[tuple[str, str]] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)

    async def say(self, session_id: str, message: str, audience: Audience | None) -> DialogueReply:
        await asyncio.sleep(self.pause)
        if self.failures:
            self.failures -= 1
            raise DialogueUnavailable("down")
        self.said.append((session_id, message))
        answer = {
            "kind": self.kind,
            "text": self.long or f"Đáp: {message}",
            "suggestions": self.suggestions,
        }
        return DialogueReply(answer, {"intent": self.intent})

    async def ready(self) -> bool:
        return True

    async def forget(self, session_id: str) -> None:
        self.forgotten.append(session_id)


class Rig:
    """A running channel between a fake Zalo and a fake dialogue."""

    def __init__(self, folder: Path, bounds: Limits, environment: Mapping[str, Any]) -> None:
        self.zalo, self.dialogue = FakeZalo(), EchoDialogue()
        self.store = Store.open(f"sqlite:///{folder / 'channel.db'}")
        self.feedback = Feedback(self.store)
        self.satisfaction = Satisfaction(self.store)
        self.log = MessageLog(Messages(self.store), 30)
        self.desk = Desk(
            Handoffs(self.store), Requests(self.store), Messages(self.store), FakeLive(snapshot()), self.log
        )
        transport = httpx.ASGITransport(self.zalo.app)
        adapter = ZaloAdapter(ZaloSettings(**environment), self.store, transport=transport)
        self.channel = Channel(self.store, adapter, bounds)
        self.app = create_app(
            Settings(),
            FakeLive(snapshot()),
            self.dialogue,
            feedback=self.feedback,
            channels={"zalo": self.channel},
            log=self.log,
            desk=self.desk,
            satisfaction=self.satisfaction,
        )
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://us")
        self.app.state.access = Access.over(self.store, Settings())
        self.app.include_router(channel_admin.router)
        self.worker = ChannelWorker(self.channel, self.app.state.services, self.dialogue.forget)

    async def post(self, event: dict[str, Any], **headers: str | bytes) -> httpx.Response:
        raw, given = signed(event)
        return await self.http.post("/webhooks/zalo", content=raw, headers={**given, **headers})

    async def deliver(self, *events: dict[str, Any]) -> None:
        for event in events:
            response = await self.post(event)
            assert response.status_code == 200, response.text

    async def until(self, holds: Callable[[], bool], seconds: float = 10.0) -> None:
        for _ in range(int(seconds / 0.02)):
            if holds():
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"never held; taken: {self.zalo.taken}; {self.channel.report()}")

    async def idle(self) -> None:
        """Wait until nothing is open in either box."""

        def done() -> bool:
            figures = self.channel.people.figures()
            return not figures.inbox.get("waiting") and not figures.outbox.get("waiting")

        await self.until(done)

    async def metric(self, name: str, **labels: str) -> float:
        wanted = {f'{key}="{value}"' for key, value in labels.items()}
        for line in (await self.http.get("/metrics")).text.splitlines():
            if line.startswith(name) and all(label in line for label in wanted):
                return float(line.rpartition(" ")[2])
        return 0.0


@pytest.fixture
def bounds() -> Limits:
    return limits().model_copy(update=QUICK)


@pytest.fixture
def environment() -> Mapping[str, Any]:
    return ENVIRONMENT


@pytest.fixture
async def rig(tmp_path: Path, bounds: Limits, environment: Mapping[str, Any]) -> AsyncIterator[Rig]:
    made = Rig(tmp_path, bounds, environment)
    made.worker.start()
    yield made
    await made.worker.stop()
    await made.http.aclose()
    made.store.close()
    assert made.zalo.faults == []
