"""``python -m tests.api.zalo.process STORE PORT ZALO``: our side of the channel as a process of its own."""

from __future__ import annotations

import asyncio
import sys

import uvicorn

from api.app import create_app
from api.channels.channel import Channel
from api.channels.texts import Limits, limits
from api.channels.worker import ChannelWorker
from api.channels.zalo.adapter import ZaloAdapter
from api.channels.zalo.settings import ZaloSettings
from api.settings import Settings
from knowledge.store import Store
from tests.api.support import FakeLive, snapshot
from tests.api.zalo.conftest import ENVIRONMENT, QUICK, EchoDialogue

IMPATIENT = limits().model_copy(update={**QUICK, "inbox_lease": 1.0, "outbox_lease": 1.0})


async def serve(url: str, port: int, zalo: str, bounds: Limits = IMPATIENT, pause: float = 0.05) -> None:
    store, dialogue = Store.open(url), EchoDialogue(pause=pause)
    adapter = ZaloAdapter(ZaloSettings(**{**ENVIRONMENT, "api_url": zalo, "oauth_url": zalo}), store)
    channel = Channel(store, adapter, bounds)
    app = create_app(Settings(), FakeLive(snapshot()), dialogue, channels={"zalo": channel})
    ChannelWorker(channel, app.state.services, dialogue.forget).start()
    await uvicorn.Server(uvicorn.Config(app, port=port, log_level="error")).serve()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
