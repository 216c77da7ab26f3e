from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.accounts.gate import Access
from api.admin.install import install as install_api
from api.adminweb.install import install
from api.app import create_app
from api.archive import StoreArchive
from api.insight.log import MessageLog
from api.library import Library
from bot.answers.pipeline import Assistant
from knowledge.store.feedback import Feedback
from knowledge.store.messages import Messages
from retrieval.live import Live
from tests.api.admin_support import PASSWORD, Visitor
from tests.api.library_support import library
from tests.api.support import FakeDialogue

ROLES = {"ed": "editor", "pub": "publisher", "boss": "admin", "op": "operator"}


@pytest.fixture
def live() -> Live:
    return Live()


@pytest.fixture
def opened(tmp_path: Path, live: Live) -> Iterator[Library]:
    made = library(tmp_path, live)
    yield made
    made.close()


@pytest.fixture
def app(opened: Library, live: Live) -> FastAPI:
    made = create_app(
        opened.settings,
        live,
        FakeDialogue(),
        archive=StoreArchive(opened.store),
        feedback=Feedback(opened.store),
        log=MessageLog(Messages(opened.store), 30),
    )
    access: Access = install_api(made, opened)
    install(made, access, Assistant(live))
    for name, role in ROLES.items():
        access.accounts.add(name, role, PASSWORD)
    access.accounts.add("snv", "official", PASSWORD, "can-tho/so-noi-vu")
    return made


@pytest.fixture
def visitor(app: FastAPI) -> Iterator[Visitor]:
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Visitor(client)
