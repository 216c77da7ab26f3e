"""Answers a question about administrative procedures: the list below is the whole of it.

A message names a procedure, a rule that holds for all, a question that fits several procedures, something
we hold no record of, or nothing — then it follows up on the procedure talked of before.
"""

from __future__ import annotations

from datetime import date

from bot.answers.answer import Answer
from bot.answers.procedure import stages
from bot.answers.procedure.catalogue import catalogue_of
from bot.answers.procedure.replies import not_in_set
from bot.answers.procedure.turn import read_turn
from bot.answers.procedure.wording import say
from knowledge.snapshot import Snapshot
from nlu.query import Context, Query
from retrieval.index import Index

STAGES = (
    stages.form_open,
    stages.by_code,
    stages.contact,
    stages.rule_asked,
    stages.clarify,
    stages.outside_asked,
    stages.subject_named,
    stages.procedure_named,
    stages.place_asked,
    stages.follow_up,
    stages.by_keyword,
)


def answer_procedure(
    query: Query,
    snapshot: Snapshot,
    index: Index | None,  # noqa: ARG001 - the seam all answer rooms share; names need no index
    context: Context | None,
    today: date,
) -> Answer | None:
    """Return the answer to *query*, None when it does not concern procedures.

    Names are matched over syllables in well under a millisecond, so *index* is not read.
    """
    turn = read_turn(query, catalogue_of(snapshot), context or Context(), today)
    for stage in STAGES:
        answer = stage(turn)
        if answer is not None:
            return answer
    if query.intent == "ask_place":
        return Answer(kind="refuse", text=f"{say('place_unknown')}\n{say('portal')}")
    return not_in_set(turn, None) if query.intent.startswith("procedure_") else None


def answer_reform(query: Query, snapshot: Snapshot, context: Context | None, today: date) -> Answer | None:
    """Return what the records of the reform of 2025 say, None unless *query* is clearly in their words."""
    return stages.reform_asked(read_turn(query, catalogue_of(snapshot), context or Context(), today))
