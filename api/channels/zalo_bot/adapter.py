"""A bot of the Zalo Bot Platform as a channel: static token, no buttons, private chats only."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any

import httpx
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.channels.adapter import Configured, Refused
from api.channels.message import Message, Sent
from api.channels.reading import Typed, at, digest, identifier, moment, parsed, typed
from api.channels.sealing import Seal
from api.channels.texts import text
from knowledge.store.inbox import Event

NAME = "zalo-bot"
HEADER = "x-bot-api-secret-token"
_TIMEOUT = httpx.Timeout(10.0, connect=5.0)
_KINDS = {
    "message.text.received": "text",
    "message.image.received": "image",
    "message.sticker.received": "sticker",
    "message.voice.received": "audio",
    "message.unsupported.received": "other",
}


class ZaloBotSettings(BaseSettings):
    """``ZALO_BOT_TOKEN`` of the bot, and ``ZALO_BOT_SECRET`` given as ``secret_token`` to setWebhook."""

    model_config = SettingsConfigDict(env_prefix="zalo_bot_", extra="ignore")

    token: SecretStr = SecretStr("")
    secret: SecretStr = SecretStr("")
    url: str = "https://bot-api.zaloplatforms.com"


class ZaloBotAdapter:
    """Reads and answers for one bot."""

    name = NAME
    buttons = False

    def __init__(self, settings: ZaloBotSettings, transport: httpx.AsyncBaseTransport | None = None) -> None:
        token, secret = settings.token.get_secret_value(), settings.secret.get_secret_value()
        self.configured: Configured = ("on" if secret else "setup") if token else "off"
        self.missing = "ZALO_BOT_SECRET" if token else "ZALO_BOT_TOKEN"
        self._secret = secret.encode()
        self.seal = Seal(secret)
        # The token is a part of the address, so the address is never logged.
        self._url = f"{settings.url.rstrip('/')}/bot{token}/sendMessage"
        self._http = httpx.AsyncClient(timeout=_TIMEOUT, transport=transport)

    def read(self, raw: bytes, headers: Mapping[str, str], account: str) -> Event | None:  # noqa: ARG002
        """Return the event of a request that holds the secret."""
        given = headers.get(HEADER, "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, self._secret):
            raise Refused("bad-signature")
        body = parsed(raw)
        return event_of(body["result"] if isinstance(body.get("result"), dict) else body, self.seal)

    async def send(self, user_id: str, message: Message) -> Sent:
        """Send one message."""
        try:
            response = await self._http.post(self._url, json={"chat_id": user_id, "text": message.text})
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            return Sent("retry", error=type(error).__name__)
        except httpx.HTTPError as error:
            return Sent("unsure", error=type(error).__name__)
        return _read(response)

    async def upkeep(self) -> None:
        """Do nothing: the token is static."""

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()


def event_of(result: dict[str, Any], seal: Seal) -> Event | None:
    """Return the event of a genuine update; None when it needs no answer."""
    name, message = result.get("event_name"), result.get("message")
    kind = _KINDS.get(name) if isinstance(name, str) else None
    chat, message_id = identifier(at(message, "chat", "id")), identifier(at(message, "message_id"))
    sent_at = moment(at(message, "date"))
    if kind is None or not chat or not message_id or sent_at is None:
        return None
    if at(message, "chat", "chat_type") == "GROUP" or at(message, "from", "is_bot") is True:
        return None
    said = typed(at(message, "text")) if kind == "text" else Typed(kind)
    sealed = seal.close(said.whole, said.masked)
    return Event(NAME, digest(NAME, message_id), chat, said.kind, sent_at, said.masked, sealed=sealed)


def _read(response: httpx.Response) -> Sent:
    try:
        body = response.json()
    except ValueError:
        return Sent("unsure", error=f"HTTP {response.status_code}")
    if isinstance(body, dict) and body.get("ok") is True:
        return Sent("sent", str(at(body, "result", "message_id") or ""))
    code = at(body, "error_code") or response.status_code
    detail = str(at(body, "description") or "")[:200]
    error = f"{code} {detail}"
    match str(code):
        case "429":
            return Sent("retry", error=error)
        case "401" | "404":
            return Sent("alarm", error=text("alarm_platform", code=code, detail=detail))
        case "403":
            return Sent("give_up", error=error)
        case "400":
            return Sent("content", error=error)
    return Sent("unsure", error=error)
