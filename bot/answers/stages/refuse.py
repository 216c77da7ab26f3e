"""Refuse: the last stage. Says kindly that the records do not hold it, or asks what is meant."""

from __future__ import annotations

from bot.answers.answer import Answer
from bot.answers.plan.search import fits, search
from bot.answers.stages.scope import refuse_missing
from bot.answers.turn import Turn
from retrieval.tokens import folded_syllables


class MissingPlace:
    """Ends the turn for a place or year that no document covers."""

    def run(self, turn: Turn) -> None:
        """Refuse, naming what is missing and what there is."""
        answer = refuse_missing(turn)
        if answer is not None and not self._a_task_about_it(turn):
            turn.finish(answer, "missing_place")

    @staticmethod
    def _a_task_about_it(turn: Turn) -> bool:
        """'Kế hoạch năm 2025 phải xây dựng khi nào?' asks about a task of the plan before."""
        year = turn.evidence.get("missing_year")
        if year is None or turn.query.operation in ("list", "count"):
            return False
        best = search(turn, ["task"], limit=1)
        return bool(best) and str(year) in getattr(best[0].record, "content", "") and fits(turn, best[0].hit)


class Refuse:
    """Always ends the turn."""

    def run(self, turn: Turn) -> None:
        """Ask back when the question is too short to be about anything; refuse otherwise."""
        query = turn.query
        suggestions = (turn.say("suggest.capabilities"),)
        if query.intent in ("affirm", "deny"):
            turn.finish(
                Answer("clarify", turn.say(f"social.{query.intent}"), suggestions=suggestions), query.intent
            )
        elif query.intent == "out_of_scope":
            turn.finish(
                Answer("refuse", turn.say("refuse.out_of_scope"), suggestions=suggestions), "out_of_scope"
            )
        elif len(folded_syllables(query.topic)) < turn.threshold("clarify.syllables"):
            turn.finish(Answer("clarify", turn.say("clarify.topic"), suggestions=suggestions), "vague")
        else:
            turn.finish(Answer("refuse", turn.say("refuse.no_match"), suggestions=suggestions), "no_match")
