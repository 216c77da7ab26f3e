"""Which intent a message has, by its cues alone.

Rasa's model gives the intent in production. This scorer stands in where there is none (tests, the REST
API without dialogue), and speaks up when the model is unsure.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from nlu.cues import Cue
from nlu.query import Aspect, Context, Operation, Reference

DATA = Path(__file__).parent / "data" / "intents.yaml"
SURE = 0.6
"""A model's intent at or above this confidence stands unless the cues contradict its family."""

GUESSED = 0.35
"""How sure an intent is that no cue names plainly: a model that is surer knows better."""
OUTSIDE = 3.0
"""How much evidence for plans or procedures one cue of another matter outweighs."""

_PLAN_INTENT: dict[str, str] = {
    "lead": "ask_lead", "coordinate": "ask_coordinate", "deadline": "ask_deadline", "output": "ask_output",
    "target": "ask_target", "responsibility": "ask_responsibility", "number": "ask_document",
    "issued": "ask_document", "signer": "ask_document", "basis": "ask_document", "proposal": "ask_document",
    "title": "ask_document", "groups": "count_tasks", "content": "ask_content", "goal": "ask_content",
}  # fmt: skip
_PROCEDURE_INTENT: dict[str, str] = {
    "papers": "procedure_papers", "fee": "procedure_fee", "time": "procedure_time",
    "where": "procedure_where",
    "online": "procedure_online", "form": "procedure_form", "steps": "procedure_steps",
    "result": "procedure_result", "legal": "procedure_legal", "condition": "procedure_condition",
    "applicants": "procedure_condition", "overview": "procedure_overview",
}  # fmt: skip
_ALWAYS = ("self_harm", "injection", "abuse")
_SMALL = ("greeting", "thanks", "goodbye", "affirm", "deny")


@lru_cache(maxsize=1)
def families() -> dict[str, str]:
    """Return the family of every intent (plan, procedure, dialogue, social, refuse)."""
    data = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return {name: row["family"] for name, row in data["intents"].items()}


def aspect_of(intent: str) -> Aspect | None:
    """Return the aspect an intent asks by itself ('ask_deadline' → 'deadline'), None for the others."""
    for table in (_PLAN_INTENT, _PROCEDURE_INTENT):
        for aspect, name in table.items():
            if name == intent and name not in ("ask_document", "count_tasks"):
                return aspect  # type: ignore[return-value]
    return None


@dataclass(frozen=True)
class Evidence:
    """What the cues of one message say."""

    family: str
    weight: float
    signals: frozenset[str]
    aspects: tuple[Aspect, ...]
    plain: bool
    operation: Operation
    intents: tuple[Cue, ...]
    content_words: int
    reference: Reference | None
    has_subject: bool


def score_intent(evidence: Evidence, context: Context | None) -> tuple[str, float]:
    """Return the intent the cues speak for and how surely (0 to 1)."""
    named = {cue.name for cue in evidence.intents}
    for intent in _ALWAYS:
        if intent in named and not (intent == "injection" and evidence.aspects and evidence.weight >= 6):
            return intent, 0.9
    reference = evidence.reference
    if reference is not None and reference.kind == "more":
        return "more", 0.85
    if reference is not None and reference.kind == "correct" and context is not None:
        return "correct", 0.8
    if "handoff" in named and evidence.operation not in ("list", "count"):
        return "handoff", 0.8
    if social := _social(evidence, named):
        return social
    outside = sum(cue.name == "out_of_scope" for cue in evidence.intents)
    if outside and evidence.weight <= OUTSIDE * outside:
        return "out_of_scope", 0.7
    if "ask_changes" in named and evidence.family == "plan":
        return "ask_changes", 0.8
    if "file_status" in named:
        return "file_status", 0.75
    if reference is not None and context is not None and (evidence.weight < 8 or evidence.content_words < 7):
        return "follow_up", 0.7
    if context is not None and evidence.aspects and not evidence.has_subject:
        return "follow_up", 0.65
    return _by_family(evidence)


def _social(evidence: Evidence, named: Collection[str]) -> tuple[str, float] | None:
    """Greetings, thanks and the like, where the message says little else."""
    if evidence.content_words <= 1 and evidence.weight < 3:
        for intent in ("capabilities", "thanks", "greeting", "goodbye", "affirm", "deny"):
            if intent in named:
                return intent, 0.85
    if "thanks" in named and not evidence.aspects and not evidence.signals and evidence.operation == "fact":
        return "thanks", 0.85
    if "capabilities" in named and evidence.weight < 4:
        return "capabilities", 0.8
    return None


def _by_family(evidence: Evidence) -> tuple[str, float]:
    signals, operation = evidence.signals, evidence.operation
    if evidence.family == "procedure":
        if "place" in signals and evidence.weight < 6:
            return "ask_place", 0.6
        for aspect in evidence.aspects:
            return _PROCEDURE_INTENT[aspect], 0.65 if evidence.plain else GUESSED
        return "procedure_overview", 0.5
    if "place" in signals and set(evidence.aspects) <= {"lead", "content"}:
        return "ask_place", 0.6
    if operation == "compare":
        return "compare", 0.7
    if operation == "count":
        return "count_tasks", 0.7
    if operation == "list":
        return "list_tasks", 0.7
    if signals & {"definition", "what_is"} and set(evidence.aspects) <= {"content"}:
        return "ask_definition", 0.6
    if "statistic" in signals and evidence.weight < 4:
        return "ask_statistic", 0.6
    for aspect in evidence.aspects:
        return _PLAN_INTENT.get(aspect, "ask_content"), 0.65 if evidence.plain else GUESSED
    if evidence.weight == 0:
        return "out_of_scope", 0.3
    return "ask_content", 0.4


def decide_intent(
    scored: tuple[str, float],
    intent: str | None,
    confidence: float | None,
    ranking: tuple[tuple[str, float], ...],
) -> tuple[str, float]:
    """Return the intent to act on, from the cues' (*scored*) and the model's.

    The model's stands when it is sure. When it is not, an intent that both the cues and its own
    ranking name wins, then the surer of the two.
    """
    if intent is None or intent not in families():
        return scored
    sure = confidence if confidence is not None else 1.0
    if sure >= SURE or scored[0] == intent:
        return intent, max(sure, scored[1]) if scored[0] == intent else sure
    if scored[1] > GUESSED and scored[0] in {name for name, _ in ranking[:4]}:
        return scored[0], max(SURE, scored[1])
    return scored if scored[1] > sure else (intent, sure)
