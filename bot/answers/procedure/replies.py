"""The replies the stages end with: about a procedure, of a rule, a question back, a refusal."""

from __future__ import annotations

from typing import Literal

from bot.answers.answer import Answer
from bot.answers.procedure.asked import Asked, table
from bot.answers.procedure.case_form import ask_procedure, case_said, waits_for, which_case
from bot.answers.procedure.catalogue import Candidate
from bot.answers.procedure.compose import compose
from bot.answers.procedure.reform import about_place
from bot.answers.procedure.selection import NOTE, Selection, Selector
from bot.answers.procedure.turn import Turn
from bot.answers.procedure.twins import Misfit, misfit, named, near_twins
from bot.answers.procedure.variants import LOST, kind_said, someone_died
from bot.answers.procedure.wording import say
from bot.answers.procedure.words import Reading
from knowledge.records.procedure import Procedure

Chosen = Literal["no", "named", "offered"]
"""How a procedure came to be meant: by the message alone, chosen by its own name, or as an option offered."""


def about(
    turn: Turn,
    procedure: Procedure,
    *,
    readings: tuple[Reading, ...] | None = None,
    asked: Asked | None = None,
    case: str | None = None,
    words: str | None = None,
    chosen: Chosen = "no",
) -> Answer:
    """Return what *procedure*'s record answers; *readings* and *asked* stand for the message's own.

    *case* is the case that was told, '' for all of them; None asks for it where it matters. *words* are
    those that may say a kind ('bị mất'); where a twin of *procedure* is of that kind the twin answers,
    unless *procedure* was *chosen* by its name. An option 'offered' for the kind fits it.
    """
    question = asked or table().asked_beside(procedure.name, turn.texts, turn.query) or turn.question
    if not question.aspects and turn.context.aspects and turn.points_back:
        question = turn.before
    said = readings or turn.readings
    words = turn.words if words is None else words
    same = turn.context.procedure_id == procedure.id
    held = turn.context.procedure_case if same else None
    selector = Selector(turn.catalogue, table())
    lost = not someone_died(words) or kind_said(words) == LOST
    selection = selector.select(procedure, said, question, held if case is None else case, lost=lost)
    missed = misfit(turn, procedure, selection, words)
    if missed and chosen != "named" and len(missed.twins) == 1:
        twin = missed.twins[0]
        return about(turn, twin, readings=readings, asked=asked, case=case, words=words, chosen="named")
    if missed and chosen == "no" and (question_back := _which_twin(turn, procedure, selection, missed)):
        return question_back
    if case is None:
        question_back = which_case(turn, procedure, question, said, turn.query.raw, words)
        if question_back is not None:
            return question_back
        case = case_said(procedure, said, words)
        selection = selector.select(procedure, said, question, held if case is None else case, lost=lost)
    if missed and missed.covering:
        selection = selection.led_by(missed.covering)
    twins = near_twins(turn, procedure, selection, words)
    return compose(
        procedure,
        selection,
        table(),
        today=turn.today,
        english=turn.english,
        before=[
            *(_place_lines(turn) if _local(procedure, selection) else []),
            *(_missing_lines(procedure, selection, missed) if missed and chosen != "offered" else []),
        ],
        after=[
            *_note_lines(turn, procedure, selection),
            *twins.after,
            *_related_lines(turn, procedure, selection),
        ],
        context={
            "procedure_id": procedure.id,
            "procedure_case": None if case == "" else selection.case,
            "aspects": question.aspects,
            "question": turn.query.raw,
            "task_id": None,
            "listing": {},
            **({"form": waits_for(turn, twins.options, (procedure.name,))} if twins.options else {}),
        },
    )


def _which_twin(turn: Turn, procedure: Procedure, selection: Selection, missed: Misfit) -> Answer | None:
    """Ask which of several records is meant, None where the record of *procedure* may answer all the same."""
    if missed.twins:
        return ask_procedure(turn, say("twin_which", asked=missed.label), named(missed.twins))
    if missed.covering or missed.by_name:
        return None
    if missed.near:
        text = say("twin_which", asked=missed.label)
        return ask_procedure(turn, text, named((*missed.near, procedure)))
    if missed.unanswered and selection.overview:
        # Nothing was asked that another kind could answer as well: its whole record would only mislead.
        text = say("twin_missing_ask", asked=missed.label, name=procedure.name)
        return ask_procedure(turn, text, named((procedure,)))
    return None


def _missing_lines(procedure: Procedure, selection: Selection, missed: Misfit) -> list[str]:
    """Return the line that says that what follows, if anything does, is of another kind than asked."""
    if not missed.unanswered:
        return []
    key = "twin_missing" if selection.told else "twin_missing_untold"
    return [say(key, asked=missed.label, name=procedure.name)]


def _note_lines(turn: Turn, procedure: Procedure, selection: Selection) -> list[str]:
    """Tell that the source has notes too, where papers are told and the notes are not."""
    notes = turn.catalogue.texts[procedure.id].of(NOTE)
    told = {statement.aspect for statement in selection.told}
    if not notes or "papers" not in told or NOTE in told:
        return []
    return [say("more_notes", count=len(notes), name=procedure.name)]


def _related_lines(turn: Turn, procedure: Procedure, selection: Selection) -> list[str]:
    known = turn.catalogue.procedures
    names = [known[key].name for key in procedure.related if key in known]
    return [say("related", names="; ".join(names))] if selection.overview and names else []


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
