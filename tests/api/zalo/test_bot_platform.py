"""The Zalo Bot Platform over the same boxes: a secret header, no buttons, private chats."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.app import create_app
from api.channels.channel import Channel
from api.channels.texts import Limits
from api.channels.texts import text as wording
from api.channels.worker import ChannelWorker
from api.channels.zalo_bot.adapter import ZaloBotAdapter, ZaloBotSettings
from api.settings import Settings
from knowledge.store import Store
from knowledge.store.feedback import Feedback
from tests.api.support import FakeLive, snapshot
from tests.api.zalo.conftest import EchoDialogue

SECRET = {"X-Bot-Api-Secret-Token": "webhook-secret"}


class FakeBot:
    """The platform's side; ``answers`` are given instead of success, in turn."""

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []
        self.answers: list[tuple[int, dict[str, Any]]] = []
        self.app = Starlette(routes=[Route("/bot{token}/sendMessage", self.send, methods=["POST"])])

    async def send(self, request: Request) -> Response:
        assert request.path_params["token"] == "12:static"
        if self.answers:
            status, body = self.answers.pop(0)
            return JSONResponse(body, status)
        self.taken.append(await request.json())
        return JSONResponse({"ok": True, "result": {"message_id": f"b{len(self.taken)}"}})


class BotRig:
    def __init__(self, folder: Path, bounds: Limits) -> None:
        self.bot, self.dialogue = FakeBot(), EchoDialogue()
        self.store = Store.open(f"sqlite:///{folder / 'bot.db'}")
        settings = ZaloBotSettings(token="12:static", secret="webhook-secret", url="http://bot")  # type: ignore[arg-type]
        adapter = ZaloBotAdapter(settings, transport=httpx.ASGITransport(self.bot.app))
        self.channel = Channel(self.store, adapter, bounds)
        self.feedback = Feedback(self.store)
        app = create_app(
            Settings(),
            FakeLive(snapshot()),
            self.dialogue,
            feedback=self.feedback,
            channels={"zalo-bot": self.channel},
        )
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://us")
        self.worker = ChannelWorker(self.channel, app.state.services, self.dialogue.forget)

    async def post(self, body: object, headers: dict[str, str] = SECRET) -> httpx.Response:
        return await self.http.post("/webhooks/zalo-bot", content=json.dumps(body), headers=headers)

    async def texts(self, count: int) -> list[str]:
        for _ in range(500):
            if len(self.bot.taken) >= count:
                break
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.1)
        return [message["text"] for message in self.bot.taken]


@pytest.fixture
async def bot_rig(tmp_path: Path, bounds: Limits) -> AsyncIterator[BotRig]:
    made = BotRig(tmp_path, bounds)
    made.worker.start()
    yield made
    await made.worker.stop()
    await made.http.aclose()
    made.store.close()


def update(said: str, number: int = 1, name: str = "message.text.received", **chat: str) -> dict[str, Any]:
    return {
        "ok": True,
        "result": {
            "event_name": name,
            "message": {
                "from": {"id": "6ede9afa66b88fe6d6a9", "display_name": "An", "is_bot": False},
                "chat": {"id": "6ede9afa66b88fe6d6a9", "chat_type": "PRIVATE", **chat},
                "text": said,
                "message_id": f"2d758cb5e222177a4e{number}",
                "date": int(time.time() * 1000),
            },
        },
    }


async def test_choices_are_letters(bot_rig: BotRig) -> None:
    again = update("Ai chủ trì?")
    for body in (again, again, again["result"]):
        assert (await bot_rig.post(body)).status_code == 200
    (said,) = await bot_rig.texts(1)
    assert said.startswith("Đáp: Ai chủ trì?")
    assert said.splitlines()[-3:] == ["A. Hạn đến khi nào?", "B. 👍 Hữu ích", "C. 👎 Chưa đúng ý"]
    await bot_rig.post(update("A", 2))
    assert (await bot_rig.texts(2))[1].startswith("Đáp: Hạn đến khi nào?")
    await bot_rig.post(update("c.", 3))
    assert (await bot_rig.texts(3))[2].startswith(wording("why"))
    await bot_rig.post(update("B", 4))
    assert (await bot_rig.texts(4))[3] == wording("thanks")
    assert bot_rig.feedback.counts() == {"unhelpful": 1}


@pytest.mark.parametrize("headers", [{}, {"X-Bot-Api-Secret-Token": "wrong"}])
async def test_without_the_secret_it_is_refused(bot_rig: BotRig, headers: dict[str, str]) -> None:
    assert (await bot_rig.post(update("x"), headers)).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"result": 5},
        {"event_name": "message.text.received"},
        {"event_name": ["x"], "message": {}},
        update("x", chat_type="GROUP"),
        update("x", name="message.new.received"),
        update("x", id=""),
    ],
)
async def test_what_needs_no_answer_is_acknowledged(bot_rig: BotRig, body: object) -> None:
    assert (await bot_rig.post(body)).status_code == 200
    assert bot_rig.channel.people.figures().inbox == {}


async def test_pictures_are_answered_kindly(bot_rig: BotRig) -> None:
    await bot_rig.post(update("", name="message.image.received"))
    assert await bot_rig.texts(1) == [wording("image")]


async def test_a_long_answer_leaves_room_for_the_letters(bot_rig: BotRig) -> None:
    bot_rig.dialogue.long = "Một câu dài vừa phải. " * 300
    await bot_rig.post(update("dài"))
    said = await bot_rig.texts(2)
    assert all(len(part) <= 2000 for part in said) and "A. " + wording("more") in said[1]


@pytest.mark.parametrize(
    ("status", "state", "alarm"), [(401, "waiting", True), (403, "dropped", False), (400, "dead", False)]
)
async def test_refusals_are_told_apart(bot_rig: BotRig, status: int, state: str, alarm: bool) -> None:
    bot_rig.channel.limits = bot_rig.channel.limits.model_copy(update={"alarm_pause": 60})
    bot_rig.worker._sending._limits = bot_rig.channel.limits
    bot_rig.bot.answers = [(status, {"ok": False, "error_code": status, "description": "no"})]
    await bot_rig.post(update("x"))
    for _ in range(300):
        if not bot_rig.bot.answers:
            break
        await asyncio.sleep(0.02)
    await asyncio.sleep(0.2)
    assert bot_rig.channel.people.figures().outbox == {state: 1}
    assert bool(bot_rig.channel.people.switch().alarm) is alarm
    assert "static" not in str(bot_rig.channel.report())
