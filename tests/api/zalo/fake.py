"""A local Zalo: signs real-shaped events, checks our calls, and can misbehave in every way we know of."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import json
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

APP, OA, OA_SECRET, APP_SECRET = "3912005478219640001", "2861234567890123456", "oa-secret", "app-secret"
_numbers = itertools.count(time.time_ns() // 1_000)


def signed(event: dict[str, Any], secret: str = OA_SECRET, app: str = APP) -> tuple[bytes, dict[str, str]]:
    """The raw body and headers of an event, with odd spacing so that only the raw bytes verify."""
    raw = json.dumps(event, ensure_ascii=True, separators=(", ", ":")).encode()
    mac = hashlib.sha256(app.encode() + raw + str(event.get("timestamp")).encode() + secret.encode())
    headers = {"X-ZEvent-Signature": f"mac={mac.hexdigest()}", "Content-Type": "application/json"}
    return raw, headers


def event(
    name: str, user: str = "user-1", message: dict[str, Any] | None = None, **more: Any
) -> dict[str, Any]:
    made = {
        "app_id": APP,
        "event_name": name,
        "sender": {"id": user},
        "recipient": {"id": OA},
        "user_id_by_app": f"app-{user}",
        "timestamp": str(int(time.time() * 1000)),
    }
    if message is not None:
        made["message"] = {"msg_id": f"m{next(_numbers)}", **message}
    return {**made, **more}


def text(said: str, user: str = "user-1", **more: Any) -> dict[str, Any]:
    return event("user_send_text", user, {"text": said}, **more)


def follow(name: str = "follow", user: str = "user-1") -> dict[str, Any]:
    made = event(name, user)
    del made["sender"], made["recipient"]
    return {**made, "oa_id": OA, "follower": {"id": user}, "source": "oa_profile"}


@dataclass
class FakeZalo:
    """``script`` holds what happens to the next sends: an error code, 'slow', 'cut' (taken, but answered with
    an error page), 'http500' (not taken), '429'. ``buttons`` False refuses messages with buttons.
    """

    access: str = "access-0"
    refresh: str = "refresh-0"
    buttons: bool = True
    pause: float = 0.0
    slow: float = 0.5
    renewals: int = 0
    renewal_error: dict[str, Any] | None = None
    script: deque[int | str] = field(default_factory=deque)
    taken: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/v3.0/oa/message/cs", self.send, methods=["POST"]),
                Route("/v2.0/oa/getoa", self.getoa),
                Route("/v4/oa/access_token", self.renew, methods=["POST"]),
                Route("/taken", self.show),
            ]
        )

    def texts(self, user: str = "user-1") -> list[str]:
        return [message["text"] for to, message in self.taken if to == user]

    def last_buttons(self, user: str = "user-1") -> list[dict[str, str]]:
        message = [message for to, message in self.taken if to == user][-1]
        buttons: list[dict[str, str]] = message.get("attachment", {}).get("payload", {}).get("buttons", [])
        return buttons

    async def send(self, request: Request) -> Response:
        body = await request.json()
        if request.headers.get("access_token") != self.access:
            return JSONResponse({"error": -216, "message": "access token is invalid"})
        step = self.script.popleft() if self.script else 0
        if self.pause:
            await asyncio.sleep(self.pause)
        if isinstance(step, int) and step:
            return JSONResponse({"error": step, "message": "no"})
        if step == "http500":
            return PlainTextResponse("oops", 500)
        if step == "429":
            return PlainTextResponse("slow down", 429)
        message = body["message"]
        attachment = message.get("attachment")
        if attachment and not self.buttons:
            return JSONResponse({"error": -201, "message": "attachment is invalid"})
        self._check(body)
        self.taken.append((body["recipient"]["user_id"], message))
        if step == "cut":
            return PlainTextResponse("bad gateway", 502)
        if step == "slow":
            await asyncio.sleep(self.slow)
        data = {"message_id": f"z{len(self.taken)}", "user_id": body["recipient"]["user_id"]}
        return JSONResponse({"data": data, "error": 0, "message": "Success"})

    def _check(self, body: dict[str, Any]) -> None:
        message = body["message"]
        if len(message["text"].encode("utf-16-le")) // 2 > 2000 or not message["text"]:
            self.faults.append("length")
        if not isinstance(body["recipient"]["user_id"], str):
            self.faults.append("user id is no string")
        if "attachment" in message:
            buttons = message["attachment"]["payload"]["buttons"]
            if message["attachment"]["type"] != "template" or not 1 <= len(buttons) <= 5:
                self.faults.append("attachment")
            for button in buttons:
                if button["type"] != "oa.query.hide" or not 0 < len(button["title"]) <= 100:
                    self.faults.append("button")
                if not 0 < len(button["payload"]) <= 30:
                    self.faults.append("payload")

    async def getoa(self, request: Request) -> Response:
        if request.headers.get("access_token") != self.access:
            return JSONResponse({"error": -216, "message": "access token is invalid"})
        return JSONResponse({"error": 0, "data": {"oa_id": OA, "name": "Thành phố"}})

    async def renew(self, request: Request) -> Response:
        form = dict(p.split("=") for p in (await request.body()).decode().split("&"))
        await asyncio.sleep(0.05)
        if self.renewal_error:
            return JSONResponse(self.renewal_error)
        right = (form.get("refresh_token"), form.get("app_id"), form.get("grant_type"))
        if right != (self.refresh, APP, "refresh_token") or request.headers.get("secret_key") != APP_SECRET:
            return JSONResponse({"error": -14014, "error_name": "Invalid refresh token."})
        self.renewals += 1
        self.access, self.refresh = f"access-{self.renewals}", f"refresh-{self.renewals}"
        return JSONResponse(
            {"access_token": self.access, "refresh_token": self.refresh, "expires_in": "90000"}
        )

    async def show(self, request: Request) -> Response:
        return JSONResponse(
            {
                "sends": len(self.taken),
                "by_text": dict(Counter(message["text"] for _, message in self.taken)),
                "faults": self.faults,
            }
        )
