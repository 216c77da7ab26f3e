from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from knowledge.store import Store
from knowledge.store.feedback import Feedback
from tests.api.support import FakeDialogue, FakeLive, snapshot

ANSWER = "0123456789abcdef" * 2


@pytest.fixture
def kept(database_url: str) -> Iterator[Feedback]:
    store = Store.open(database_url)
    yield Feedback(store)
    store.close()


@pytest.fixture
def judged(kept: Feedback) -> Iterator[TestClient]:
    app = create_app(Settings(), FakeLive(snapshot()), FakeDialogue(), feedback=kept)
    with TestClient(app) as client:
        yield client


def test_a_verdict_is_kept_masked_and_can_be_changed(judged: TestClient, kept: Feedback) -> None:
    body = {"message_id": ANSWER, "verdict": "unhelpful", "reason": " Sai, gọi tôi 0905123456 "}
    assert judged.post("/api/v1/feedback", json=body).status_code == 204
    assert kept.counts() == {"unhelpful": 1}
    assert kept.reasons() == ((ANSWER, "unhelpful", "Sai, gọi tôi [số điện thoại]"),)
    again = {"message_id": ANSWER, "verdict": "helpful"}
    assert judged.post("/api/v1/feedback", json=again).status_code == 204
    assert kept.counts() == {"helpful": 1}
    assert kept.reasons() == ()
    assert 'chat_feedback_total{verdict="helpful"} 1.0' in judged.get("/metrics").text


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"message_id": ANSWER},
        {"message_id": "x", "verdict": "helpful"},
        {"message_id": ANSWER, "verdict": "great"},
        {"message_id": ANSWER, "verdict": "helpful", "reason": "a" * 501},
        {"message_id": ANSWER, "verdict": "helpful", "reason": None},
    ],
)
def test_anything_else_is_a_problem(judged: TestClient, kept: Feedback, body: dict[str, object]) -> None:
    assert judged.post("/api/v1/feedback", json=body).json()["type"] == "urn:problem:invalid"
    assert kept.counts() == {}


def test_the_chat_asks_only_where_feedback_is_kept(judged: TestClient, client: TestClient) -> None:
    assert judged.get("/api/v1/welcome").json()["feedback"] is True
    assert client.get("/api/v1/welcome").json()["feedback"] is False
    body = {"message_id": ANSWER, "verdict": "helpful"}
    assert client.post("/api/v1/feedback", json=body).status_code == 404
