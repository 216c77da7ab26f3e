from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from structlog.testing import capture_logs

from api.app import create_app
from api.settings import Settings
from tests.api.support import PLAN, FakeDialogue, FakeLive, snapshot

JSON = {"content-type": "application/json"}


def ask(client: TestClient, message: object = "Ai chủ trì?", **more: object) -> Any:
    return client.post("/api/v1/chat", json={"session_id": "s1", "message": message, **more})


def problem(response: Any, status: int, code: str) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["type"] == f"urn:problem:{code}"
    assert body["status"] == status
    assert body["title"] and body["detail"]
    return body


def test_answer_has_exactly_the_parts_of_the_contract(client: TestClient, dialogue: FakeDialogue) -> None:
    response = ask(client, audience="official")
    assert response.status_code == 200
    body = response.json()
    assert list(body) == [
        "session_id", "message_id", "kind", "text", "items", "total", "sources", "suggestions",
        "warnings", "as_of", "understanding",
    ]  # fmt: skip
    assert body["session_id"] == "s1"
    assert body["text"] == dialogue.answer["text"]
    assert body["as_of"] == "2026-11-24"
    assert body["sources"] == [
        {
            "document": "2766/QĐ-UBND",
            "title": "Kế hoạch",
            "section": "3.n",
            "quote": "Triển khai trợ lý ảo hỗ trợ\nngười dân",
            "url": f"/documents/{PLAN}#3.n",
        }
    ]
    assert body["understanding"] == {"intent": "ask_deadline", "confidence": 0.97, "entities": []}
    assert dialogue.said == [("s1", "Ai chủ trì?", "official")]


def test_every_answer_has_a_message_id_of_its_own(client: TestClient) -> None:
    assert ask(client).json()["message_id"] != ask(client).json()["message_id"]


def test_message_is_stripped_and_cleaned_before_the_dialogue_sees_it(
    client: TestClient, dialogue: FakeDialogue
) -> None:
    ask(client, "  ai\u200b ch\u0000ủ tr\u0300\u0069?\x07\u202e \n")
    assert dialogue.said[0][1] == "ai chủ tr\u0300i?"


@pytest.mark.parametrize("length", [1, 2000])
def test_longest_and_shortest_message_are_answered(
    client: TestClient, dialogue: FakeDialogue, length: int
) -> None:
    assert ask(client, " " + "ạ" * length + " ").status_code == 200
    assert len(dialogue.said[0][1]) == length


def test_a_decomposed_message_counts_by_its_letters(client: TestClient) -> None:
    assert ask(client, "a\u0323\u0302" * 2000).status_code == 200


@pytest.mark.parametrize("message", ["", "   \n", "\u200b\u200d\ufeff", "\x00\x01", "\u3164"])
def test_nothing_visible_is_an_empty_message(
    client: TestClient, dialogue: FakeDialogue, message: str
) -> None:
    problem(ask(client, message), 422, "empty-message")
    assert dialogue.said == []


def test_2001_characters_are_too_long(client: TestClient) -> None:
    body = problem(ask(client, "a" * 2001), 422, "message-too-long")
    assert "2000" in str(body["detail"])


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"message": "a"},
        {"session_id": "s"},
        {"session_id": "", "message": "a"},
        {"session_id": "s" * 129, "message": "a"},
        {"session_id": "a b", "message": "a"},
        {"session_id": "a\n", "message": "a"},
        {"session_id": 5, "message": "a"},
        {"session_id": "s", "message": 5},
        {"session_id": "s", "message": None},
        {"session_id": "s", "message": ["a"]},
        {"session_id": "s", "message": "a", "audience": "admin"},
        [],
        "a",
        None,
        5,
    ],
)
def test_wrong_fields_are_named(client: TestClient, body: object) -> None:
    response = client.post("/api/v1/chat", content=json.dumps(body), headers=JSON)
    answer = problem(response, 422, "invalid")
    assert answer["errors"]


