"""A civil servant at the pages and on a fake Zalo, over one store; the clock stands still."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.accounts.directory import Account
from api.accounts.gate import Access
from api.admin.install import install as install_api
from api.adminweb.install import install
from api.app import create_app
from api.channels.channel import Channel
from api.channels.texts import Limits, limits
from api.channels.worker import ChannelWorker
from api.channels.zalo.adapter import ZaloAdapter
from api.channels.zalo.settings import ZaloSettings
from api.library import Library
from api.reminders.reminding import Reminding
from bot.dialogue import Audience, DialogueReply
from knowledge.clock import VIETNAM
from knowledge.store.reminders import Reminders
from retrieval.live import Live
from tests.api.admin_support import PASSWORD
from tests.api.library_support import library
from tests.api.zalo.conftest import ENVIRONMENT, QUICK
from tests.api.zalo.fake import FakeZalo, signed, text
from tests.knowledge.ingest.plans import plan

HOME = "can-tho/so-noi-vu"
JUNE = dt.datetime(2025, 6, 25, 9, 0, tzinfo=VIETNAM)
"""Five days before the only day in June of the plan."""


@dataclass
class Understanding:
    said: list[str] = field(default_factory=list)

    async def say(
        self, session_id: str, message: str, audience: Audience | None, **own: Any
    ) -> DialogueReply:
        self.said.append(message)
        return DialogueReply({"kind": "answer", "text": f"Đáp: {message}"}, {"intent": "ask_lead"})

    async def ready(self) -> bool:
        return True

    async def forget(self, session_id: str) -> None:
        return


class Office:
    def __init__(self, folder: Path, bounds: Limits, environment: Mapping[str, Any]) -> None:
        self.live, self.now = Live(), JUNE
        self.library: Library = library(folder, self.live)
        self.publish(plan())
        self.zalo, self.dialogue = FakeZalo(), Understanding()
        adapter = ZaloAdapter(
            ZaloSettings(**environment), self.library.store, transport=httpx.ASGITransport(self.zalo.app)
        )
        self.channel = Channel(self.library.store, adapter, bounds, clock=lambda: self.now)
        self.box = Reminders(self.library.store)
        self.reminding = Reminding(self.box, self.live, {"zalo": self.channel}, clock=lambda: self.now)
        self.app: FastAPI = create_app(
            self.library.settings,
            self.live,
            self.dialogue,
            channels={"zalo": self.channel},
            reminding=self.reminding,
        )
        self.access: Access = install_api(self.app, self.library)
        install(self.app, self.access)
        self.official: Account = self.access.accounts.add("snv", "official", PASSWORD, HOME)
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://us")
        self.worker = ChannelWorker(self.channel, self.app.state.services, self.dialogue.forget)

    def publish(self, raw: bytes) -> None:
        self.library.jobs.add("ke-hoach.txt", raw)
        self.library.worker.work_off()
        self.library.publisher.update()

    async def says(self, message: str, user: str = "user-1") -> str:
        """Type something on Zalo and return the reply; the event bears the time of the standing clock."""
        before = len(self.zalo.texts(user))
        event = text(message, user, timestamp=str(int(self.now.timestamp() * 1000)))
        raw, headers = signed(event)
        assert (await self.http.post("/webhooks/zalo", content=raw, headers=headers)).status_code == 200
        await self.until(lambda: len(self.zalo.texts(user)) > before)
        return self.zalo.texts(user)[-1]

    async def link(self, user: str = "user-1") -> str:
        return await self.says(await asyncio.to_thread(self.reminding.code, self.official), user)

    async def look(self) -> list[str]:
        """Look for what is due; return what Zalo got of it."""
        before = len(self.zalo.taken)
        await asyncio.to_thread(self.reminding.look)
        await self.until(lambda: not self.channel.people.figures().outbox.get("waiting"))
        return [message["text"] for _, message in self.zalo.taken[before:]]

    async def until(self, holds: Any, seconds: float = 10.0) -> None:
        for _ in range(int(seconds / 0.02)):
            if holds():
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"never held: {self.channel.report()}")


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    # The clock stands, so nothing may have to wait for a later time.
    bounds = limits().model_copy(update={**QUICK, "settle": 0.0})
    made = await asyncio.to_thread(Office, tmp_path, bounds, ENVIRONMENT)
    made.worker.start()
    yield made
    await made.worker.stop()
    await made.http.aclose()
    made.library.close()
    assert made.zalo.faults == []
