import dataclasses
from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.actions import actions_router
from bot.actions.slots import SLOTS, context_of, slot_events
from bot.answers.answer import Answer
from bot.answers.forms import Step
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
        self.step = Step({})

    def __call__(self, message, context, **given):
        self.calls.append((message, context, given))
        if self.error:
            raise self.error
        return SimpleNamespace(answer=self.reply, query=query(message))

    def fill(self, message, context, **given):
        self.calls.append((message, context, given))
        if self.error:
            raise self.error
        return self.step, query(message)


def endpoint(answerer):
    app = FastAPI()
    app.include_router(actions_router(answerer, answerer.fill, "secret"))
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
        "agency_id": None,
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


OPEN = {"name": "procedure_case_form", "slot": "case_choice", "values": {"procedure_choice": "Khai sinh"}}


def slots_of(reply):
    return {e["name"]: e["value"] for e in reply["events"] if e["event"] == "slot"}


def test_an_answer_that_asks_back_opens_the_loop_at_the_slot_it_asks_for():
    asks = Answer(kind="form", text="Trường hợp nào?", context={"form": OPEN})
    reply = endpoint(Recorder(asks)).post("/webhook", json=call(slots={}), headers=HEADERS).json()
    assert {"event": "active_loop", "name": "procedure_case_form"} in reply["events"]
    assert slots_of(reply) == {"form": OPEN, "procedure_choice": "Khai sinh", "audience": "official"}


def test_the_slots_of_a_form_that_is_over_are_cleared():
    told = {"form": {"name": "procedure_case_form", "done": True}, "case_choice": "a", "requested_slot": None}
    answered = Answer(kind="answer", text="Đây.", context={"form": {}})
    reply = endpoint(Recorder(answered)).post("/webhook", json=call(slots=told), headers=HEADERS).json()
    assert slots_of(reply) == {"form": {}, "case_choice": None, "audience": "official"}


def ran(*names):
    return [{"event": "action", "name": name} for name in (*names, "procedure_case_form")]


def validation(**tracker):
    slots = {"form": OPEN, "requested_slot": "case_choice", "case_choice": "2"}
    asked = call(slots=slots, **{"events": ran("action_listen"), **tracker})
    return {**asked, "next_action": "validate_procedure_case_form"}


def test_a_reply_fills_the_slot_and_ends_the_form_when_nothing_more_is_asked():
    filler = Recorder()
    filler.step = Step({"name": "procedure_case_form", "done": True}, value="Mất")
    reply = endpoint(filler).post("/webhook", json=validation(), headers=HEADERS).json()
    assert slots_of(reply) == {
        "case_choice": "Mất",
        "form": {"name": "procedure_case_form", "done": True},
        "requested_slot": None,
    }
    assert reply["responses"] == []


def test_a_further_question_is_asked_while_the_form_stays_open():
    filler = Recorder()
    filler.step = Step(OPEN, Answer(kind="form", text="Và?", context={"form": OPEN}), "1")
    reply = endpoint(filler).post("/webhook", json=validation(), headers=HEADERS).json()
    assert reply["responses"][0]["custom"]["answer"]["text"] == "Và?"
    assert "requested_slot" not in slots_of(reply)


def appointment_validation(**values):
    form = {"name": "appointment_form", "slot": "appointment_what", "values": values}
    slots = {"form": form, "requested_slot": "appointment_what", "appointment_what": "as typed", **values}
    events = [{"event": "action", "name": name} for name in ("action_listen", "appointment_form")]
    return {**call(slots=slots, events=events), "next_action": "validate_appointment_form"}


def test_every_slot_told_in_one_reply_is_set_at_once():
    told = {"appointment_what": "làm hộ chiếu", "appointment_time": "sáng mai"}
    form = {"name": "appointment_form", "slot": "appointment_contact", "values": told}
    filler = Recorder()
    filler.step = Step(form, Answer(kind="form", text="Số nào?", context={"form": form}), "làm hộ chiếu")
    reply = endpoint(filler).post("/webhook", json=appointment_validation(), headers=HEADERS).json()
    assert slots_of(reply) == {**told, "form": form}


def test_another_slot_is_kept_while_the_slot_asked_is_asked_for_again():
    told = {"appointment_time": "sáng mai"}
    form = {"name": "appointment_form", "slot": "appointment_what", "values": told, "tries": 2}
    filler = Recorder()
    filler.step = Step(form, Answer(kind="form", text="Việc gì?", context={"form": form}))
    reply = endpoint(filler).post("/webhook", json=appointment_validation(), headers=HEADERS).json()
    assert slots_of(reply) == {"appointment_what": None, **told, "form": form}


def test_a_slot_that_was_told_before_is_not_set_again():
    filler = Recorder()
    told = {"appointment_what": "làm hộ chiếu", "appointment_time": "sáng mai"}
    filler.step = Step({"name": "appointment_form", "done": True, "values": told}, value="làm hộ chiếu")
    asked = appointment_validation(appointment_time="sáng mai")
    reply = endpoint(filler).post("/webhook", json=asked, headers=HEADERS).json()
    assert "appointment_time" not in slots_of(reply)
    assert slots_of(reply)["appointment_what"] == "làm hộ chiếu"


def test_a_form_may_be_opened_with_a_later_slot_already_told():
    form = {"name": "appointment_form", "slot": "appointment_what", "values": {"appointment_time": "mai"}}
    asks = Answer(kind="form", text="Việc gì?", context={"form": form})
    reply = endpoint(Recorder(asks)).post("/webhook", json=call(slots={}), headers=HEADERS).json()
    assert slots_of(reply) == {"form": form, "appointment_time": "mai", "audience": "official"}
    assert {"event": "active_loop", "name": "appointment_form"} in reply["events"]


def test_a_message_that_is_no_reply_or_a_failure_ends_the_form():
    for error in (None, RuntimeError("x")):
        filler = Recorder(error=error)
        reply = endpoint(filler).post("/webhook", json=validation(), headers=HEADERS).json()
        assert slots_of(reply) == {"case_choice": None, "form": {}, "requested_slot": None}


def test_a_form_opened_in_this_very_turn_validates_nothing():
    filler = Recorder()
    asked = validation(events=ran("action_listen", "action_answer"))
    reply = endpoint(filler).post("/webhook", json=asked, headers=HEADERS).json()
    assert reply == {"events": [], "responses": []} and filler.calls == []
