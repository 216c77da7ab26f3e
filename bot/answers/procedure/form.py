"""The form 'which procedure, which case' as the answer pipeline sees it."""

from __future__ import annotations

from bot.answers.forms.state import Step
from bot.answers.procedure import case_form, stages
from bot.answers.procedure.catalogue import catalogue_of
from bot.answers.procedure.turn import Turn as ProcedureTurn
from bot.answers.procedure.turn import read_turn
from bot.answers.turn import Turn


class CaseForm:
    """Takes the reply to 'which procedure' or 'which case', and answers the question first asked."""

    def take(self, turn: Turn) -> Step:
        """Return what the message did to the form."""
        return case_form.take(self._read(turn))

    def finish(self, turn: Turn) -> None:
        """Answer the first question for what was chosen."""
        answer = stages.form_open(self._read(turn))
        if answer is not None:
            turn.finish(answer, f"procedure_{answer.kind}")

    @staticmethod
    def _read(turn: Turn) -> ProcedureTurn:
        return read_turn(turn.query, catalogue_of(turn.snapshot), turn.context, turn.today)
