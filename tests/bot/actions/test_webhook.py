import dataclasses
from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.actions import actions_router
from bot.actions.slots import SLOTS, context_of, slot_events
from bot.answers.answer import Answer
from nlu.query import Context, Query

HEADERS = {"Authorization": "Bearer secret"}


def query(message, intent="ask_lead", confidence=0.9):
    return Query(
        raw=message,
        text=message,
        folded=message,
        accents="full",
        language="vi",
        intent=intent,
        confidence=confidence,
        topic=message,
    )


class Recorder:
    def __init__(self, answer=None, error=None):
        self.calls = []
        self.reply = answer or Answer(kind="answer", text="IOC chủ trì.", context={"task_id": "d/3.n"})
        self.error = error

    def __call__(self, message, context, **given):
        self.calls.append((message, context, given))
        if self.error:
            raise self.error
        return SimpleNamespace(answer=self.reply, query=query(message))


def endpoint(answerer):
    app = FastAPI()
    app.include_router(actions_router(answerer, "secret"))
    return TestClient(app)


def call(**tracker):
    latest = {
        "text": "ai chu tri",
        "intent": {"name": "ask_lead", "confidence": 0.8},
        "intent_ranking": [
            {"name": "ask_lead", "confidence": 0.8},
            {"name": "ask_content", "confidence": 0.1},
        ],
        "metadata": {"message": "Ai chủ trì?", "audience": "official"},
    }
    return {
        "next_action": "action_answer",
        "sender_id": "s",
        "tracker": {"latest_message": latest, **tracker},
    }


def test_the_message_as_typed_the_context_and_the_ranking_reach_the_answerer():
    answerer = Recorder()
    response = endpoint(answerer).post(
        "/webhook",
        json=call(slots={"document_id": "d", "items": ["d/1", "d/2"], "requested_slot": None}),
        headers=HEADERS,
    )
    assert response.status_code == 200
    message, context, given = answerer.calls[0]
    assert message == "Ai chủ trì?"
    assert context == Context(document_id="d", items=("d/1", "d/2"))
    assert given == {
        "intent": "ask_lead",
        "confidence": 0.8,
        "ranking": [("ask_lead", 0.8), ("ask_content", 0.1)],
        "audience": "official",
    }


def test_the_answer_comes_back_as_custom_payload_and_its_context_as_slots():
    said = endpoint(Recorder()).post("/webhook", json=call(slots={}), headers=HEADERS).json()
    assert {"event": "slot", "name": "task_id", "value": "d/3.n"} in said["events"]
    payload = said["responses"][0]["custom"]
    assert payload["answer"]["text"] == "IOC chủ trì."
    assert "context" not in payload["answer"]
    assert payload["understanding"]["intent"] == "ask_lead"


@pytest.mark.parametrize("error", [RuntimeError("secret path /x/y"), KeyError("z"), Exception()])
def test_a_failure_is_a_kind_reply_and_leaves_the_slots_alone(error):
    said = endpoint(Recorder(error=error)).post("/webhook", json=call(slots={}), headers=HEADERS)
    assert said.status_code == 200
    assert said.json()["events"] == []
    text = said.json()["responses"][0]["custom"]["answer"]["text"]
    assert "1022" in text
    assert "secret" not in said.text


def test_a_context_that_is_no_slot_is_a_failure_of_ours_not_a_500():
    answerer = Recorder(answer=Answer(kind="answer", text="x", context={"colour": "red"}))
    said = endpoint(answerer).post("/webhook", json=call(slots={}), headers=HEADERS).json()
    assert "1022" in said["responses"][0]["custom"]["answer"]["text"]


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Bearer é".encode()}]
)
def test_only_holders_of_the_token_are_served(headers):
    answerer = Recorder()
    assert endpoint(answerer).post("/webhook", json=call(slots={}), headers=headers).status_code == 401
    assert answerer.calls == []


def test_an_unknown_action_is_refused():
    body = {**call(slots={}), "next_action": "action_other"}
    assert endpoint(Recorder()).post("/webhook", json=body, headers=HEADERS).status_code == 404


def test_slots_are_the_fields_of_the_context_and_survive_the_way_through_rasa():
    context = Context(
        task_id="d/1",
        aspects=("lead", "deadline"),
        items=("a",),
        listing={"agency": "x"},
        offset=5,
        audience="citizen",
    )
    events = slot_events({}, dataclasses.asdict(context))
    assert context_of({event["name"]: event["value"] for event in events}) == context
    assert set(SLOTS) == {field.name for field in dataclasses.fields(Context)}


def test_only_changed_slots_are_sent():
    assert slot_events(
        {"task_id": "d/1", "items": ["a"]}, {"task_id": "d/1", "items": ("a",), "offset": 3}
    ) == [{"event": "slot", "name": "offset", "value": 3}]
