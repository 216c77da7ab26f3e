"""``python -m api.server``: the main process. It serves the public application and Rasa's actions."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
import uvicorn
from fastapi import FastAPI
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from api import admin
from api.adminweb.install import install as install_pages
from api.app import create_app
from api.archive import StoreArchive
from api.library import Library
from api.settings import Settings
from bot.actions import actions_router
from bot.answers.pipeline import Assistant
from bot.dialogue import DialogueClient
from bot.rasa.lifeline import end_with_parent
from knowledge.store.feedback import Feedback
from retrieval.live import Live


class Internal(BaseSettings):
    """Addresses on the loopback that the supervisor chose; not for operators."""

    model_config = SettingsConfigDict(env_prefix="trolyao_", extra="ignore")

    rasa_url: str
    action_port: int = Field(ge=1, le=65535)
    internal_token: SecretStr


class Server(uvicorn.Server):
    """A uvicorn server that leaves signals to the process it shares with another one."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture nothing."""
        yield


def action_app(assistant: Assistant, token: str) -> FastAPI:
    """Return the internal application that Rasa calls."""
    app = FastAPI(openapi_url=None)
    app.include_router(actions_router(assistant.answer, assistant.fill, token))
    return app


async def serve(settings: Settings, internal: Internal) -> None:
    """Open the library, then serve both applications until SIGTERM or SIGINT."""
    live = Live()
    library = await asyncio.to_thread(Library.open, settings, live, _say)
    assistant = await asyncio.to_thread(Assistant, live)
    token = internal.internal_token.get_secret_value()
    async with DialogueClient(internal.rasa_url, token) as dialogue:
        app = create_app(
            settings,
            live,
            dialogue,
            checks={"database": library.reachable},
            archive=StoreArchive(library.store),
            feedback=Feedback(library.store),
        )
        install_pages(app, admin.install(app, library))
        library.start()
        servers = (
            _server(app, settings.host, settings.port),
            _server(action_app(assistant, token), "127.0.0.1", internal.action_port),
        )

        def stop() -> None:
            for server in servers:
                server.should_exit = True

        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop)
        try:
            await asyncio.gather(*(server.serve() for server in servers))
        finally:
            await asyncio.to_thread(library.close)


def _server(app: FastAPI, host: str, port: int) -> Server:
    return Server(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=5,
        )
    )


def _say(line: str) -> None:
    print(f"[trợ lý ảo] {line}", flush=True)


def main() -> int:
    """Serve; return the exit status."""
    if os.environ.get("TROLYAO_SUPERVISED"):
        end_with_parent()
    level = logging.getLevelNamesMapping().get(
        os.environ.get("LOG_LEVEL", "WARNING").upper(), logging.WARNING
    )
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(level))
    internal = Internal()  # type: ignore[call-arg]
    asyncio.run(serve(Settings(), internal))
    return 0


if __name__ == "__main__":
    sys.exit(main())
