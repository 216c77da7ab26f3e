from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from api.app import create_app
from api.recent import Recent
from api.settings import Settings
from api.streaming import events, sentences, wants_events
from bot.dialogue import Audience, DialogueReply
from tests.api.served import Served
from tests.api.support import FakeDialogue, FakeLive, snapshot

Event = tuple[str, dict[str, Any]]
BODY = {"session_id": "s1", "message": "Ai chủ trì?"}


def read(text: str) -> list[Event]:
    blocks = [block.split("\n") for block in text.split("\n\n") if block]
    assert all(len(block) == 2 for block in blocks)
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in blocks]


def stream(client: TestClient, **more: object) -> list[Event]:
    response = client.post("/api/v1/chat/stream", json={**BODY, **more})
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["x-accel-buffering"] == "no"
    assert "content-encoding" not in response.headers
    return read(response.text)


def test_the_parts_come_in_order_and_put_together_are_the_answer(
    client: TestClient, dialogue: FakeDialogue
) -> None:
    dialogue.answer["text"] = "Trung tâm IOC chủ trì. Hạn 31.12.2024.\n1. Một\n2. Hai"
    dialogue.answer["items"] = ({"type": "task", "id": "a"},)
    dialogue.answer["total"] = 7
    found = stream(client, audience="official")
    names = [name for name, _ in found]
    assert names == ["progress", "understanding", *["text"] * 4, "items", "sources", "done"]
    parts = dict(found)
    done = parts["done"]
    assert "".join(data["text"] for name, data in found if name == "text") == done["text"]
    assert parts["items"] == {"items": done["items"], "total": 7}
    assert parts["sources"] == {"sources": done["sources"]}
    assert parts["understanding"] == done["understanding"]
    plain = client.post("/api/v1/chat", json=BODY).json()
    assert {**done, "message_id": ""} == {**plain, "message_id": ""}
    assert dialogue.said[0] == ("s1", "Ai chủ trì?", "official")


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/event-stream, application/json", "text/event-stream"),
        ("TEXT/EVENT-STREAM;q=1", "text/event-stream"),
        ("application/json", "application/json"),
        ("*/*", "application/json"),
    ],
)
def test_the_one_address_gives_what_the_caller_accepts(client: TestClient, accept: str, kind: str) -> None:
    response = client.post("/api/v1/chat", json=BODY, headers={"accept": accept})
    assert response.headers["content-type"].partition(";")[0] == kind
    assert wants_events(accept) == (kind == "text/event-stream")


def test_what_is_wrong_with_a_message_is_a_problem_before_the_stream(client: TestClient) -> None:
    for body, status in (({}, 422), ({**BODY, "message": ""}, 422), ({**BODY, "turn_id": "a b"}, 422)):
        response = client.post("/api/v1/chat/stream", json=body)
        assert response.status_code == status
        assert response.headers["content-type"] == "application/problem+json"
    with TestClient(create_app(Settings(rate_per_session=1), FakeLive(snapshot()), FakeDialogue())) as one:
        stream(one)
        assert one.post("/api/v1/chat/stream", json=BODY).status_code == 429


def test_a_dialogue_that_is_down_or_fails_ends_the_stream_with_a_problem(
    client: TestClient, dialogue: FakeDialogue
) -> None:
    dialogue.down = True
    name, data = stream(client)[-1]
    assert (name, data["status"], data["retry_after"]) == ("problem", 503, 2)
    dialogue.down = False
    dialogue.answer = {"text": "no kind: secret"}
    found = stream(client)
    assert (found[-1][0], found[-1][1]["status"]) == ("problem", 500)
    assert "secret" not in str(found)


class SlowDialogue(FakeDialogue):
    """Answers when it is told to; knows how often it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.go = asyncio.Event()

    async def say(self, session_id: str, message: str, audience: Audience | None) -> DialogueReply:
        self.said.append((session_id, message, audience))
        await self.go.wait()
        return DialogueReply(self.answer, self.understanding)


async def test_waiting_is_told_until_the_answer_is_there() -> None:
    go = asyncio.Event()

    async def work() -> dict[str, Any]:
        await go.wait()
        return {"understanding": {}, "text": "Xong.", "items": [], "total": None, "sources": []}

    found = b""
    async for part in events(Recent().answering(None, work), beat=0.01):
        found += part
        if found.count(b"event: progress") == 3:
            go.set()
    names = [name for name, _ in read(found.decode())]
    assert names[:3] == ["progress"] * 3
    assert names[-3:] == ["understanding", "text", "done"]


@pytest.fixture
def slow() -> Iterator[tuple[str, SlowDialogue]]:
    dialogue = SlowDialogue()
    app = create_app(Settings(), FakeLive(snapshot()), dialogue)
    with Served(app) as server:
        yield server.url, dialogue


def test_the_first_event_does_not_wait_and_a_turn_sent_again_is_not_asked_again(
    slow: tuple[str, SlowDialogue],
) -> None:
    url, dialogue = slow
    body = {**BODY, "turn_id": "turn-0001"}
    address = f"{url}/api/v1/chat/stream"
    with httpx.Client(trust_env=False, timeout=10) as http:
        with http.stream("POST", address, json=body, headers={"accept-encoding": "gzip"}) as response:
            assert "content-encoding" not in response.headers
            lines = response.iter_lines()
            assert [next(lines), next(lines)] == ["event: progress", 'data: {"seconds": 0}']
        # The reader has left in the middle; the work goes on, and the turn is there to come back for.
        dialogue.go.set()
        again = http.post(f"{url}/api/v1/chat", json=body).json()
        third = http.post(f"{url}/api/v1/chat", json=body).json()
        other = http.post(f"{url}/api/v1/chat", json={**body, "message": "Hạn nào?"}).json()
    assert again["message_id"] == third["message_id"] != other["message_id"]
    assert [message for _, message, _ in dialogue.said] == ["Ai chủ trì?", "Hạn nào?"]


def test_a_turn_that_failed_is_asked_again(client: TestClient, dialogue: FakeDialogue) -> None:
    dialogue.down = True
    assert stream(client, turn_id="turn-0001")[-1][0] == "problem"
    dialogue.down = False
    assert stream(client, turn_id="turn-0001")[-1][0] == "done"


async def test_answers_are_not_kept_for_ever() -> None:
    now = [0.0]
    recent = Recent(seconds=10, answers=3, clock=lambda: now[0])
    calls: list[str] = []

    def ask(name: str) -> asyncio.Task[dict[str, Any]]:
        async def work() -> dict[str, Any]:
            calls.append(name)
            return {}

        return recent.answering((name,), work)

    await ask("a")
    await ask("a")
    assert calls == ["a"]
    now[0] = 11.0
    await ask("a")
    assert calls == ["a", "a"]
    for name in "bcd":
        await ask(name)
    await ask("d")
    await ask("a")
    assert calls == ["a", "a", "b", "c", "d", "a"]


@given(st.text())
def test_no_letter_of_a_text_is_lost_between_its_sentences(text: str) -> None:
    assert "".join(sentences(text)) == text
