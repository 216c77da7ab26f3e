from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from tests.api.support import FakeArchive, FakeDialogue, FakeLive, snapshot


@pytest.fixture
def dialogue() -> FakeDialogue:
    return FakeDialogue()


@pytest.fixture
def live() -> FakeLive:
    return FakeLive(snapshot())


@pytest.fixture
def settings() -> Settings:
    return Settings(allowed_origins=("https://cong.example.vn",))


@pytest.fixture
def client(settings: Settings, live: FakeLive, dialogue: FakeDialogue) -> Iterator[TestClient]:
    with TestClient(
        create_app(settings, live, dialogue, archive=FakeArchive()), raise_server_exceptions=False
    ) as test_client:
        yield test_client
