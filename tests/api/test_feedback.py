from __future__ import annotations

from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
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


def test_the_reasons_are_offered_in_the_language_of_the_chat(judged: TestClient, client: TestClient) -> None:
    offered = {lang: judged.get(f"/api/v1/welcome?lang={lang}").json()["opinion"] for lang in ("vi", "en")}
    assert "Còn thiếu" in offered["vi"]["reasons"]
    assert len(offered["vi"]["reasons"]) == len(offered["en"]["reasons"])
    assert client.get("/api/v1/welcome").json()["opinion"] is None


def form_under(page: str) -> dict[str, str]:
    form = BeautifulSoup(page, "lxml").select_one("form[action='/chat/feedback']")
    return {each["name"]: each["value"] for each in form.select("input[type=hidden]")}


@pytest.mark.parametrize(
    ("given", "kept_reason"),
    [
        ({"verdict": "unhelpful", "reason": "Còn thiếu", "own": "lệ phí"}, "Còn thiếu: lệ phí"),
        ({"verdict": "unhelpful", "own": "gọi 0905123456"}, "gọi [số điện thoại]"),
        ({"verdict": "helpful", "reason": "Còn thiếu"}, ""),
    ],
)
def test_without_scripts_an_answer_is_judged_with_a_reason(
    judged: TestClient, kept: Feedback, given: dict[str, str], kept_reason: str
) -> None:
    page = judged.post("/chat", data={"session_id": "f1", "message": "Ai?", "audience": "official"}).text
    fields = form_under(page)
    told = BeautifulSoup(judged.post("/chat/feedback", data={**fields, **given}).text, "lxml")
    assert told.select_one("[role=status]").get_text() == "Cảm ơn bạn đã góp ý."
    assert told.select_one("form[action='/chat'] input[name=session_id]")["value"] == "f1"
    assert told.select_one("input[value=official]").has_attr("checked")
    assert kept.counts() == {given["verdict"]: 1}
    assert [reason for _, _, reason in kept.reasons()] == ([kept_reason] if kept_reason else [])


def test_without_scripts_what_is_no_verdict_is_refused(judged: TestClient, client: TestClient) -> None:
    fields = form_under(judged.post("/chat", data={"session_id": "f1", "message": "Ai?"}).text)
    for wrong in ({}, {"verdict": "great"}, {"verdict": "unhelpful", "own": "a" * 501}):
        assert judged.post("/chat/feedback", data={**fields, **wrong}).status_code == 422
    page = client.post("/chat", data={"session_id": "f1", "message": "Ai?"}).text
    assert "/chat/feedback" not in page
    assert client.post("/chat/feedback", data={**fields, "verdict": "helpful"}).status_code == 404
