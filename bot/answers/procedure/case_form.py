"""The form that asks which procedure, then which case, a citizen means: at most two questions.

State beside ``bot.answers.forms``: ``options`` {label: procedure id or case name}, ``question`` as first
asked, and ``procedure`` once it is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.answers.answer import Answer
from bot.answers.forms.choice import Choice, chosen
from bot.answers.forms.state import LEFT, Step
from bot.answers.procedure.asked import Asked, table
from bot.answers.procedure.catalogue import Clarification, names_of
from bot.answers.procedure.compose import item
from bot.answers.procedure.turn import Turn
from bot.answers.procedure.variants import kind_of, kind_said, kinds_of
from bot.answers.procedure.wording import say
from bot.answers.procedure.words import Reading, syllables
from knowledge.records.procedure import Procedure, ProcedureCase

NAME = "procedure_case_form"
PROCEDURE, CASE = "procedure_choice", "case_choice"
MANY_PAPERS = 8
"""Papers of all cases together from which a citizen is asked for the case instead of told them all."""
SHORTEST_SAID = 0.5
_LABEL = 90


def which_procedure(turn: Turn, entry: Clarification, before: str = "") -> Answer:
    """Ask which option of *entry* is meant; *before* is said first."""
    question = "\n".join(filter(None, (before, entry.question)))
    return ask_procedure(turn, question, entry.options, fits=any(map(kind_said, entry.names)))


def ask_procedure(turn: Turn, question: str, options: Mapping[str, str], *, fits: bool = False) -> Answer:
    """Ask *question* with *options* {label: procedure id}; the form waits for the reply.

    *fits* tells that the options were chosen for the kind (lost, to be exchanged …) that was asked about.
    """
    known = turn.catalogue.procedures
    named = {known[target].id for target in options.values()}
    return Answer(
        kind="clarify",
        text=f"{question}\n{say('clarify_options', options='; '.join(options))}",
        items=tuple({**item(known[target]), "label": label} for label, target in options.items()),
        suggestions=tuple(options),
        context={
            "procedure_id": next(iter(named)) if len(named) == 1 else None,
            "aspects": turn.asked,
            "question": turn.query.raw,
            "listing": {},
            "form": {**waits_for(turn, options), **({"fits": True} if fits else {})},
        },
    )


def waits_for(turn: Turn, options: Mapping[str, str], beside: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the state of a form that an answer leaves open: a reply may still name one of *options*.

    *beside* are names of what has been answered, which the reply will not mean.
    """
    return {
        "name": NAME,
        "slot": PROCEDURE,
        "options": dict(options),
        "question": turn.query.raw,
        "beside": list(beside),
        "values": {},
    }


def open_question(question: str) -> dict[str, Any]:
    """Return the state of a form that waits for the name of any procedure, to answer *question* for it."""
    return {"name": NAME, "slot": PROCEDURE, "options": {}, "question": question, "beside": [], "values": {}}


def which_case(
    turn: Turn,
    procedure: Procedure,
    asked: Asked,
    readings: tuple[Reading, ...],
    question: str,
    words: str,
) -> Answer | None:
    """Ask which case of *procedure* is meant, None when it does not matter or has been said.

    *question* is the one to answer once the case is told; *words* may say the case.
    """
    cases = named_cases(procedure)
    papers = "papers" in asked.aspects or not asked.aspects
    if len(cases) < 2 or not papers or sum(len(case.papers) for case in cases) <= MANY_PAPERS:
        return None
    if turn.context.procedure_id == procedure.id and turn.context.procedure_case in {c.name for c in cases}:
        return None
    if case_said(procedure, readings, words) is not None:
        return None
    options = {_label(case): case.name for case in cases}
    listed = "\n".join(f"{number}. {label}" for number, label in enumerate(options, start=1))
    return Answer(
        kind="form",
        text=f"{say('case_question', name=procedure.name, total=len(options))}\n{listed}\n{say('case_how')}",
        items=(item(procedure),),
        suggestions=tuple(options),
        context={
            "procedure_id": procedure.id,
            "procedure_case": None,
            "aspects": asked.aspects,
            "question": turn.query.raw,
            "task_id": None,
            "listing": {},
            "form": {
                "name": NAME,
                "slot": CASE,
                "options": options,
                "question": question,
                "procedure": procedure.id,
                "values": {PROCEDURE: procedure.name},
            },
        },
    )


