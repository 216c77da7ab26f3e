"""The chat on the web as a channel: operators see its figures and can switch it off with a notice.

It has no boxes: who asks waits for the answer, so there is nothing to try again and no dead letter.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from api.channels.texts import limits, text
from api.insight.figures import percentile
from knowledge.clock import Clock, utc_now
from knowledge.store import Store
from knowledge.store.channels import Channels, State, Switch
from knowledge.store.messages import Messages

_log = structlog.get_logger("channel")
NAME = "web"
CLOSED = "channel_closed"
"""The intent of what is asked while the chat is switched off."""
_NAMES = ("web", "form")
_FRESH_SECONDS = 2.0


class WebChannel:
    """The chat page, the widget and the page without JavaScript. *flush* writes what the log still holds."""

    def __init__(self, store: Store, flush: Callable[[], object], clock: Clock = utc_now) -> None:
        self.name = NAME
        self.clock = clock
        self._channels = Channels(store, NAME)
        self._messages = Messages(store)
        self._flush = flush
        self._switch: Switch | None = None
        self._read_at = 0.0

    def closed(self) -> str:
        """Return the notice while the chat is switched off, '' while it is on.

        As of two seconds ago at most; while the database is away it stays as it was.
        """
        if self._switch is None or time.monotonic() - self._read_at > _FRESH_SECONDS:
            self._read_at = time.monotonic()
            try:
                self._switch = self._channels.switch()
            except SQLAlchemyError as error:
                _log.warning("switch_unknown", channel=NAME, error=type(error).__name__)
        if self._switch is None or self._switch.state != "off":
            return ""
        return self._switch.notice or text("closed")

    def turn(self, state: State, notice: str, who: str) -> None:
        """Set the channel."""
        self._channels.turn(state, notice, who, self.clock())
        self._switch = None

    def report(self) -> dict[str, Any]:
        """Return what operators see of the channel; the lag is what 95 % of the answers took at most."""
        self._flush()
        days = limits().keep_days
        since = self.clock() - dt.timedelta(days=days)
        times, users = self._messages.figures(_NAMES, since)
        closed, switch = self.closed(), self._channels.switch()
        most = percentile(times, 0.95)
        return {
            "name": self.name,
            "status": "closed" if closed else "on",
            "told": text("status_web_closed" if closed else "status_web"),
            "notice": switch.notice,
            "changed_by": switch.changed_by,
            "alarm": "",
            "keep_days": days,
            "messages_in": len(times),
            "messages_out": len(times),
            "lag_seconds": round(most / 1000, 2) if most is not None else 0.0,
            "retries": 0,
            "users": users,
            "dead_letters": [],
        }


def closed_answer(session_id: str, message_id: str, notice: str) -> dict[str, Any]:
    """Return the chat contract's answer while the chat is switched off."""
    return {
        "session_id": session_id,
        "message_id": message_id,
        "kind": "refuse",
        "text": notice,
        "items": [],
        "total": None,
        "sources": [],
        "suggestions": [],
        "warnings": [],
        "as_of": None,
        "understanding": {"intent": CLOSED, "confidence": 1.0, "entities": []},
    }
