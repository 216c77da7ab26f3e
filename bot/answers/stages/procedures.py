"""Procedures: questions on administrative procedures and on what the reform of 2025 changed."""

from __future__ import annotations

from bot.answers.answer import Answer
from bot.answers.procedure import answer_procedure
from bot.answers.turn import Turn

CLEARLY_PLAN = 0.2
"""A balance of the route from which a procedure is no way out."""


def _answer(turn: Turn) -> Answer | None:
    return answer_procedure(turn.query, turn.snapshot, turn.published.index, turn.context, turn.today)


class Procedures:
    """Ends the turn for a question routed to procedures."""

    def run(self, turn: Turn) -> None:
        """Answer, ask back or refuse from Procedure records."""
        if turn.family != "procedure":
            return
        answer = _answer(turn)
        if answer is not None:
            turn.finish(answer, f"procedure_{answer.kind}")


class ProceduresAfterAll:
    """Ends the turn when no plan record fitted but a procedure does."""

    def run(self, turn: Turn) -> None:
        """Answer from Procedure records, unless that would only be another refusal."""
        if turn.family == "procedure" or turn.evidence.get("route", 0.0) > CLEARLY_PLAN:
            return
        answer = _answer(turn)
        if answer is not None and answer.kind != "refuse":
            turn.finish(answer, f"procedure_{answer.kind}")
