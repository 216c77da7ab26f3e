"""A message to a user as every channel understands it, and what became of sending it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Verdict = Literal["sent", "retry", "unsure", "content", "night", "give_up", "alarm"]


@dataclass(frozen=True)
class Button:
    """A choice; ``code`` comes back as the text of a message, so anybody may type it."""

    title: str
    code: str


@dataclass(frozen=True)
class Message:
    """Text of at most the platform's length, with at most five buttons."""

    text: str
    buttons: tuple[Button, ...] = ()

    def payload(self) -> dict[str, Any]:
        """Return the message as plain JSON for the outbox."""
        return {"text": self.text, "buttons": [[button.title, button.code] for button in self.buttons]}

    @classmethod
    def of(cls, payload: Mapping[str, Any]) -> Message:
        """Return the message that payload() wrote."""
        return cls(payload["text"], tuple(Button(title, code) for title, code in payload["buttons"]))


@dataclass(frozen=True)
class Sent:
    """What became of a send.

    retry: surely not taken, try again; unsure: nobody knows; content: this content is refused; night:
    refused until morning; give_up: this user cannot be reached; alarm: an operator must act, all
    sending pauses. ``pause`` asks to stop sending for that long.
    """

    verdict: Verdict
    message_id: str = ""
    error: str = ""
    pause: dt.timedelta | None = None
