"""Everything a route may use, kept on the application's state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, cast

from fastapi import Depends, FastAPI, Request

from api.archive import Archive
from api.channels.channel import Channel
from api.channels.web import WebChannel
from api.handoff.desk import Desk
from api.limits import ChatLimits
from api.metrics import Metrics
from api.ports import Check, ConversationBox, FeedbackBox, LiveView, MessageBox, SatisfactionBox
from api.problems import Problem
from api.recent import Recent
from api.reminders.reminding import Reminding
from api.settings import Settings
from bot.dialogue import Dialogue
from knowledge.snapshot import Snapshot


@dataclass(frozen=True)
class Services:
    """Everything a route may use, kept on the application's state."""

    settings: Settings
    live: LiveView
    dialogue: Dialogue
    limits: ChatLimits
    metrics: Metrics
    archive: Archive
    feedback: FeedbackBox | None = None
    conversations: ConversationBox | None = None
    log: MessageBox | None = None
    checks: dict[str, Check] = field(default_factory=dict)
    recent: Recent = field(default_factory=Recent)
    channels: Mapping[str, Channel] = field(default_factory=dict)
    desk: Desk | None = None
    satisfaction: SatisfactionBox | None = None
    reminding: Reminding | None = None
    web: WebChannel | None = None

    @property
    def switchable(self) -> dict[str, Channel | WebChannel]:
        """The channels an operator can switch off, by name."""
        web = {self.web.name: self.web} if self.web else {}
        return {**web, **self.channels}

    @property
    def snapshot(self) -> Snapshot:
        """The snapshot that serves now; the problem 'not-published' when there is none."""
        try:
            return self.live.current.snapshot
        except LookupError:
            raise Problem("not-published", retry_after=5) from None


def services_of(app: FastAPI) -> Services:
    """Return the services of an application."""
    return cast(Services, app.state.services)


def services(request: Request) -> Services:
    """Return the services of the application that handles *request* (a FastAPI dependency)."""
    return services_of(request.app)


ServicesDep = Annotated[Services, Depends(services)]
