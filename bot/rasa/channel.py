"""The one door into Rasa: JSON over the loopback, for holders of the internal token only."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.rasa.locks import reachable

logger = structlog.get_logger()


class TokenChannel(InputChannel):
    """``POST /webhooks/talk/`` {session_id, message, audience, agency_id} → {"messages": [Rasa messages]}.

    ``POST /webhooks/talk/parse`` {message} → how the NLU pipeline reads it, outside any conversation.
    ``DELETE /webhooks/talk/SESSION`` erases a conversation.
    """

    @classmethod
    def name(cls) -> str:
        """Return the name in the channel's address."""
        return "talk"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> TokenChannel:
        """Build the channel from credentials.yml."""
        return cls((credentials or {})["token"])

    def __init__(self, token: str) -> None:
        self._token = token

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return the routes: is it up, say something, read something, forget."""
        routes = Blueprint("talk", "talk")

        @routes.get("/")
        async def up(request: Request) -> HTTPResponse:
            agent = request.app.ctx.agent
            ready = bool(agent and agent.is_ready())
            return response.json({"ready": ready, "locks": ready and await reachable(agent.lock_store)})

        @routes.post("/")
        async def say(request: Request) -> HTTPResponse:
            if not self._allowed(request):
                return response.json({"error": "unauthorized"}, status=401)
            said = request.json
            collected = CollectingOutputChannel()
            message = UserMessage(
                plain(said["message"]),
                collected,
                said["session_id"],
                input_channel=self.name(),
                metadata={
                    "audience": said.get("audience"),
                    "agency_id": said.get("agency_id"),
                    "message": said["message"],
                },
            )
            try:
                await on_new_message(message)
            except Exception:
                logger.exception("talk.failed")
                return response.json({"error": "failed"}, status=500)
            return response.json({"messages": collected.messages})

        @routes.post("/parse")
        async def parse(request: Request) -> HTTPResponse:
            if not self._allowed(request):
                return response.json({"error": "unauthorized"}, status=401)
            read = await request.app.ctx.agent.parse_message(plain(request.json["message"]))
            return response.json({name: read.get(name) for name in ("intent", "intent_ranking", "entities")})

        @routes.delete("/sessions/<session_id:str>")
        async def forget(request: Request, session_id: str) -> HTTPResponse:
            if not self._allowed(request):
                return response.json({"error": "unauthorized"}, status=401)
            store = request.app.ctx.agent.tracker_store
            # Rasa wraps the configured store in one that survives its failures.
            getattr(store, "_tracker_store", store).forget(session_id)
            return response.empty()

        return routes

    def _allowed(self, request: Request) -> bool:
        given = request.headers.get("authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {self._token}".encode())


def plain(message: str) -> str:
    """Return *message* such that Rasa reads it as text: a leading '/' would make it a command.

    >>> plain("/restart")
    '. restart'
    """
    text = message.strip()
    return f". {text.lstrip('/ ')}" if text.startswith("/") else text
