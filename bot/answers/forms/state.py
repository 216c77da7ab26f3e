"""The state of an open form, and what a message does to it.

A form's state is the plain mapping in ``Context.form``: ``name`` of the form, ``slot`` asked for while it is
open or ``done`` True when all is told, ``values`` by slot, and what the form itself needs to go on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Protocol

import yaml

from bot.answers.answer import Answer
from nlu.query import Context

if TYPE_CHECKING:
    from bot.answers.turn import Turn

State = Mapping[str, Any]


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    text = files("bot.answers").joinpath("data/forms.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


FORM_SLOTS: Mapping[str, tuple[str, ...]] = {name: tuple(slots) for name, slots in _data()["forms"].items()}
"""The slots of each form, in the order they are asked; bot/rasa/domain.yml has the same."""


def cues(kind: str) -> tuple[str, ...]:
    """Return the phrases of *kind* in data/forms.yaml. Raises KeyError for an unknown kind."""
    return tuple(_data()["cues"][kind])


def is_open(context: Context) -> bool:
    """Tell whether a form waits for the next message."""
    return bool(context.form.get("slot")) and context.form.get("name") in FORM_SLOTS


def is_done(context: Context) -> bool:
    """Tell whether a form has been told everything and only waits to be answered."""
    return bool(context.form.get("done")) and context.form.get("name") in FORM_SLOTS


@dataclass(frozen=True)
class Step:
    """What a message did to an open form.

    ``form`` is the state after it: empty when the citizen left with something else. ``ask`` is the
    next question, None when the form is over. ``value`` is what was taken for the slot that was asked.
    """

    form: State
    ask: Answer | None = None
    value: str | None = None


LEFT = Step({})
"""The message was no answer: the form is over, and the message stands for itself."""


class Form(Protocol):
    """One form: takes messages while it is open, and answers when it is done."""

    def take(self, turn: Turn) -> Step:
        """Return what the message of *turn* did to the form open in its context."""
        ...

    def finish(self, turn: Turn) -> None:
        """End the turn with what the form, now done, leads to."""
        ...
