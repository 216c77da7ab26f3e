"""The same question put to several documents: one record of each, alike in what they are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.answers.answer import Answer, Source
from bot.answers.cite import document_label, record_source, task_sources
from bot.answers.excerpt import excerpt
from bot.answers.plan.facts import asked_fields
from bot.answers.plan.ranking import best_records
from bot.answers.plan.search import Found, fits, record_text, search
from bot.answers.plan.targets import target_text
from bot.answers.plan.tasks import task_fact
from bot.answers.turn import Turn
from knowledge.records import Document, Responsibility, Target, Task
from nlu.query import COLUMNS
from retrieval.hits import RecordType

LINE_LIMIT = 200
CANDIDATES = 6
ALIKE = 0.35
"""How much it counts that a record is about what the surest record of the others is about."""


def tell_side_by_side(turn: Turn, documents: Sequence[Document]) -> None:
    """End the turn with a line for each of *documents*, when one of them holds what is asked."""
    fields = asked_fields(turn.query)
    found = [(document, _candidates(turn, document, fields)) for document in documents]
    sure = max((items[0] for _, items in found if items), key=lambda item: item.rank, default=None)
    if sure is None:
        return
    lines: list[str] = []
    sources: list[Source] = []
    for document, items in found:
        best = _most_alike(turn, items, sure)
        if best is None:
            lines.append(turn.say("compare.none", place=document_label(turn, document)))
            continue
        fact, cited = _fact(turn, best, fields)
        stands_in = turn.snapshot.document_by_id[best.document_id]
        lines.append(turn.say("compare.line", place=document_label(turn, stands_in), fact=fact))
        sources += cited
    turn.finish(
        Answer("answer", "\n".join(lines), sources=tuple(sources), context={"aspects": fields}), "compare"
    )


def _candidates(turn: Turn, document: Document, fields: Sequence[str]) -> list[Found]:
    """Return the records of *document* that fit the question, best first; numbers where one is asked."""
    if turn.query.intent == "ask_target" or "target" in turn.query.aspects:
        for plan in _plans_of(turn, document):
            if targets := _fitting(turn, plan, ["target"]):
                return targets
    found = best_records(turn, fields, document_ids=(document.id,))
    rows = [item for item in found if isinstance(item.record, Task)] if set(fields) & COLUMNS else []
    return (rows or found)[:CANDIDATES]


def _fitting(turn: Turn, document: Document, types: Sequence[RecordType]) -> list[Found]:
    found = search(turn, types, document_ids=(document.id,), limit=CANDIDATES)
    return [item for item in found if fits(turn, item.hit)]


def _plans_of(turn: Turn, document: Document) -> list[Document]:
    """*document* first, then the other plans of its city: a number may stand in an older one."""
    same = [turn.snapshot.document_by_id[i] for i in turn.scope.document_ids]
    others = [] if turn.query.document_ids or turn.query.years else same
    return [document, *(d for d in others if d.jurisdiction == document.jurisdiction and d != document)]


def _most_alike(turn: Turn, items: Sequence[Found], sure: Found) -> Found | None:
    """Return the candidate that fits the question and is about what *sure* is about."""
    if not items or sure in items:
        return items[0] if items else None
    likeness = {
        item.hit.record_id: item.hit.score
        for item in search(
            turn,
            sorted({item.hit.record_type for item in items}),
            topic=record_text(sure),
            document_ids={item.document_id for item in items},
            limit=CANDIDATES * CANDIDATES,
        )
    }
    top = max(likeness.values(), default=0.0) or 1.0
    ranked = [
        replace(
            item,
            rank=(1 - ALIKE) * item.rank / items[0].rank
            + ALIKE * likeness.get(item.hit.record_id, 0.0) / top,
        )
        for item in items
    ]
    return max(ranked, key=lambda item: item.rank)


def _fact(turn: Turn, item: Found, fields: Sequence[str]) -> tuple[str, tuple[Source, ...]]:
    record, topic = item.record, turn.query.topic
    if isinstance(record, Document):
        raise TypeError("a document is no record of itself")
    if isinstance(record, Task):
        shown = task_fact(turn, record, fields) + " " if fields else ""
        content = excerpt(record.content.rstrip("."), topic, LINE_LIMIT)
        return f"{shown}«{content}» ({record.row})", task_sources(turn, record, fields)
    cited = (record_source(turn, record),)
    if isinstance(record, Target):
        text = target_text(turn, record, LINE_LIMIT)
        return turn.say("target.head", value=record.value_text, text=text), cited
    body = f"«{excerpt(getattr(record, 'text', ''), topic, LINE_LIMIT)}»"
    if isinstance(record, Responsibility):
        return turn.say("duty.head", agency=record.addressee.text, text=body), cited
    return body, cited
