"""The replies the stages end with: about a procedure, of a rule, a question back, a refusal."""

from __future__ import annotations

from typing import Any

from bot.answers.answer import Answer
from bot.answers.procedure.asked import Asked, table
from bot.answers.procedure.catalogue import Candidate, Clarification
from bot.answers.procedure.compose import compose, item
from bot.answers.procedure.reform import about_place
from bot.answers.procedure.selection import Selection, Selector
from bot.answers.procedure.turn import Turn
from bot.answers.procedure.wording import say
from bot.answers.procedure.words import Reading
from knowledge.records.procedure import Procedure

CLARIFY = "procedure_clarify"
"""Kind of the listing that a question back leaves in the conversation."""


def about(
    turn: Turn,
    procedure: Procedure,
    *,
    readings: tuple[Reading, ...] | None = None,
    asked: Asked | None = None,
) -> Answer:
    """Return what *procedure*'s record answers; *readings* and *asked* stand for the message's own."""
    question = turn.question if asked is None else asked
    if not question.aspects and turn.context.aspects and turn.points_back:
        question = turn.before
    wanted = question.aspects
    same = turn.context.procedure_id == procedure.id
    selector = Selector(turn.catalogue, table())
    selection = selector.select(
        procedure, readings or turn.readings, question, turn.context.procedure_case if same else None
    )
    case = next((statement.case for statement in selection.statements if statement.case), None)
    context: dict[str, Any] = {
        "procedure_id": procedure.id,
        "procedure_case": case,
        "aspects": wanted,
        "question": turn.query.raw,
        "task_id": None,
        "listing": {},
    }
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
        before=before,
        after=related,
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


def ask(turn: Turn, entry: Clarification) -> Answer:
    """Ask back which option of *entry* is meant, and remember the open question."""
    names = {label: turn.catalogue.procedures[target] for label, target in entry.options.items()}
    text = f"{entry.question}\n{say('clarify_options', options='; '.join(names))}"
    return Answer(
        kind="clarify",
        text=text,
        items=tuple({**item(procedure), "label": label} for label, procedure in names.items()),
        suggestions=tuple(names),
        context={
            "procedure_id": next(iter(names.values())).id
            if len({p.id for p in names.values()}) == 1
            else None,
            "aspects": turn.asked,
            "question": turn.query.raw,
            "listing": {
                "kind": CLARIFY,
                "id": entry.id,
                "question": turn.query.raw,
                "options": dict(entry.options),
            },
        },
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
