"""Talks to Rasa over the loopback."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import httpx

from bot.dialogue.contract import Audience, DialogueReply, DialogueUnavailable, Parsed

_WAIT_SECONDS = 30.0
_PATIENCE_SECONDS = 30.0
_RETRY_SECONDS = 0.25


class DialogueClient:
    """The dialogue kept by the Rasa process at *url*; one message of a session at a time, in order.

    >>> client = DialogueClient("http://127.0.0.1:5005", token="…")
    >>> reply = await client.say("session", "Xin chào", None)  # doctest: +SKIP
    """

    def __init__(
        self,
        url: str,
        token: str,
        timeout: float = _WAIT_SECONDS,
        patience: float = _PATIENCE_SECONDS,
    ) -> None:
        self._http = httpx.AsyncClient(
            base_url=url,
            timeout=httpx.Timeout(timeout, connect=2.0),
            headers={"Authorization": f"Bearer {token}"},
            limits=httpx.Limits(max_connections=64, max_keepalive_connections=64, keepalive_expiry=60.0),
            trust_env=False,
        )
        self._patience = patience
        self._turns: dict[str, _Turns] = {}

    async def __aenter__(self) -> Self:
        """Use the client as a context: connections close at the end."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def say(
        self, session_id: str, message: str, audience: Audience | None, agency_id: str | None = None
    ) -> DialogueReply:
        """Return the answer to *message*; raise DialogueUnavailable when Rasa is down or too slow."""
        body = {"session_id": session_id, "message": message, "audience": audience}
        if agency_id is not None:
            body["agency_id"] = agency_id
        async with self._turn(session_id):
            said = await self._post(body)
        for part in said.get("messages") or ():
            custom = part.get("custom")
            if isinstance(custom, Mapping) and "answer" in custom:
                return DialogueReply(custom["answer"], custom.get("understanding") or {})
        raise DialogueUnavailable("the dialogue engine gave no answer")

    async def parse(self, message: str) -> Parsed:
        """Return how Rasa reads *message*; raise DialogueUnavailable when it is down or too slow."""
        read = await self._post({"message": message}, "/webhooks/talk/parse")
        intent = read.get("intent") or {}
        return Parsed(
            str(intent.get("name") or ""),
            float(intent.get("confidence") or 0.0),
            tuple((str(one["name"]), float(one["confidence"])) for one in read.get("intent_ranking") or ()),
            tuple((str(one["entity"]), str(one.get("value") or "")) for one in read.get("entities") or ()),
        )

    async def forget(self, session_id: str) -> None:
        """Erase a conversation; raise DialogueUnavailable when that could not be done now."""
        async with self._turn(session_id):
            try:
                address = f"/webhooks/talk/sessions/{quote(session_id, safe='')}"
                (await self._http.delete(address)).raise_for_status()
            except httpx.HTTPError as error:
                raise DialogueUnavailable("the dialogue engine is restarting") from error

    async def ready(self) -> bool:
        """Tell whether Rasa runs, has its model loaded and gets locks on conversations."""
        try:
            response = await self._http.get("/webhooks/talk/", timeout=2.0)
            told = response.json()
            return bool(response.is_success and told.get("ready") and told.get("locks"))
        except (httpx.HTTPError, ValueError):
            return False

    async def _post(self, body: Mapping[str, Any], path: str = "/webhooks/talk/") -> Mapping[str, Any]:
        try:
            response = await self._sent(body, path)
            response.raise_for_status()
            said = response.json()
        except httpx.TimeoutException as error:
            raise DialogueUnavailable("the dialogue engine did not answer in time") from error
        except (httpx.HTTPError, ValueError) as error:
            raise DialogueUnavailable("the dialogue engine is restarting") from error
        if not isinstance(said, Mapping):
            raise DialogueUnavailable("the dialogue engine gave no answer")
        return said

    async def _sent(self, body: Mapping[str, Any], path: str) -> httpx.Response:
        """Send a message; one that a restarting Rasa could not take or answer is sent again.

        Rasa keeps a turn only when it is over, so a cut one has left nothing behind.
        """
        end = time.monotonic() + self._patience
        while True:
            try:
                return await self._http.post(path, json=body)
            except (httpx.NetworkError, httpx.RemoteProtocolError):
                if time.monotonic() > end:
                    raise
                await asyncio.sleep(_RETRY_SECONDS)

    def _turn(self, session_id: str) -> _Turns:
        turns = self._turns.get(session_id)
        if turns is None:
            turns = self._turns[session_id] = _Turns(self._turns, session_id)
        return turns


class _Turns:
    """A lock that leaves the table when nobody waits for it, so idle sessions cost nothing."""

    def __init__(self, table: dict[str, _Turns], session_id: str) -> None:
        self._table, self._session_id = table, session_id
        self._lock = asyncio.Lock()
        self._users = 0

    async def __aenter__(self) -> None:
        self._users += 1
        try:
            await self._lock.acquire()
        except BaseException:
            self._leave()
            raise

    async def __aexit__(self, *_: object) -> None:
        self._lock.release()
        self._leave()

    def _leave(self) -> None:
        self._users -= 1
        if not self._users:
            self._table.pop(self._session_id, None)
