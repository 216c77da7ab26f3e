"""Stage: what plans cannot hold: results, rankings, lists kept elsewhere, one's own file."""

from __future__ import annotations

import re

from bot.answers.answer import Answer
from bot.answers.cues import asks_for_a_person, has_cue
from bot.answers.plan.search import fits, search
from bot.answers.turn import Turn

_LIMIT = re.compile(r"tối (?:đa|thiểu)", re.IGNORECASE)


class Absent:
    """Ends the turn for questions whose kind of answer no record has, before a look-alike is offered."""

    def run(self, turn: Turn) -> None:
        """Refuse by naming what is missing."""
        raw = turn.query.raw
        counted = "target" in turn.query.aspects
        about_a_file = turn.query.intent == "file_status" and not turn.query.places and not counted
        about_a_file = about_a_file and not self._of_a_plan(turn)
        # 'Hồ sơ tối đa …' folds into 'hồ sơ tôi đã …'.
        written = turn.query.text if turn.query.accents == "none" else raw
        if about_a_file or has_cue("own_case", _LIMIT.sub(" ", written)):
            self._refuse(turn, "refuse.case", "own_case")
        elif asks_for_a_person(f"{raw} {turn.query.text}") and "signer" not in turn.query.aspects:
            self._refuse(turn, "refuse.person", "person")
        elif has_cue("phone", raw) and turn.query.agencies:
            name = turn.query.agencies[0].text
            turn.finish(Answer("refuse", turn.say("refuse.phone", agency=name)), "phone")
        elif has_cue("results", raw) and turn.query.intent not in ("list_tasks", "count_tasks"):
            self._refuse(turn, "refuse.results", "results")

    @staticmethod
    def _of_a_plan(turn: Turn) -> bool:
        """A channel on which files can be followed is what a plan may speak of; one's own file is not."""
        if not has_cue("channel", turn.query.raw):
            return False
        found = search(turn, ["task", "passage", "responsibility", "target"], limit=1)
        return bool(found) and fits(turn, found[0].hit)

    @staticmethod
    def _refuse(turn: Turn, key: str, outcome: str) -> None:
        turn.finish(Answer("refuse", turn.say(key)), outcome)
