"""One channel: its adapter, its boxes, and how it stands."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

from api.channels.adapter import Adapter
from api.channels.intake import Intake
from api.channels.texts import Limits, text
from api.channels.texts import limits as shipped_limits
from knowledge.clock import Clock, utc_now
from knowledge.store import Store
from knowledge.store.channels import Channels, State, Switch
from knowledge.store.inbox import Inbox
from knowledge.store.outbox import Outbox

_FRESH_SECONDS = 2.0


class Channel:
    """What webhooks, workers and operators share of one channel in one process."""

    def __init__(
        self, store: Store, adapter: Adapter, limits: Limits | None = None, clock: Clock = utc_now
    ) -> None:
        self.adapter = adapter
        self.name = adapter.name
        self.limits = limits or shipped_limits()
        self.clock = clock
        self.inbox = Inbox(store, self.name)
        self.outbox = Outbox(store, self.name)
        self.people = Channels(store, self.name)
        self.intake = Intake(self.inbox, self.limits.settle, clock)
        self._switch: Switch | None = None
        self._read_at = 0.0

    def switch(self) -> Switch:
        """Return how operators have set the channel, as of two seconds ago at most."""
        if self._switch is None or time.monotonic() - self._read_at > _FRESH_SECONDS:
            self._switch = self.people.switch()
            self._read_at = time.monotonic()
        return self._switch

    def turn(self, state: State, notice: str, who: str) -> None:
        """Set the channel."""
        self.people.turn(state, notice, who, self.clock())
        self._switch = None

    def pause(self, until: dt.datetime | None, alarm: str) -> None:
        """Stop all sending until *until* because of *alarm*; (None, '') ends both."""
        self.people.pause(until, alarm, self.clock())
        self._switch = None

    def revive(self) -> dict[str, int]:
        """Let all dead letters try again from the start; return how many of each box."""
        now = self.clock()
        return {"inbox": self.inbox.revive(now), "outbox": self.outbox.revive(now)}

    @property
    def alarmed(self) -> bool:
        """Tell whether something waits for an operator, or a pause is noted."""
        switch = self.switch()
        return bool(switch.alarm or switch.paused_until)

    def paused(self) -> bool:
        """Tell whether sending rests now."""
        until = self.switch().paused_until
        return until is not None and until > self.clock()

    def status(self) -> str:
        """Return 'off', 'setup', 'closed', 'alarm' or 'on'."""
        switch, configured = self.switch(), self.adapter.configured
        if configured == "off":
            return "off"
        if configured == "setup" or switch.state == "setup":
            return "setup"
        if switch.state == "off":
            return "closed"
        return "alarm" if switch.alarm else "on"

    def told(self) -> str:
        """Return the status as a sentence for operators."""
        status, adapter = self.status(), self.adapter
        if status == "setup":
            secret = text("reason_secret", missing=adapter.missing)
            reason = secret if adapter.configured == "setup" else text("reason_switch")
            return text("status_setup", name=self.name, reason=reason)
        key = "status_on" if status == "alarm" else f"status_{status}"
        return text(key, name=self.name, missing=adapter.missing)

    def report(self) -> dict[str, Any]:
        """Return what operators see of the channel."""
        figures, switch = self.people.figures(), self.switch()
        since = figures.waiting_since
        dead = self.people.dead()
        return {
            "name": self.name,
            "status": self.status(),
            "told": self.told(),
            "notice": switch.notice,
            "changed_by": switch.changed_by,
            "account": switch.account,
            "alarm": switch.alarm,
            "paused_until": switch.paused_until.isoformat() if switch.paused_until else None,
            "keep_days": self.limits.keep_days,
            "messages_in": sum(figures.inbox.values()),
            "messages_out": figures.outbox.get("sent", 0),
            "inbox": figures.inbox,
            "outbox": figures.outbox,
            "lag_seconds": round((self.clock() - since).total_seconds(), 1) if since else 0.0,
            "retries": figures.retries,
            "users": figures.users,
            "dead_letters": [
                {
                    "box": letter.box,
                    "id": letter.id,
                    "kind": letter.kind,
                    "text": letter.text,
                    "error": letter.error,
                    "attempts": letter.attempts,
                    "at": letter.at.isoformat(),
                }
                for letter in dead
            ],
        }
