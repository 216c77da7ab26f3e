"""A citizen at the chat and officers at the console, over one store; the desk's clock stands still."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.admin.install import install as install_api
from api.adminweb.install import install
from api.app import create_app
from api.handoff.desk import Desk
from api.insight.log import MessageLog
from api.library import Library
from bot.dialogue import Audience, DialogueReply
from knowledge.clock import VIETNAM
from knowledge.records.catalogue import PublicService
from knowledge.store.handoffs import Handoffs
from knowledge.store.messages import Messages
from knowledge.store.requests import Requests
from retrieval.live import Live
from tests.api.admin_support import PASSWORD, Visitor
from tests.api.library_support import library

MORNING = dt.datetime(2026, 11, 24, 9, 0, tzinfo=VIETNAM)
SOURCE = {"document": "2766/QĐ-UBND", "section": "3.n"}
DESK = PublicService(
    id="can-bo-truc",
    kind="hotline",
    name="Cán bộ trực",
    about="Cán bộ trực trả lời.",
    hours="Thứ Hai đến Thứ Sáu: 7:30-11:30, 13:30-17:00",
    holidays="2/9",
)
NIGHT = dt.datetime(2026, 11, 24, 21, 0, tzinfo=VIETNAM)


class Understanding:
    """Refuses what it is told to, sends to officers who asks for them, answers the rest."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []

    async def say(self, session_id: str, message: str, audience: Audience | None) -> DialogueReply:
        self.said.append((session_id, message))
        kind, intent = "answer", "ask_lead"
        if "xyz" in message:
            kind, intent = "refuse", "out_of_scope"
        elif "nhân viên" in message or "1022" in message:
            kind, intent = "handoff", "handoff"
        elif "chết" in message:
            kind, intent = "refuse", "self_harm"
        return DialogueReply(
            {
                "kind": kind,
                "text": f"Đáp: {message}",
                "sources": [{"document": "2766/QĐ-UBND", "section": "3.n"}],
            },
            {"intent": intent, "confidence": 0.9, "entities": []},
        )

    async def ready(self) -> bool:
        return True


@dataclass
class Office:
    app: FastAPI
    library: Library
    live: Live
    desk: Desk
    dialogue: Understanding
    citizen: TestClient

    def at(self, moment: dt.datetime) -> None:
        self.desk.clock = lambda: moment

    def ask(self, message: str, session: str = "s-1") -> dict[str, Any]:
        reply = self.citizen.post("/api/v1/chat", json={"session_id": session, "message": message})
        assert reply.status_code == 200, reply.text
        return reply.json()  # type: ignore[no-any-return]

    def news(self, session: str = "s-1", after: int = 0) -> dict[str, Any]:
        reply = self.citizen.get(f"/api/v1/chat/{session}/messages", params={"after": after})
        assert reply.status_code == 200, reply.text
        return reply.json()  # type: ignore[no-any-return]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    live = Live()
    opened = library(tmp_path, live)
    opened.store.replace_catalogue("service", "test", [DESK])
    opened.publisher.update()
    store, dialogue = opened.store, Understanding()
    log = MessageLog(Messages(store), 30)
    desk = Desk(Handoffs(store), Requests(store), Messages(store), live, log)
    app = create_app(opened.settings, live, dialogue, log=log, desk=desk)
    access = install_api(app, opened)
    install(app, access)
    for name, role in {"lan": "officer", "minh": "officer", "boss": "admin", "ed": "editor"}.items():
        access.accounts.add(name, role, PASSWORD)
    with TestClient(app, raise_server_exceptions=False) as client:
        made = Office(app, opened, live, desk, dialogue, client)
        made.at(MORNING)
        yield made
    opened.close()


@pytest.fixture
def officer(office: Office) -> Iterator[Visitor]:
    with TestClient(office.app, raise_server_exceptions=False) as client:
        visitor = Visitor(client)
        visitor.sign_in("lan")
        yield visitor


@pytest.fixture
def colleague(office: Office) -> Iterator[Visitor]:
    with TestClient(office.app, raise_server_exceptions=False) as client:
        visitor = Visitor(client)
        visitor.sign_in("minh")
        yield visitor


def rules_with(desk: Desk, **changes: Any) -> None:
    desk.rules = desk.rules.model_copy(update=changes)
