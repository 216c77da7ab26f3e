"""Rasa's project files agree with the lists they repeat."""

import dataclasses
from pathlib import Path

import yaml

from bot.answers.forms import FORM_SLOTS
from bot.rasa.training import generate
from nlu.query import Context

RASA = Path(generate.__file__).resolve().parents[1]
INTENTS = yaml.safe_load((RASA.parents[1] / "nlu/data/intents.yaml").read_text("utf-8"))["intents"]
DOMAIN = yaml.safe_load((RASA / "domain.yml").read_text("utf-8"))


def test_the_domain_has_the_intents_of_the_nlu():
    assert DOMAIN["intents"] == [*INTENTS, "nlu_fallback"]


def test_the_slots_are_the_fields_of_the_context_and_decide_nothing_in_rasa():
    asked = {slot for slots in FORM_SLOTS.values() for slot in slots}
    assert set(DOMAIN["slots"]) == {field.name for field in dataclasses.fields(Context)} | asked
    assert all(slot["influence_conversation"] is False for slot in DOMAIN["slots"].values())


def test_the_forms_are_those_of_the_answer_rooms_and_each_is_validated_and_left_by_rule():
    assert {name: tuple(form["required_slots"]) for name, form in DOMAIN["forms"].items()} == dict(FORM_SLOTS)
    rules = yaml.safe_load((RASA / "data/rules.yml").read_text("utf-8"))["rules"]
    for name, slots in FORM_SLOTS.items():
        assert f"validate_{name}" in DOMAIN["actions"]
        assert any({"active_loop": name} in rule.get("condition", []) for rule in rules), name
        for slot in slots:
            (mapping,) = DOMAIN["slots"][slot]["mappings"]
            assert mapping["conditions"] == [{"active_loop": name, "requested_slot": slot}]


def test_a_session_ends_after_half_an_hour_and_takes_its_slots_with_it():
    assert DOMAIN["session_config"] == {
        "session_expiration_time": 30,
        "carry_over_slots_to_new_session": False,
    }


def test_every_intent_has_a_rule():
    rules = yaml.safe_load((RASA / "data/rules.yml").read_text("utf-8"))["rules"]
    ruled = {step["intent"] for rule in rules for first in rule["steps"][:1] for step in first.get("or", [])}
    assert ruled == {*INTENTS, "nlu_fallback"}


def test_the_committed_examples_are_what_the_templates_give():
    wanted = generate.render(generate.examples())
    assert {path.name: path.read_text("utf-8") for path in generate.DATA.glob("*.yml")} == wanted


def test_every_intent_is_asked_in_many_ways_and_no_text_means_two_things():
    found = generate.examples()
    for intent in INTENTS:
        texts = [example for example in found if example.intent == intent]
        assert len(texts) >= 60, intent
        assert len({example.template for example in texts}) >= 20, intent
    assert len({example.text.casefold() for example in found}) == len(found)
