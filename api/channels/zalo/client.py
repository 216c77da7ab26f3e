"""Calls to the Official Account's interface, and what their outcomes mean."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import yaml

from api.channels.message import Message, Sent, Verdict
from api.channels.texts import text
from api.channels.zalo.renewal import Renewal, RenewalRefusedError

_RATE_PAUSE = dt.timedelta(seconds=15)


@cache
def meanings() -> Mapping[int, str]:
    """Return what we do, by error code."""
    loaded = yaml.safe_load((Path(__file__).with_name("data") / "errors.yaml").read_text(encoding="utf-8"))
    return {code: meaning for meaning, codes in loaded.items() for code in codes}


def request_body(user_id: str, message: Message) -> dict[str, Any]:
    """Return the JSON of a message; the payload of a button comes back as a message's text."""
    body: dict[str, Any] = {"text": message.text}
    if message.buttons:
        buttons = [
            {"title": button.title, "type": "oa.query.hide", "payload": button.code}
            for button in message.buttons
        ]
        body["attachment"] = {"type": "template", "payload": {"buttons": buttons}}
    return {"recipient": {"user_id": user_id}, "message": body}


class ZaloClient:
    """Sends messages with the current token; a dead token is renewed once."""

    def __init__(self, url: str, renewal: Renewal, http: httpx.AsyncClient) -> None:
        self._url = url.rstrip("/")
        self._renewal = renewal
        self._http = http

    async def send(self, user_id: str, message: Message) -> Sent:
        """Send one message."""
        pair = await self._renewal.current()
        if pair is None:
            return Sent("alarm", error=text("alarm_no_tokens"))
        sent = await self._post(pair.access, user_id, message)
        if sent is not None:
            return sent
        try:
            pair = await self._renewal.renew(pair.access)
        except RenewalRefusedError as error:
            return Sent("alarm", error=str(error))
        except httpx.HTTPError as error:
            return Sent("retry", error=f"renewal: {type(error).__name__}")
        if pair is None:
            return Sent("retry", error="renewal elsewhere")
        return await self._post(pair.access, user_id, message) or Sent(
            "alarm", error=text("alarm_tokens", detail="-216")
        )

    async def account(self) -> str:
        """Return the id of the account the token speaks for, '' when it cannot be learnt now."""
        pair = await self._renewal.current()
        if pair is None:
            return ""
        try:
            response = await self._http.get(
                f"{self._url}/v2.0/oa/getoa", headers={"access_token": pair.access}
            )
            return str(response.json()["data"]["oa_id"])
        except (httpx.HTTPError, ValueError, KeyError, TypeError):
            return ""

    async def _post(self, access: str, user_id: str, message: Message) -> Sent | None:
        """Return what became of one call, None when the token is dead."""
        try:
            response = await self._http.post(
                f"{self._url}/v3.0/oa/message/cs",
                headers={"access_token": access},
                json=request_body(user_id, message),
            )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            return Sent("retry", error=type(error).__name__)
        except httpx.HTTPError as error:
            return Sent("unsure", error=type(error).__name__)
        return _read(response)


def _read(response: httpx.Response) -> Sent | None:
    if response.status_code == 429:
        return Sent("retry", error="HTTP 429", pause=_RATE_PAUSE)
    try:
        body = response.json()
        code = int(body["error"])
    except (ValueError, KeyError, TypeError):
        return Sent("unsure", error=f"HTTP {response.status_code}")
    if code == 0:
        data = body.get("data")
        return Sent("sent", str(data.get("message_id", "")) if isinstance(data, dict) else "")
    error = f"{code} {str(body.get('message', ''))[:200]}"
    meaning = meanings().get(code, "unsure")
    if meaning == "token":
        return None
    if meaning == "rate":
        return Sent("retry", error=error, pause=_RATE_PAUSE)
    if meaning == "alarm":
        detail = str(body.get("message", ""))[:200]
        return Sent("alarm", error=text("alarm_platform", code=code, detail=detail))
    verdicts: dict[str, Verdict] = {"content": "content", "night": "night", "give_up": "give_up"}
    return Sent(verdicts.get(meaning, "unsure"), error=error)
