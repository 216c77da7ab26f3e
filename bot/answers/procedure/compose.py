"""Words a selection as an Answer: the fact first, then what is missing, the source, the caution."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from bot.answers.answer import Answer, Source
from bot.answers.procedure.asked import AspectTable
from bot.answers.procedure.catalogue import GENERAL
from bot.answers.procedure.selection import IMPLICIT, Selection
from bot.answers.procedure.variants import kind_of
from bot.answers.procedure.wording import say, suggestion
from knowledge.procedures import Statement
from knowledge.records.procedure import Procedure, ProcedureGap

MAX_AGE_DAYS = 540
_BASES_SHOWN = 2
_SUGGESTED = ("papers", "time", "fee", "where", "online")


def compose(
    procedure: Procedure,
    selection: Selection,
    table: AspectTable,
    *,
    today: date,
    english: bool = False,
    before: Sequence[str] = (),
    after: Sequence[str] = (),
    context: Mapping[str, Any] | None = None,
) -> Answer:
    """Return the Answer for *selection*; ``before`` comes first, ``after`` before the source."""
    told = selection.told
    unverified = [s for s in selection.statements if s.confidence == "low"]
    gaps = _gap_lines(procedure, selection.gaps)
    label = table.words.get(unverified[0].aspect) if unverified else None
    if label and not any(gap.aspect == unverified[0].aspect for gap in selection.gaps):
        gaps = list(dict.fromkeys([_gap_line(procedure, label.label), *gaps]))
    lines = [*before]
    if english:
        lines += _english(procedure, told)
    if told:
        lines += _title(procedure)
        lines += _fact_lines(told, table)
    elif not any(procedure.name in line for line in [*before, *gaps]):
        lines += _title(procedure)
    if gaps:
        lines += gaps
    lines += [say("unverified", text=statement.text) for statement in unverified]
    if gaps or unverified:
        lines.append(say("portal"))
    warnings = _warnings(procedure, told, today)
    return Answer(
        kind="answer" if told else "refuse",
        text="\n".join([*lines, *after, *warnings, *([_source_line(procedure)] if told else [])]),
        items=(item(procedure),) if procedure.kind != GENERAL else (),
        sources=tuple(source_of(procedure, statement, table) for statement in told),
        suggestions=suggestions(procedure, selection),
        warnings=tuple(warnings),
        as_of=procedure.taken,
        context={} if procedure.kind == GENERAL else dict(context or {}),
    )


def _title(procedure: Procedure) -> list[str]:
    if procedure.kind == GENERAL:
        return []
    if procedure.code:
        return [say("title", name=procedure.name, code=procedure.code)]
    return [say("title_no_code", name=procedure.name)]


def _fact_lines(statements: Iterable[Statement], table: AspectTable) -> list[str]:
    lines = []
    for statement in statements:
        words = table.words.get(statement.aspect)
        bare = words is None or statement.typed or statement.aspect == "code"
        if bare or words is None:
            lines.append(statement.text)
        else:
            lines.append(say("line", heading=words.heading, text=statement.text))
    return lines


def _gap_line(procedure: Procedure, what: str) -> str:
    if procedure.kind == GENERAL:
        return say("gap_rule", what=what)
    return say("gap", what=what, name=procedure.name)


def _gap_lines(procedure: Procedure, gaps: Iterable[ProcedureGap]) -> list[str]:
    notes = [gap.note for gap in gaps if gap.note]
    stated = [gap.what for gap in gaps if gap.aspect != IMPLICIT]
    implied = [gap.what for gap in gaps if gap.aspect == IMPLICIT]
    lines = []
    if stated:
        lines.append(say("gap_rule", what="; ".join(dict.fromkeys(stated))))
    if implied:
        lines.append(_gap_line(procedure, "; ".join(dict.fromkeys(implied))))
    return [*lines, *(say("gap_note", note=note) for note in notes)]


def _english(procedure: Procedure, told: Sequence[Statement]) -> list[str]:
    name = procedure.english_names[0] if procedure.english_names else procedure.name
    name = name[0].upper() + name[1:]
    sentences = [statement.english for statement in told if statement.english][:3]
    if sentences:
        return [say("english_intro", name=name, text=" ".join(sentences))]
    if told:
        return [say("english_name_only", name=name)]
    return [say("english_not_in_set")]


def _warnings(procedure: Procedure, told: Sequence[Statement], today: date) -> list[str]:
    if not told:
        return []
    warnings = []
    if any(statement.confidence == "medium" for statement in told):
        warnings.append(say("low_caution" if procedure.confidence == "low" else "caution"))
    if procedure.taken and (today - procedure.taken).days > MAX_AGE_DAYS:
        warnings.append(say("old", as_of=procedure.as_of))
    return warnings


def _source_line(procedure: Procedure) -> str:
    title = f"thủ tục {procedure.code}" if procedure.code else procedure.name
    bases = ", ".join(basis.number for basis in procedure.legal_bases[:_BASES_SHOWN])
    return say(
        "source",
        title=title,
        bases=say("source_bases", bases=bases) if bases else "",
        as_of=procedure.as_of,
    )


def source_of(procedure: Procedure, statement: Statement, table: AspectTable) -> Source:
    """Return the source card of *statement*: its quote is a slice of the record's canonical text."""
    words = table.words.get(statement.aspect)
    return Source(
        record_id=f"procedure:{procedure.id}",
        version=1,
        document=procedure.code or procedure.name,
        title=procedure.name,
        section=words.heading if words else procedure.sector,
        quote=statement.text,
        start=statement.start,
        end=statement.end,
        url=f"/procedures/{procedure.id}#{statement.aspect}",
    )


def item(procedure: Procedure) -> dict[str, Any]:
    """Return *procedure* as an item of the chat contract."""
    return {
        "type": "procedure",
        "id": procedure.id,
        "code": procedure.code,
        "name": procedure.name,
        "sector": procedure.sector,
        "executing": list(procedure.executing),
        "cases": [
            {
                "name": case.name,
                "papers": [
                    {"name": paper.name, "mode": paper.mode, "required": paper.required}
                    for paper in case.papers
                ],
                **({"remarks": list(case.remarks)} if case.remarks else {}),
            }
            for case in procedure.cases
        ],
        "legal_bases": [basis.number for basis in procedure.legal_bases],
        "as_of": procedure.as_of,
        "confidence": procedure.confidence,
    }


def suggestions(procedure: Procedure, selection: Selection) -> tuple[str, ...]:
    """Return up to three further questions that the record answers."""
    if procedure.kind == GENERAL:
        return ()
    told = {statement.aspect for statement in selection.statements}
    asked = [
        a for a in _SUGGESTED if a not in told and a not in procedure.unknown and a not in selection.asked
    ]
    short = _short_name(procedure)
    return tuple(text for aspect in asked if (text := suggestion(aspect, short)))[:3]


def _short_name(procedure: Procedure) -> str:
    """Return the first everyday name of the procedure's kind ('đổi bằng lái'), the official if shorter."""
    kind = kind_of(procedure.name)
    spaced = [name for name in procedure.other_names if " " in name]
    everyday = next((name for name in spaced if kind_of(name) == kind), procedure.name)
    if kind in (None, "first"):
        everyday = next(iter(spaced), procedure.name)
    short = min(procedure.name, everyday, key=len)
    return short[0].upper() + short[1:]
