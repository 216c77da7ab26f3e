"""Turns of phrase that ask the same thing, each in sentences of its own, all of them understood."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from nlu import Context, Query, Resources, understand
from nlu.cues import Cues
from nlu.intents import families
from tests.nlu.conftest import TODAY

GROUPS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "wordings.yaml").read_text(encoding="utf-8")
)
SAID = [
    pytest.param(text, group.get("want", {}), group.get("topic", []), id=text)
    for group in GROUPS
    for text in group["say"]
]
BEFORE = Context(task_id="x/1.a", document_id="x", intent="ask_lead", question="Ai chủ trì?")


def ask(text: str, resources: Resources, context: Context | None = None) -> Query:
    return understand(text, context, today=TODAY, resources=resources)


@pytest.mark.parametrize(("text", "want", "topic"), SAID)
def test_wording(text: str, want: dict[str, Any], topic: list[str], resources: Resources) -> None:
    query = ask(text, resources, BEFORE if want.get("context") else None)
    got = {
        "aspect": query.aspects[0] if query.aspects else None,
        "operation": query.operation,
        "intent": query.intent,
        "family": families()[query.intent],
        "agency": query.agencies[0].agency_ids[0] if query.agencies else None,
    }
    wanted = {field: value for field, value in want.items() if field != "context"}
    assert {field: got[field] for field in wanted} == wanted, query
    assert [word for word in topic if word not in query.topic.lower()] == [], query.topic


def test_a_first_message_is_no_follow_up(resources: Resources) -> None:
    assert ask("Ai phối hợp?", resources, Context()).intent != "follow_up"
    assert ask("Ai phối hợp?", resources, BEFORE).intent == "follow_up"


def test_two_cities_give_a_body_named_once_both_its_ids(resources: Resources) -> None:
    query = ask("Sở Y tế ở Đà Nẵng và Hải Phòng, bên nào nhiều việc hơn?", resources)
    assert {id_ for mention in query.agencies for id_ in mention.agency_ids} == {
        "da-nang/so-y-te",
        "hai-phong/so-y-te",
    }


def test_the_gap_of_a_cue_is_none_of_its_words() -> None:
    text = "có làm hai việc không"
    cue = next(cue for cue in Cues.default().operations(text) if cue.name == "yes_no")
    assert [text[start:end].strip() for start, end in cue.words] == ["có", "không"]