@pytest.mark.parametrize(
    ("session_id", "message", "code"), [("\\ud800", "a", "invalid"), ("s", "\\ud800", "empty-message")]
)
def test_a_lone_surrogate_is_refused(client: TestClient, session_id: str, message: str, code: str) -> None:
    raw = f'{{"session_id": "{session_id}", "message": "{message}"}}'
    problem(client.post("/api/v1/chat", content=raw, headers=JSON), 422, code)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b'{"session_id": "s", "message": "\xff\xfe"}', "not-utf8"),
        (b'{"session_id": "s"', "malformed-json"),
        (b"", "malformed-json"),
        (b"[" * 10_000, "too-deep"),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "too-deep"),
        (b'{"session_id": ' + b"9" * 5000 + b"}", "malformed-json"),
    ],
)
def test_unreadable_bodies(client: TestClient, raw: bytes, code: str) -> None:
    problem(client.post("/api/v1/chat", content=raw, headers=JSON), 400, code)


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_other_content_types_are_refused(client: TestClient, content_type: str) -> None:
    raw = json.dumps({"session_id": "s", "message": "a"})
    response = client.post("/api/v1/chat", content=raw, headers={"content-type": content_type})
    problem(response, 415, "wrong-content-type")


def test_a_large_body_is_refused_by_its_declared_and_by_its_real_size(client: TestClient) -> None:
    raw = b'{"session_id": "s", "message": "' + b"a" * 70_000 + b'"}'
    problem(client.post("/api/v1/chat", content=raw, headers=JSON), 413, "too-large")
    parts = iter([raw[:40_000], raw[40_000:]])
    problem(client.post("/api/v1/chat", content=parts, headers=JSON), 413, "too-large")


def test_dialogue_down_says_it_is_restarting_and_the_next_message_works(
    client: TestClient, dialogue: FakeDialogue
) -> None:
    dialogue.down = True
    response = ask(client)
    body = problem(response, 503, "restarting")
    assert "đang khởi động lại" in str(body["detail"])
    assert response.headers["retry-after"] == "2"
    dialogue.down = False
    assert ask(client).status_code == 200


def test_a_crash_is_a_problem_without_details(client: TestClient, dialogue: FakeDialogue) -> None:
    dialogue.answer = {"text": "no kind: secret"}
    response = ask(client)
    problem(response, 500, "internal")
    assert "secret" not in response.text


def test_get_is_not_allowed(client: TestClient) -> None:
    response = client.get("/api/v1/chat")
    problem(response, 405, "method-not-allowed")
    assert response.headers["allow"] == "POST"


def test_rate_limit_answers_429_with_the_time_to_wait() -> None:
    app = create_app(Settings(rate_per_session=2), FakeLive(snapshot()), FakeDialogue())
    with TestClient(app) as client:
        assert [ask(client).status_code for _ in range(3)] == [200, 200, 429]
        response = ask(client)
        problem(response, 429, "too-many")
        assert int(response.headers["retry-after"]) >= 1
        other = client.post("/api/v1/chat", json={"session_id": "s2", "message": "a"})
        assert other.status_code == 200


def test_default_limits_let_an_evaluation_run_through(client: TestClient) -> None:
    for number in range(400):
        body = {"session_id": f"q-{number % 3}", "message": "a"}
        assert client.post("/api/v1/chat", json=body).status_code == 200


def test_logs_hold_no_personal_numbers(client: TestClient) -> None:
    with capture_logs() as logs:
        ask(client, "CCCD 048099001234, gọi 0905123456")
    lines = [entry for entry in logs if entry["event"] == "answered"]
    assert lines[0]["message"] == "CCCD [số định danh], gọi [số điện thoại]"
    assert "048099001234" not in str(logs)


def test_only_allowed_origins_may_read_answers(client: TestClient) -> None:
    body = {"session_id": "s", "message": "a"}
    good = client.post("/api/v1/chat", json=body, headers={"origin": "https://cong.example.vn"})
    bad = client.post("/api/v1/chat", json=body, headers={"origin": "https://evil.example"})
    assert good.headers["access-control-allow-origin"] == "https://cong.example.vn"
    assert "access-control-allow-origin" not in bad.headers


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(body=st.fixed_dictionaries({}, optional={"session_id": _json, "message": _json, "audience": _json}))
@examples(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_body_ever_gives_a_500(client: TestClient, body: dict[str, object]) -> None:
    raw = json.dumps(body)
    assert client.post("/api/v1/chat", content=raw, headers=JSON).status_code in (200, 422)


@given(raw=st.binary(max_size=300))
@examples(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_ever_give_a_500(client: TestClient, raw: bytes) -> None:
    assert client.post("/api/v1/chat", content=raw, headers=JSON).status_code in (400, 422)
