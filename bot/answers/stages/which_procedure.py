"""Stage: a question on a fee, a time limit or papers that names no procedure, and none was talked of."""

from __future__ import annotations

from bot.answers.answer import Answer
from bot.answers.cues import says
from bot.answers.procedure.asked import Asked, table
from bot.answers.procedure.case_form import open_question
from bot.answers.procedure.catalogue import catalogue_of
from bot.answers.procedure.turn import read_turn
from bot.answers.turn import Turn

ASKED = frozenset({"papers", "fee", "time", "where", "online", "form", "steps", "result", "legal"})


class WhichProcedure:
    """Ends the turn for an aspect of nothing: 'lệ phí bao nhiêu vậy', 'cần giấy tờ gì'."""

    def run(self, turn: Turn) -> None:
        """Ask which procedure is meant; the reply is answered with the aspect asked here."""
        query, context = turn.query, turn.context
        if context.procedure_id or context.task_id or context.document_id or context.agency_id:
            return
        if query.agencies or query.places or query.document_ids or query.document_numbers or query.window:
            return
        asked = table().asked((query.text, query.raw), query)
        if not asked.said & ASKED or says(query, "plan_words") or self._names_something(turn):
            return
        turn.finish(self._question(turn, asked), "which_procedure")

    @staticmethod
    def _names_something(turn: Turn) -> bool:
        """Whether something is named, or a word remains that is not common to all procedures."""
        read = read_turn(turn.query, catalogue_of(turn.snapshot), turn.context, turn.today)
        if read.place or read.best("procedure", "clarify", "outside", "rule"):
            return True
        common = table().common | table().asking
        return all(any(word not in common for word in reading.words) for reading in read.readings)

    @staticmethod
    def _question(turn: Turn, asked: Asked) -> Answer:
        words = table().words
        label = next((words[name].label for name in asked.aspects if name in ASKED), "")
        what = label or turn.say("clarify.procedure_any")
        return Answer(
            "clarify",
            turn.say("clarify.procedure", what=what),
            context={"aspects": asked.aspects, "form": open_question(turn.query.raw), "listing": {}},
        )
