"""What the adapters share in reading events."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any

from api.channels.adapter import Refused
from api.hygiene import clean_message
from api.privacy import mask
from api.problems import Problem

_ID = re.compile(r"[\w.:-]{1,128}", re.ASCII)
_KINDS = {"message-too-long": "too_long", "empty-message": "empty"}


def parsed(raw: bytes) -> dict[str, Any]:
    """Return a JSON object whose numbers are strings as printed, so that no id loses a digit.

    Raises Refused for anything else.
    """
    try:
        body = json.loads(raw.decode("utf-8-sig"), parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        raise Refused("malformed-json") from None
    if not isinstance(body, dict):
        raise Refused("malformed-json")
    return body


def at(body: object, *path: str) -> Any:
    """Return what stands at *path* of nested objects, None where there is nothing."""
    for name in path:
        if not isinstance(body, dict):
            return None
        body = body.get(name)
    return body


def identifier(value: object) -> str:
    """Return a platform's id, '' for anything that is none."""
    return value if isinstance(value, str) and _ID.fullmatch(value) else ""


def moment(milliseconds: object) -> dt.datetime | None:
    """Return the time of a stamp in milliseconds, None for anything that is none."""
    try:
        stamp = int(milliseconds) if isinstance(milliseconds, str) else -1
        return dt.datetime.fromtimestamp(stamp / 1000, dt.timezone.utc) if stamp > 0 else None
    except (ValueError, OverflowError, OSError):
        return None


@dataclass(frozen=True)
class Typed:
    """What a user typed: ``kind`` is 'text', 'empty', 'sticker' (no letter in it) or 'too_long'.

    ``masked`` has no personal numbers.
    """

    kind: str
    masked: str = ""
    whole: str = ""


def typed(value: object) -> Typed:
    """Return the text of a message, cleaned."""
    if not isinstance(value, str):
        return Typed("empty")
    try:
        whole = clean_message(value)
    except Problem as problem:
        return Typed(_KINDS[problem.code])
    if not any(char.isalnum() for char in whole):
        # A face or a lone mark asks nothing; the dialogue would take it for 'go on'.
        return Typed("sticker")
    return Typed("text", mask(whole), whole)


def digest(*parts: str) -> str:
    """Return the key of an event; no id can be read from it."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
