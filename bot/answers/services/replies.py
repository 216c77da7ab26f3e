"""What the service forms share: a reply that stops, one that is another question, a form's state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.answers.answer import Answer
from bot.answers.cues import has_cue, without_cues
from bot.answers.forms.state import Step
from bot.answers.turn import Turn
from nlu.intents import families

SURE = 0.7
MOST_TRIES = 2
"""How often one thing is asked before the form gives up."""


def asks_something_else(turn: Turn) -> bool:
    """Tell a question on records from a reply: surely of a family of ours, and asking."""
    query = turn.query
    if query.intent in ("file_status", "handoff"):
        return query.confidence >= SURE
    if families().get(query.intent) not in ("plan", "procedure") or query.confidence < SURE:
        return False
    return is_question(query.raw)


def is_question(raw: str) -> bool:
    """Tell whether a message asks; 'ở đâu cũng được' asks nothing."""
    return raw.rstrip().endswith("?") or has_cue("interrogative", without_cues("any_of_them", raw))


def stopped(name: str) -> Step:
    """Return the step of a form that the citizen stopped."""
    return Step({"name": name, "done": True, "stopped": True}, value="")


def ask(turn: Turn, name: str, slot: str, text: str, values: Mapping[str, Any], tries: int = 1) -> Answer:
    """Return the question for *slot* that leaves the form *name* open."""
    state = {"name": name, "slot": slot, "values": dict(values), "tries": tries}
    return Answer(
        kind="form",
        text=text,
        suggestions=(turn.say("form.stop"),),
        context={"form": state, "listing": {}, "procedure_id": turn.context.procedure_id},
    )


def again(turn: Turn, text: str, told: Mapping[str, Any] | None = None) -> Step:
    """Ask for the same slot once more; *told* are values for other slots that the message held."""
    form = turn.context.form
    tries = int(form.get("tries", 1)) + 1
    values = {**(form.get("values") or {}), **(told or {})}
    question = ask(turn, str(form["name"]), str(form["slot"]), text, values, tries)
    return Step(question.context["form"], question)
