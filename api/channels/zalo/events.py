"""Events of an Official Account, reduced to what answering needs."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from api.channels.reading import Typed, at, digest, identifier, moment, typed
from api.channels.sealing import Seal
from knowledge.store.inbox import Event

NAME = "zalo"
_Paths: TypeAlias = tuple[tuple[str, ...], ...]
_CAPTIONED = ("image", "gif", "video", "file")
_USER: _Paths = (("sender", "id"), ("follower", "id"), ("user_id",))
_ACCOUNT: _Paths = (("recipient", "id"), ("oa_id",))


@cache
def kinds() -> dict[str, str]:
    """Return the meaning of events by name."""
    loaded: dict[str, str] = yaml.safe_load(
        (Path(__file__).with_name("data") / "events.yaml").read_text(encoding="utf-8")
    )
    return loaded


def event_of(body: dict[str, Any], seal: Seal) -> Event | None:
    """Return the event of a genuine request; None when it needs no answer or lacks what is needed."""
    name = body.get("event_name")
    kind = kinds().get(name) if isinstance(name, str) else None
    sent_at = moment(body.get("timestamp"))
    if kind is None or sent_at is None or not isinstance(name, str):
        return None
    users, accounts = _USER, _ACCOUNT
    if kind == "human":
        if not identifier(at(body, "sender", "admin_id")):
            return None
        users, accounts = (("recipient", "id"),), (("sender", "id"),)
    user_id = _first(body, users)
    if not user_id:
        return None
    said = Typed(kind)
    if kind == "text" or kind in _CAPTIONED:
        words = typed(at(body, "message", "text"))
        # A picture without words stays a picture.
        said = words if words.masked or kind == "text" else said
    message_id = identifier(at(body, "message", "msg_id"))
    key = digest(name, message_id) if message_id else digest(name, user_id, body["timestamp"])
    sealed = seal.close(said.whole, said.masked)
    return Event(NAME, key, user_id, said.kind, sent_at, said.masked, _first(body, accounts), sealed)


def _first(body: dict[str, Any], paths: _Paths) -> str:
    return next((found for path in paths if (found := identifier(at(body, *path)))), "")
