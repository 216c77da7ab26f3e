"""``python -m api.server``: the main process. It serves the public application and Rasa's actions."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import structlog
import uvicorn
import uvloop
from fastapi import FastAPI
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.admin.install import install as install_api
from api.adminweb.install import install as install_pages
from api.app import create_app
from api.archive import StoreArchive
from api.buckets import SharedBuckets
from api.channels import admin as channel_admin
from api.channels.assembly import open_channels
from api.channels.web import WebChannel
from api.channels.worker import ChannelWorker
from api.handoff.desk import Desk
from api.insight.log import MessageLog
from api.library import Library
from api.outbox import Outbox
from api.reminders.reminding import Reminding
from api.settings import Settings
from api.sharing import LIMITS
from bot.actions import actions_router
from bot.answers.pipeline import Assistant
from bot.answers.rewording import LanguageModel
from bot.connectors import RequestKind
from bot.connectors.http import HttpOneStop, HttpOptions
from bot.dialogue import DialogueClient
from bot.dialogue.kept import CONVERSATIONS, Conversations
from bot.rasa.lifeline import end_with_parent
from knowledge.store.feedback import Feedback
from knowledge.store.handoffs import Handoffs
from knowledge.store.messages import Messages
from knowledge.store.reminders import Reminders
from knowledge.store.requests import Requests
from knowledge.store.satisfaction import Satisfaction
from retrieval.live import Live


class Internal(BaseSettings):
    """What the supervisor hands over; not for operators.

    The sockets are inherited file descriptors; ``serving_file`` gets this process's id once it serves.
    ``shared`` is the folder of what serving processes share, None for one alone.
    """

    model_config = SettingsConfigDict(env_prefix="trolyao_", extra="ignore")

    rasa_url: str
    public_socket: int = Field(ge=0)
    action_socket: int = Field(ge=0)
    internal_token: SecretStr
    serving_file: Path
    shared: Path | None = None


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


def one_stop(settings: Settings) -> HttpOneStop | None:
    """Return the connection to the city's one-stop system, None when no address of it is set."""
    addresses: dict[RequestKind, str] = {
        "appointment": settings.onestop_appointment_url,
        "feedback": settings.onestop_feedback_url,
    }
    if not settings.onestop_status_url and not any(addresses.values()):
        return None
    token = settings.onestop_token.get_secret_value() if settings.onestop_token else ""
    return HttpOneStop(
        HttpOptions(
            status_url=settings.onestop_status_url,
            request_urls=addresses,
            token=token,
            timeout=settings.onestop_timeout_seconds,
            attempts=settings.onestop_attempts,
            fields=settings.onestop_fields,
        )
    )


async def serve(settings: Settings, internal: Internal) -> None:
    """Open the library, then serve both applications until SIGTERM or SIGINT."""
    live = Live()
    library = await asyncio.to_thread(Library.open, settings, live, _say)
    endpoint = settings.rewording
    model = LanguageModel(endpoint) if endpoint else None
    messages, handoffs = Messages(library.store), Handoffs(library.store)
    log = MessageLog(messages, settings.message_days, purges=(handoffs.purge,))
    onestop = one_stop(settings)
    requests = Requests(library.store)
    outbox = Outbox(requests, onestop)
    satisfaction = Satisfaction(library.store)
    desk = Desk(handoffs, requests, messages, live, log)
    assistant = await asyncio.to_thread(Assistant, live, onestop=onestop, requests=requests, model=model)
    token = internal.internal_token.get_secret_value()
    async with DialogueClient(internal.rasa_url, token) as dialogue:
        channels = await asyncio.to_thread(open_channels, library.store)

        reminding = Reminding(Reminders(library.store), live, channels)

        async def forget(session_id: str) -> None:
            await asyncio.to_thread(log.forget, session_id)
            await asyncio.to_thread(desk.forget, session_id)
            await asyncio.to_thread(satisfaction.forget, session_id)
            await dialogue.forget(session_id)

        app = create_app(
            settings,
            live,
            dialogue,
            checks={"database": library.reachable, "storage": library.storage()},
            archive=StoreArchive(library.store),
            feedback=Feedback(library.store),
            channels=channels,
            conversations=Conversations(settings.data_dir / CONVERSATIONS),
            log=log,
            desk=desk,
            satisfaction=satisfaction,
            reminding=reminding,
            web=WebChannel(library.store, log.flush),
            buckets=SharedBuckets(internal.shared / LIMITS) if internal.shared else None,
        )
        install_pages(app, install_api(app, library), assistant)
        app.include_router(channel_admin.router)
        library.start()
        log.start()
        workers = []
        for channel in channels.values():
            _say(await asyncio.to_thread(channel.told))
            if channel.adapter.configured != "off":
                workers.append(ChannelWorker(channel, app.state.services, forget))
                workers[-1].start()
        outbox.start()
        reminding.start()
        servers = (_server(app), _server(action_app(assistant, token)))
        sockets = [
            socket.socket(fileno=number) for number in (internal.public_socket, internal.action_socket)
        ]

        def stop() -> None:
            for server in servers:
                server.should_exit = True

        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop)
        try:
            await asyncio.gather(
                _tell(servers, internal.serving_file),
                *(server.serve([its]) for server, its in zip(servers, sockets, strict=True)),
            )
        finally:
            await asyncio.gather(*(worker.stop() for worker in workers))
            await asyncio.to_thread(outbox.close)
            await asyncio.to_thread(reminding.close)
            await asyncio.to_thread(log.close)
            await asyncio.to_thread(library.close)
            if model is not None:
                model.close()


async def _tell(servers: Sequence[Server], serving: Path) -> None:
    while not all(server.started for server in servers):
        if any(server.should_exit for server in servers):
            return
        await asyncio.sleep(0.05)
    serving.parent.mkdir(parents=True, exist_ok=True)
    serving.write_text(str(os.getpid()))


def _server(app: FastAPI) -> Server:
    return Server(
        uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=5,
            # Longer than proxies keep theirs: else one sends in the moment we close, and gets nothing.
            timeout_keep_alive=75,
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
    # A message costs 4 % less on it than on asyncio's own loop.
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(Settings(), internal))
    return 0


if __name__ == "__main__":
    sys.exit(main())
