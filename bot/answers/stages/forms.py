"""Stage: the question we asked back: takes the reply, asks on, answers, or lets the message go its way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.answers.forms.state import LEFT, Form, Step, is_done, is_open
from bot.answers.turn import Turn

URGENT = ("self_harm", "injection")
SURE = 0.5


class Forms:
    """Ends the turn for a reply to an open form, and for a form that is done."""

    def __init__(self, forms: Mapping[str, Form]) -> None:
        self._forms = forms

    def step(self, turn: Turn) -> Step:
        """Return what the message did to the open form; a form that is not known is left."""
        form = self._forms.get(str(turn.context.form.get("name")))
        urgent = turn.query.intent in URGENT and turn.query.confidence >= SURE
        return LEFT if form is None or urgent or not is_open(turn.context) else form.take(turn)

    def run(self, turn: Turn) -> None:
        """Take the reply when the dialogue engine has not done so, then answer a form that is done."""
        if is_open(turn.context):
            step = self.step(turn)
            turn.evidence["form"] = "asks" if step.ask else "done" if step.form else "left"
            if step.ask is not None:
                turn.finish(step.ask, f"form_{turn.context.form['name']}")
                return
            turn.context = replace(turn.context, form=step.form)
        if is_done(turn.context) and (form := self._forms.get(str(turn.context.form["name"]))):
            form.finish(turn)
