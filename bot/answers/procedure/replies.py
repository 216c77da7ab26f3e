"""The replies the stages end with: about a procedure, of a rule, a question back, a refusal."""

from __future__ import annotations

from typing import Any

from bot.answers.answer import Answer
from bot.answers.procedure.asked import Asked, table
from bot.answers.procedure.case_form import case_said, waits_for, which_case
from bot.answers.procedure.catalogue import Candidate
from bot.answers.procedure.compose import compose
from bot.answers.procedure.reform import about_place
from bot.answers.procedure.selection import Selection, Selector
from bot.answers.procedure.turn import Turn
from bot.answers.procedure.twins import near_twins
from bot.answers.procedure.wording import say
from bot.answers.procedure.words import Reading
from knowledge.records.procedure import Procedure


def about(
    turn: Turn,
    procedure: Procedure,
    *,
    readings: tuple[Reading, ...] | None = None,
    asked: Asked | None = None,
    case: str | None = None,
) -> Answer:
    """Return what *procedure*'s record answers; *readings* and *asked* stand for the message's own.

    *case* is the case that was told, '' for all of them; None asks for it where it matters.
    """
    question = turn.question if asked is None else asked
    if not question.aspects and turn.context.aspects and turn.points_back:
        question = turn.before
    wanted = question.aspects
    said = readings or turn.readings
    if case is None:
        question_back = which_case(turn, procedure, question, said, turn.query.raw)
        if question_back is not None:
            return question_back
        case = case_said(procedure, said)
    same = turn.context.procedure_id == procedure.id
    held = turn.context.procedure_case if same else None
    selector = Selector(turn.catalogue, table())
    selection = selector.select(procedure, said, question, held if case is None else case)
    told_case = next((statement.case for statement in selection.statements if statement.case), None)
    context: dict[str, Any] = {
        "procedure_id": procedure.id,
        "procedure_case": None if case == "" else told_case,
        "aspects": wanted,
        "question": turn.query.raw,
        "task_id": None,
        "listing": {},
    }
    twins = near_twins(turn, procedure, selection)
    if twins.options:
        context["form"] = waits_for(turn, twins.options, (procedure.name,))
    before = _place_lines(turn) if _local(procedure, selection) else []
    named = [
        turn.catalogue.procedures[key].name for key in procedure.related if key in turn.catalogue.procedures
    ]
    related = [say("related", names="; ".join(named))] if selection.overview and named else []
    return compose(
        procedure,
        selection,
        table(),
        today=turn.today,
        english=turn.english,
        before=[*before, *twins.before],
        after=[*twins.after, *related],
        context=context,
    )


def tell(turn: Turn, owner: str, rules: list[Candidate]) -> Answer:
    """Return the general *rules* of the record *owner*."""
    procedure = turn.catalogue.procedures[owner]
    listed = turn.catalogue.texts[owner].statements
    statements = tuple(listed[int(rule.target.split("#")[1])] for rule in rules)
    gaps = tuple(gap for gap in procedure.gaps if gap.keywords and _said(turn, gap.keywords))
    return compose(
        procedure,
        Selection(statements, gaps, turn.asked),
        table(),
        today=turn.today,
        english=turn.english,
        before=_place_lines(turn),
    )


def not_in_set(turn: Turn, name: str | None) -> Answer:
    """Refuse, naming what no record answers where the message named it."""
    named = say("not_in_set_named", name=name) if name else ""
    lines = [say("english_not_in_set")] if turn.english else []
    lines.append(say("not_in_set", named=named))
    return Answer(kind="refuse", text="\n".join(lines), context={"procedure_id": None, "listing": {}})


def _said(turn: Turn, keywords: tuple[str, ...]) -> bool:
    phrases = [turn.catalogue.phrase(keyword) for keyword in keywords]
    return any(turn.catalogue.best_keyword(phrases, reading) for reading in turn.readings)


def _place_lines(turn: Turn) -> list[str]:
    if turn.place is None:
        return []
    sentence = about_place(turn.place, asks_where="where" in turn.asked)
    return [sentence] if sentence else []


def _local(procedure: Procedure, selection: Selection) -> bool:
    """Whether the answer tells a place that depends on the ward or commune one lives in."""
    by_commune = any("cấp xã" in body for body in procedure.executing)
    return by_commune and any(statement.aspect == "where" for statement in selection.statements)
