"""Stage: the same question put to several documents, side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answers.answer import Answer, Source
from bot.answers.cite import document_label, place_name, record_source, task_sources
from bot.answers.cues import around_cue, has_cue, says
from bot.answers.excerpt import excerpt
from bot.answers.plan.listing import TaskFilter, select
from bot.answers.plan.search import Found, search
from bot.answers.plan.side_by_side import tell_side_by_side
from bot.answers.plan.tasks import task_fact
from bot.answers.turn import Turn
from knowledge.agencies import Registry
from knowledge.records import Document, Task
from nlu.query import COLUMNS
from retrieval.tokens import telling_syllables, telling_text

PRESENT_COVERAGE, PRESENT_ANY, FEW_WORDS = 0.65, 0.25, 3
"""A thing named in few words ('KPI và ISO') is present where one of them is."""
LINE_LIMIT = 200
MOST_PRESENT = 5
SLIGHT_TOPIC = 2
COUNTING = ("most", "least", "count")


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
            tell_side_by_side(turn, documents)
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
        for document in chosen if turn.scope.stated else ():
            # A place that is named is compared with what it has.
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
                    content = excerpt(record.content, turn.query.topic, LINE_LIMIT)
                    fact = f"{content} – {task_fact(turn, record, ('lead',))}"
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
