"""Asking which city is meant, when none is named and the records of several fit equally well."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answers.answer import Answer, Source
from bot.answers.cite import document_label, place_name, record_source, task_sources
from bot.answers.excerpt import excerpt, shorten
from bot.answers.plan.search import Found
from bot.answers.plan.tasks import remember_task, task_fact
from bot.answers.turn import Turn
from knowledge.records import Responsibility, Task

MOST_RIVALS = 3
RIVAL_COVERAGE = 0.75
RIVAL_PLACE, RIVAL_DEFAULT = 0.9, 0.6
"""Another city's task fitting this well, compared with the default's, makes the question ambiguous."""


def ask_place(turn: Turn, best: Sequence[Found], fields: Sequence[str]) -> bool:
    """Tell each city's fact and ask, when no city was named and several fit equally well."""
    leaders: dict[str | None, Found] = {}
    for item in best:
        place = turn.snapshot.document_by_id[item.document_id].jurisdiction
        if isinstance(item.record, type(best[0].record)) and place not in leaders:
            leaders[place] = item
    top = max(item.hit.score for item in leaders.values())
    rivals = [
        item
        for item in leaders.values()
        if (item.hit.score >= RIVAL_PLACE * top and item.hit.coverage >= RIVAL_COVERAGE)
        or (item.document_id in turn.scope.default_ids and item.hit.score >= RIVAL_DEFAULT * top)
    ][:MOST_RIVALS]
    default_fits_best = best[0].document_id in turn.scope.default_ids and best[0].hit.score >= top
    if len(rivals) < 2 or best[0] not in rivals or default_fits_best:
        return False
    wanted = tuple(fields) or ("lead", "deadline")
    lines, names = [turn.say("clarify.place")], []
    sources: list[Source] = []
    for item in rivals:
        document = turn.snapshot.document_by_id[item.document_id]
        fact, cited = _short_fact(turn, item, wanted)
        lines.append(turn.say("clarify.candidate", place=document_label(turn, document), fact=fact))
        sources += cited
        names.append(place_name(turn, document.jurisdiction))
    first = rivals[0].record
    slots = remember_task(turn, first, wanted) if isinstance(first, Task) else {"aspects": wanted}
    items = tuple(item.record.id for item in rivals)
    turn.finish(
        Answer(
            "clarify",
            "\n".join(lines),
            sources=tuple(sources),
            suggestions=tuple(names),
            context={**slots, "items": items},
        ),
        "clarify_place",
    )
    return True


def _short_fact(turn: Turn, item: Found, fields: Sequence[str]) -> tuple[str, tuple[Source, ...]]:
    record = item.record
    if isinstance(record, Task):
        fact = f"{task_fact(turn, record, fields)} («{shorten(record.content, 90)}»)"
        return fact, task_sources(turn, record, fields)
    if isinstance(record, Responsibility):
        fact = turn.say(
            "duty.head",
            agency=shorten(record.addressee.text, 80),
            text=excerpt(record.text, turn.query.topic, 160),
        )
        return fact, (record_source(turn, record),)
    raise TypeError(f"no short fact for {type(record).__name__}")
