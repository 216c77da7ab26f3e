"""Procedures: questions on administrative procedures and on what the reform of 2025 changed."""

from __future__ import annotations

from bot.answers.answer import Answer
from bot.answers.cues import says
from bot.answers.plan.search import fits, search
from bot.answers.procedure import answer_procedure, answer_reform
from bot.answers.turn import Turn
from retrieval.hits import RecordType

CLEARLY_ABOUT = 0.2
"""Share of the question's telling syllables that the best fact must hold."""
FACTS: tuple[RecordType, ...] = ("procedure_fact",)
PLAN_RECORDS: tuple[RecordType, ...] = ("task", "responsibility", "passage", "target")
TOLD_BY_A_PLAN = 0.6
"""Share of the question's telling syllables from which a record of a plan is no look-alike."""
CLEARLY_PLAN = 0.2
"""A balance of the route from which a procedure is no way out."""


def _answer(turn: Turn) -> Answer | None:
    return answer_procedure(turn.query, turn.snapshot, turn.published.index, turn.context, turn.today)


def _far_fetched(turn: Turn, answer: Answer) -> bool:
    """A rule or a fact of the reform answers only a question that is clearly about it."""
    if answer.kind != "answer" or answer.items or turn.query.intent == "ask_place":
        return False
    if any("/" in place.place_id for place in turn.query.places):
        # A ward, of today or of before, is what the facts of the reform are about.
        return False
    hits = turn.published.index.search(turn.query.text, record_types=FACTS, limit=1)
    return not hits or hits[0].coverage < CLEARLY_ABOUT


def _a_plan_tells(turn: Turn) -> bool:
    """Whether a plan of the city that is named speaks of what no procedure holds: 'nộp qua bưu điện'."""
    if not turn.scope.stated or turn.context.procedure_id:
        return False
    found = search(turn, PLAN_RECORDS, limit=1)
    return bool(found) and fits(turn, found[0].hit) and found[0].hit.coverage >= TOLD_BY_A_PLAN


class Procedures:
    """Ends the turn for a question routed to procedures."""

    def run(self, turn: Turn) -> None:
        """Answer, ask back or refuse from Procedure records."""
        if turn.family != "procedure":
            return
        answer = _answer(turn)
        if answer is not None and answer.kind == "refuse" and _a_plan_tells(turn):
            turn.family = "plan"
            return
        if answer is not None and not (turn.context.procedure_id is None and _far_fetched(turn, answer)):
            turn.finish(answer, f"procedure_{answer.kind}")


class Reform:
    """Ends the turn for a question on what the reform of 2025 changed, however it reads otherwise."""

    def __init__(self, default_place: str) -> None:
        self._default_place = default_place

    def run(self, turn: Turn) -> None:
        """Answer from the records of the reform when the message is clearly in their words."""
        query = turn.query
        named = query.document_ids or query.document_numbers or any(agency.role for agency in query.agencies)
        if named or says(query, "plan_words") or not turn.snapshot.procedures:
            return
        elsewhere = any(turn.places.jurisdiction(p.place_id) != self._default_place for p in query.places)
        if (query.agencies or elsewhere) and not says(query, "since_reform"):
            return
        answer = answer_reform(turn.query, turn.snapshot, turn.context, turn.today)
        if answer is not None:
            turn.finish(answer, f"procedure_{answer.kind}")


class ProceduresAfterAll:
    """Ends the turn when no plan record fitted but a procedure does."""

    def run(self, turn: Turn) -> None:
        """Answer from Procedure records, unless that would only be another refusal."""
        if turn.family == "procedure" or turn.evidence.get("route", 0.0) > CLEARLY_PLAN:
            return
        answer = _answer(turn)
        if answer is not None and answer.kind != "refuse" and not _far_fetched(turn, answer):
            turn.finish(answer, f"procedure_{answer.kind}")
