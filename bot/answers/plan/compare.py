"""Stage: the same question put to several documents, side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answers.answer import Answer, Source
from bot.answers.cite import document_label, place_name, record_source, task_sources
from bot.answers.cues import around_cue, has_cue, says
from bot.answers.excerpt import excerpt, shorten
from bot.answers.plan.facts import asked_fields
from bot.answers.plan.listing import TaskFilter, select
from bot.answers.plan.search import Found, fits, search
from bot.answers.plan.tasks import task_fact
from bot.answers.turn import Turn
from knowledge.agencies import Registry
from knowledge.records import Document, Target, Task
from nlu.query import COLUMNS
from retrieval.tokens import telling_syllables, telling_text

PRESENT_COVERAGE, PRESENT_ANY, FEW_WORDS = 0.65, 0.25, 3
"""A thing named in few words ('KPI và ISO') is present where one of them is."""
LINE_LIMIT = 200
MOST_PRESENT = 5
SLIGHT_TOPIC = 2
COUNTING = ("most", "least", "count")


@dataclass(frozen=True)
class _Line:
    document: Document
    fact: str
    sources: tuple[Source, ...]


class Compare:
    """Ends the turn for questions over several places or documents."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def run(self, turn: Turn) -> None:
        """Compare facts, counts, or where a thing is found at all."""
        query = turn.query
        documents = self._documents(turn)
        if len(documents) < 2:
            return
        counting = query.operation in COUNTING or query.intent == "count_tasks"
        if query.agencies and (counting or len(telling_syllables(query.topic)) <= SLIGHT_TOPIC):
            self._counts(turn, documents)
        elif turn.scope.stated:
            self._side_by_side(turn, documents)
        elif says(query, "which_place"):
            self._presence(turn, documents)

    @staticmethod
    def _documents(turn: Turn) -> list[Document]:
        """One document per place named; all of them when the question asks which place."""
        query, snapshot = turn.query, turn.snapshot
        chosen = [snapshot.document_by_id[i] for i in turn.scope.document_ids]
        if turn.scope.stated:
            if len(query.document_ids) > 1:
                return chosen
            if len(query.places) < 2:
                return []
        elif not (
            query.operation in ("compare", *COUNTING)
            or query.intent == "compare"
            or (says(query, "which_place") and not set(query.aspects) & COLUMNS)
        ):
            return []
        first: dict[str | None, Document] = {}
        for document in chosen:
            if not query.years or set(document.years) & set(query.years):
                first.setdefault(document.jurisdiction, document)
        return list(first.values())

    def _counts(self, turn: Turn, documents: Sequence[Document]) -> None:
        mention = turn.query.agencies[0]
        kinds = {i.rpartition("/")[2] for agency in turn.query.agencies for i in agency.agency_ids}
        totals = []
        for document in documents:
            there = (self._registry.at(kind, document.jurisdiction or "") for kind in kinds)
            ids = tuple(agency_id for agency_id in there if agency_id)
            result = select(
                turn.snapshot,
                TaskFilter((document.id,), ids, mention.text, (mention.role or "lead",)),
                self._registry,
            )
            totals.append((len(result.tasks), place_name(turn, document.jurisdiction), result.tasks))
        counts = ", ".join(turn.say("compare.count", place=place, total=total) for total, place, _ in totals)
        ordered = sorted(totals, key=lambda item: -item[0])
        equal = ordered[0][0] == ordered[1][0]
        key = "compare.equal" if equal else "compare.most"
        text = turn.say(key, place=ordered[0][1], counts=counts)
        sources = [s for _, _, tasks in totals for task in tasks for s in task_sources(turn, task, ("lead",))]
        lines = [text, *(document_label(turn, document) for document in documents)]
        turn.finish(
            Answer("answer", "\n".join(lines), total=sum(t for t, _, _ in totals), sources=tuple(sources)),
            "compare",
        )

    def _side_by_side(self, turn: Turn, documents: Sequence[Document]) -> None:
        fields = asked_fields(turn.query)
        lines: list[str] = []
        sources: list[Source] = []
        facts: list[_Line] = []
        for document in documents:
            line = self._line(turn, document, fields)
            if line is None:
                lines.append(turn.say("compare.none", place=document_label(turn, document)))
                continue
            lines.append(turn.say("compare.line", place=document_label(turn, line.document), fact=line.fact))
            sources += line.sources
            facts.append(line)
        if not facts:
            return
        turn.finish(
            Answer("answer", "\n".join(lines), sources=tuple(sources), context={"aspects": fields}), "compare"
        )

    def _line(self, turn: Turn, document: Document, fields: Sequence[str]) -> _Line | None:
        wants_number = turn.query.intent == "ask_target" or "target" in turn.query.aspects
        if wants_number:
            for plan in self._plans_of(turn, document):
                targets = self._best(turn, plan, ["target"])
                if targets and isinstance(targets.record, Target):
                    target = targets.record
                    text = excerpt(target.text.rstrip("."), turn.query.topic, LINE_LIMIT)
                    fact = turn.say("target.head", value=target.value_text, text=text)
                    return _Line(plan, fact, (record_source(turn, target),))
        found = self._best(turn, document, ["task"])
        if found and isinstance(found.record, Task):
            task = found.record
            shown = task_fact(turn, task, fields) + " " if fields else ""
            fact = f"{shown}«{excerpt(task.content.rstrip('.'), turn.query.topic, LINE_LIMIT)}» ({task.row})"
            return _Line(document, fact, task_sources(turn, task, fields))
        passage = self._best(turn, document, ["passage", "target", "responsibility"])
        if passage is None or isinstance(passage.record, Task | Document):
            return None
        body = excerpt(getattr(passage.record, "text", ""), turn.query.topic, LINE_LIMIT)
        return _Line(document, f"«{body}»", (record_source(turn, passage.record),))

    @staticmethod
    def _plans_of(turn: Turn, document: Document) -> list[Document]:
        """*document* first, then the other plans of its city: a number may stand in an older one."""
        same = [turn.snapshot.document_by_id[i] for i in turn.scope.document_ids]
        others = [] if turn.query.document_ids or turn.query.years else same
        return [document, *(d for d in others if d.jurisdiction == document.jurisdiction and d != document)]

    @staticmethod
    def _best(turn: Turn, document: Document, types: Sequence[str]) -> Found | None:
        found = search(turn, types, document_ids=(document.id,), limit=1)  # type: ignore[arg-type]
        return found[0] if found and fits(turn, found[0].hit) else None

    def _presence(self, turn: Turn, documents: Sequence[Document]) -> None:
        topic = telling_text(_asked_part(turn.query.text))
        enough = PRESENT_COVERAGE if len(telling_syllables(topic)) > FEW_WORDS else PRESENT_ANY
        present: list[tuple[Document, list[Found]]] = []
        absent: list[Document] = []
        for document in documents:
            found = search(
                turn,
                ["task", "target", "passage"],
                topic=topic,
                document_ids=(document.id,),
                limit=MOST_PRESENT,
            )
            good = [item for item in found if item.hit.coverage >= enough]
            if good:
                present.append((document, good))
            else:
                absent.append(document)
        if not present:
            return
        names = ", ".join(place_name(turn, document.jurisdiction) for document, _ in present)
        missing = ", ".join(place_name(turn, document.jurisdiction) for document in absent)
        key = "compare.presence" if absent else "compare.present_all"
        lines = [turn.say(key, present=names, absent=missing)]
        sources: list[Source] = []
        for document, good in present:
            for item in good:
                record = item.record
                if isinstance(record, Task):
                    fact = f"{shorten(record.content, LINE_LIMIT)} – {task_fact(turn, record, ('lead',))}"
                    sources += task_sources(turn, record, ("lead",))
                elif isinstance(record, Document):
                    continue
                else:
                    fact = excerpt(getattr(record, "text", ""), turn.query.topic, LINE_LIMIT)
                    sources.append(record_source(turn, record))
                lines.append(turn.say("compare.line", place=document_label(turn, document), fact=fact))
        turn.finish(Answer("answer", "\n".join(lines), sources=tuple(sources)), "presence")


def _asked_part(text: str) -> str:
    """The clause that asks 'which place', or all of *text*: a long preamble is no subject."""
    clauses = [clause for clause in re.split(r"[,.;?!]", text) if has_cue("which_place", clause)]
    best = max(clauses, key=len, default=text)
    before, after = around_cue("which_place", best)
    return after if len(telling_syllables(after)) > 1 else f"{before} {after}"
