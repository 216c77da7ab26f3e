"""Stage: what plans cannot hold: results, rankings, lists kept elsewhere, one's own file."""

from __future__ import annotations

from bot.answers.answer import Answer
from bot.answers.cues import asks_for_a_person, asks_for_a_phone, has_cue, says
from bot.answers.plan.search import fits, search
from bot.answers.services.own_file import asks_how_far
from bot.answers.turn import Turn


class Absent:
    """Ends the turn for questions whose kind of answer no record has, before a look-alike is offered."""

    def run(self, turn: Turn) -> None:
        """Refuse by naming what is missing."""
        raw = turn.query.raw
        counted = "target" in turn.query.aspects
        about_a_file = turn.query.intent == "file_status" and not turn.query.places and not counted
        about_a_file = about_a_file and not self._of_a_plan(turn)
        about_a_file = about_a_file or has_cue("own_case", turn.query.text)
        if about_a_file and asks_how_far(turn.query):
            self._refuse(turn, "refuse.case", "own_case")
        elif asks_for_a_person(f"{raw} {turn.query.text}") and "signer" not in turn.query.aspects:
            self._refuse(turn, "refuse.person", "person")
        elif asks_for_a_phone(turn.query):
            name = turn.query.agencies[0].text
            turn.finish(Answer("refuse", turn.say("refuse.phone", agency=name)), "phone")
        elif self._before_the_plans(turn) or (
            says(turn.query, "results") and turn.query.intent not in ("list_tasks", "count_tasks")
        ):
            self._refuse(turn, "refuse.results", "results")

    @staticmethod
    def _before_the_plans(turn: Turn) -> bool:
        """A number of a year before all the plans asked about was reached, not planned in them."""
        query = turn.query
        if not query.years or "target" not in query.aspects or not turn.scope.stated:
            return False
        planned = [y for i in turn.scope.document_ids for y in turn.snapshot.document_by_id[i].years]
        return bool(planned) and max(query.years) < min(planned) and not says(query, "against_year")

    @staticmethod
    def _of_a_plan(turn: Turn) -> bool:
        """A channel on which files can be followed is what a plan may speak of; one's own file is not."""
        if not says(turn.query, "channel"):
            return False
        found = search(turn, ["task", "passage", "responsibility", "target"], limit=1)
        return bool(found) and fits(turn, found[0].hit)

    @staticmethod
    def _refuse(turn: Turn, key: str, outcome: str) -> None:
        turn.finish(Answer("refuse", turn.say(key)), outcome)