def named_cases(procedure: Procedure) -> tuple[ProcedureCase, ...]:
    """Return the cases that have a name and papers of their own."""
    return tuple(case for case in procedure.cases if case.name and case.papers)


def case_said(procedure: Procedure, readings: tuple[Reading, ...], words: str = "") -> str | None:
    """Return the name of the case whose own words stand in the message, None when none does.

    A case whose name is the only one of a kind ('Cấp lại do bị mất') is said by the *words* of that kind.
    """
    cases = named_cases(procedure)
    if len(cases) < 2:
        return None
    kind = kind_said(words, names_of(procedure)) if words else None
    of_kind = [case.name for case in cases if kind and _is_of(case.name, kind)]
    if len(of_kind) == 1:
        return of_kind[0]
    spelt = [set(syllables(case.name)) for case in cases]
    common = set.intersection(*spelt)
    best, best_share, second = None, 0.0, 0.0
    for case, own in zip(cases, (w - common for w in spelt), strict=True):
        share = max(sum(word in reading for word in own) for reading in readings) / max(len(own), 1)
        keyed = any(
            all(word in reading for word in syllables(k)) for k in case.keywords for reading in readings
        )
        share = 1.0 if keyed else share
        if share > best_share:
            best, best_share, second = case.name, share, best_share
        else:
            second = max(second, share)
    return best if best_share >= SHORTEST_SAID and best_share > second else None


def _is_of(name: str, kind: str) -> bool:
    return kind_of(name) == "first" if kind == "first" else kind in kinds_of(name)


def take(turn: Turn) -> Step:
    """Return what the message did to the form that is open."""
    form: Mapping[str, Any] = turn.context.form
    options: Mapping[str, str] = form["options"]
    if not options:
        named = turn.best("procedure")
        if named is None or not named.weight:
            return LEFT
        options = {turn.catalogue.procedures[named.target].name: named.target}
    labels = list(options)
    choice = _choice(turn, labels, options)
    if choice is None or (isinstance(choice, int) and _something_else(turn, labels, options)):
        return LEFT
    base = {"name": NAME, "done": True, "question": form["question"], "procedure": form.get("procedure")}
    base["fits"] = bool(form.get("fits"))
    if isinstance(choice, str):
        return Step({**base, "chosen": choice, "options": dict(options), "slot": None}, value=choice)
    label = labels[choice]
    values = {**form["values"], str(form["slot"]): label}
    said = f"{label} {turn.query.text}"
    if form["slot"] == CASE:
        return Step({**base, "case": options[label], "said": turn.query.text, "values": values}, value=label)
    procedure = turn.catalogue.procedures.get(options[label])
    if procedure is None:
        return LEFT
    told = {**base, "procedure": procedure.id, "said": said, "label": label, "values": values}
    texts = (str(form["question"]), said)
    readings = tuple(turn.catalogue.vocabulary.read(text) for text in texts)
    asked = table().asked(texts, turn.query)
    question = which_case(turn, procedure, asked, readings, " ".join(texts), " . ".join(texts))
    if question is None:
        return Step(told, value=label)
    state = {**question.context["form"], "values": {**values}}
    return Step(state, replace(question, context={**question.context, "form": state}), label)


def _choice(turn: Turn, labels: list[str], options: Mapping[str, str]) -> Choice:
    for text in dict.fromkeys((turn.query.raw, *turn.texts, *(str(r) for r in turn.readings))):
        choice = chosen(text, labels, turn.context.form.get("beside", ()))
        if choice is not None:
            return choice
    named = turn.best("procedure")
    if named is None or not named.weight:
        return None
    return next((place for place, label in enumerate(labels) if options[label] == named.target), None)


def _something_else(turn: Turn, labels: list[str], options: Mapping[str, str]) -> bool:
    """Whether the message names, with words no option has, a procedure that is none of the options."""
    named = turn.best("procedure", "outside")
    if named is None or not named.weight or named.target in options.values():
        return False
    if named.target == turn.context.form.get("procedure"):
        return False
    offered = {word for label in labels for word in syllables(label)}
    return not set(syllables(named.phrase)) <= offered


def _label(case: ProcedureCase) -> str:
    name = case.name.strip(" :.;-")
    return name if len(name) <= _LABEL else name[:_LABEL].rsplit(" ", 1)[0] + "…"
