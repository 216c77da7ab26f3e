"""The survey at the end of a conversation, over HTTP."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from api.survey import Survey, survey
from bot.dialogue import Audience, DialogueReply
from knowledge.store import Store
from knowledge.store.satisfaction import Satisfaction, Score
from tests.api.support import FakeLive, snapshot

LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.timezone.utc)


class Farewell:
    async def say(self, session_id: str, message: str, audience: Audience | None) -> DialogueReply:
        intent = "goodbye" if "tạm biệt" in message else "ask_lead"
        return DialogueReply({"kind": "smalltalk", "text": message}, {"intent": intent, "language": "en"})

    async def ready(self) -> bool:
        return True


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Satisfaction]:
    store = Store.open(f"sqlite:///{tmp_path / 's.db'}")
    yield Satisfaction(store)
    store.close()


@pytest.fixture
def chat(kept: Satisfaction) -> Iterator[TestClient]:
    app = create_app(Settings(), FakeLive(snapshot()), Farewell(), satisfaction=kept)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def ask(chat: TestClient, message: str) -> dict[str, object]:
    body = {"session_id": "s", "message": message}
    return chat.post("/api/v1/chat", json=body).json()  # type: ignore[no-any-return]


def test_the_end_of_a_conversation_asks(chat: TestClient) -> None:
    assert "survey" not in ask(chat, "Ai chủ trì?")
    asked = ask(chat, "tạm biệt")["survey"]
    assert [each["score"] for each in asked["scores"]] == [5, 4, 3, 2, 1]  # type: ignore[index]
    assert asked["questions"][0]["text"].startswith("Overall")  # type: ignore[index]


def test_a_score_is_kept_once_for_each_session_and_question(chat: TestClient, kept: Satisfaction) -> None:
    for session, score in (("s", 2), ("s", 5), ("t", 3)):
        body = {"session_id": session, "question": "chung", "score": score}
        assert chat.post("/api/v1/satisfaction", json=body).status_code == 204
    assert kept.scores(LONG_AGO) == (Score("chung", 2, 4.0, 1),)
    chat.delete("/api/v1/sessions/s")
    assert kept.scores(LONG_AGO) == (Score("chung", 1, 3.0, 0),)


@pytest.mark.parametrize(
    "change", [{"question": "khac"}, {"score": 6}, {"score": "5"}, {"score": True}, {"session_id": "a b"}]
)
def test_what_was_not_asked_is_refused(
    chat: TestClient, kept: Satisfaction, change: dict[str, object]
) -> None:
    body = {"session_id": "s", "question": "chung", "score": 5, **change}
    assert chat.post("/api/v1/satisfaction", json=body).status_code == 422
    assert kept.scores(LONG_AGO) == ()


def test_a_survey_that_mixes_things_up_is_refused() -> None:
    data = survey().model_dump()
    with pytest.raises(ValueError, match="not told apart"):
        Survey.model_validate({**data, "questions": data["questions"] * 2})


def test_without_scripts_the_end_of_a_conversation_asks_too(chat: TestClient, kept: Satisfaction) -> None:
    page = BeautifulSoup(chat.post("/chat", data={"session_id": "s", "message": "tạm biệt"}).text, "lxml")
    form = page.select_one("form[action='/chat/satisfaction']")
    fields = {each["name"]: each["value"] for each in form.select("input[type=hidden]")}
    assert "Rất hài lòng" in form.get_text()
    told = chat.post("/chat/satisfaction", data={**fields, "score": "4"}).text
    assert "Cảm ơn bạn đã đánh giá." in told
    assert [score.mean for score in kept.scores(LONG_AGO, 4)] == [4]
    for wrong in ("", "9", "a", "²"):
        assert chat.post("/chat/satisfaction", data={**fields, "score": wrong}).status_code == 422
