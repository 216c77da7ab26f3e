"""Stage: lists and counts of tasks, with the exact total, a page at a time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.answers.answer import Answer
from bot.answers.cite import document_label, place_name, task_sources
from bot.answers.cues import has_cue, says
from bot.answers.excerpt import shorten
from bot.answers.items import task_item
from bot.answers.plan.listing import (
    LISTING,
    TaskFilter,
    TaskList,
    binding,
    find_groups,
    group_key,
    narrowed,
    select,
)
from bot.answers.plan.search import fits, search
from bot.answers.plan.tasks import agencies_text, field_line
from bot.answers.turn import Turn
from knowledge.agencies import Registry
from knowledge.records import Task
from nlu.query import AgencyMention, DateWindow
from retrieval.tokens import folded_syllables, telling_syllables

_ROMAN = re.compile(r"(?<=quý )[ivx]+\b(?:, ?[ivx]+\b)*")
PAGE = 12
ITEM_LIMIT = 120
FEW, FEW_LIMIT = 2, 320
"""A list of so few shows so many characters of each."""
TOPIC_COVERAGE = 0.6
"""A task belongs to a list by topic when it holds this share of the topic's telling syllables."""
SLIGHT_TOPIC = 3
"""Telling syllables; a question with more of them has a subject of its own."""
OPERATIONS = ("list", "count")
INTENTS = ("list_tasks", "count_tasks")


class ListTasks:
    """Ends the turn for questions that want several tasks, or how many there are."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def run(self, turn: Turn) -> None:
        """List or count."""
        query = turn.query
        if self._wants_more(turn):
            self._page(turn, TaskFilter.from_json(dict(turn.context.listing)), turn.context.offset + PAGE)
            return
        if query.operation not in OPERATIONS and query.intent not in INTENTS:
            return
        if "groups" in query.aspects:
            self._count_groups(turn)
            return
        if self._only_names_the_plan(turn):
            query = turn.query = replace(query, topic="", group=None)
        if (
            says(query, "responsible")
            and not query.window
            and self._has_duties(turn, turn.scope.document_ids)
        ):
            turn.query = replace(query, intent="ask_responsibility")
            return
        filter_ = self._filter(turn)
        if filter_ is None or turn.answer is not None:
            return
        found = select(turn.snapshot, filter_, self._registry)
        of_tasks = says(query, "own_lead") or query.operation == "count" or query.window is not None
        if not found.tasks and not of_tasks and self._has_duties(turn, filter_.document_ids):
            turn.query = replace(query, intent="ask_responsibility")
            return
        if not found.tasks and not found.collective and len(telling_syllables(query.topic)) > SLIGHT_TOPIC:
            return
        self._page(turn, filter_, 0)

    @staticmethod
    def _wants_more(turn: Turn) -> bool:
        reference = turn.query.reference
        asked = turn.query.intent == "more" or (reference is not None and reference.kind == "more")
        return asked and turn.context.listing.get("kind") == LISTING

    def _filter(self, turn: Turn) -> TaskFilter | None:
        query, snapshot = turn.query, turn.snapshot
        scope = turn.scope
        agency = query.agencies[0] if query.agencies else self._agency_before(turn)
        words = query.group or query.topic
        document_ids = scope.document_ids if scope.stated else scope.default_ids[:1]
        if agency and not scope.stated:
            document_ids = self._documents_of(turn, agency.agency_ids) or document_ids
            if len({snapshot.document_by_id[i].jurisdiction for i in document_ids}) > 1:
                self._ask_place(turn, agency, document_ids)
                return None
        elif scope.stated and len(document_ids) > 1 and not query.years and query.operation != "compare":
            document_ids = document_ids[:1]
        if "context_document" in turn.evidence:
            document_ids = (turn.evidence["context_document"],)
        groups = find_groups(snapshot, document_ids, words) if words else ()
        if agency and groups and agency.role is None and self._part_of_title(turn, groups, agency.text):
            agency = None
        window = self._in_plan_year(turn, document_ids)
        if not (agency or groups or window) and not query.topic.strip():
            return None if not scope.stated else TaskFilter(document_ids)
        filter_ = TaskFilter(
            document_ids,
            agency.agency_ids if agency else (),
            agency.text if agency else "",
            (agency.role,) if agency and agency.role else ("lead",) if agency else (),
            groups,
            self._group_title(turn, groups),
            window,
        )
        if agency and agency.role is None and query.intent not in INTENTS:
            filter_ = replace(filter_, roles=("lead", "coordinate"))
        if says(query, "attached_list") and not (agency or groups or query.window):
            return None
        if not groups and query.topic.strip() and not self._is_generic(query.topic):
            found = [
                item.record.id
                for item in search(turn, ["task"], document_ids=document_ids, limit=60)
                if item.hit.coverage >= TOPIC_COVERAGE and fits(turn, item.hit)
            ]
            if not found and (agency or query.window):
                return None if agency and says(query, "responsible") else filter_
            if not found:
                slight = len(telling_syllables(query.topic)) <= SLIGHT_TOPIC
                slight = slight and has_cue("plan_words", query.text)
                return TaskFilter(document_ids) if scope.stated and slight else None
            return narrowed(filter_, found, query.topic)
        return filter_

    @staticmethod
    def _only_names_the_plan(turn: Turn) -> bool:
        """Whether what is left of the question are words of the plan's own title ('việc chuyển đổi số')."""
        asked = telling_syllables(turn.query.topic)
        if not asked or not turn.scope.stated or not turn.scope.document_ids:
            return False
        if says(turn.query, "group_marker"):
            return False
        document = turn.snapshot.document_by_id[turn.scope.document_ids[0]]
        return asked <= telling_syllables(document.title)

    @staticmethod
    def _has_duties(turn: Turn, document_ids: Sequence[str]) -> bool:
        """Whether the part of a plan that tells duties has one of the body named."""
        ids = {id_ for agency in turn.query.agencies[:1] for id_ in agency.agency_ids}
        return any(
            duty.document_id in document_ids and duty.addressee.agency_id in ids
            for duty in turn.snapshot.responsibilities
        )

    def _agency_before(self, turn: Turn) -> AgencyMention | None:
        """'Còn Hải Phòng?' after a list of one city's body: the same kind of body there."""
        before = turn.context.agency_id
        if turn.evidence.get("follow_up") != "what_about" or not before or not turn.scope.document_ids:
            return None
        place = turn.snapshot.document_by_id[turn.scope.document_ids[0]].jurisdiction
        agency_id = self._registry.at(before.rpartition("/")[2], place or "")
        known = self._registry.get(agency_id or "")
        return AgencyMention(known.name, (known.id,), "lead", 0, 0) if known else None

    def _part_of_title(self, turn: Turn, groups: Sequence[tuple[str, str]], name: str) -> bool:
        return " ".join(folded_syllables(name)) in " ".join(folded_syllables(self._group_title(turn, groups)))

    @staticmethod
    def _in_plan_year(turn: Turn, document_ids: Sequence[str]) -> DateWindow | None:
        """A window typed without a year is meant in the year of the plan; a year narrows a longer plan."""
        window, asked = turn.query.window, turn.query.years
        years = {year for i in document_ids for year in turn.snapshot.document_by_id[i].years}
        if window is None and len(asked) == 1 < len(years) and says(turn.query, "falls_due"):
            return DateWindow(date(asked[0], 1, 1), date(asked[0], 12, 31), str(asked[0]))
        if window is None or window.year_named or len(years) != 1:
            return window
        return window.in_year(years.pop())

    @staticmethod
    def _is_generic(topic: str) -> bool:
        return len(folded_syllables(topic)) < 2

    def _documents_of(self, turn: Turn, agency_ids: Sequence[str]) -> tuple[str, ...]:
        """The default document when the agency stands in it, else the documents it stands in."""
        holding = [
            document_id
            for document_id in turn.scope.document_ids
            if any(
                agency.agency_id in agency_ids
                for task in turn.snapshot.tasks_of(document_id)
                for agency in (*task.lead, *task.coordinate)
            )
        ]
        default = turn.scope.default_ids[:1]
        return default if set(default) & set(holding) else tuple(holding)

    def _ask_place(self, turn: Turn, agency: AgencyMention, document_ids: Sequence[str]) -> None:
        """Bodies of this name stand in plans of several cities: tell how many tasks each has, and ask."""
        lines, names = [turn.say("clarify.place")], []
        for document_id in document_ids:
            document = turn.snapshot.document_by_id[document_id]
            role = agency.role or "lead"
            filter_ = TaskFilter((document_id,), agency.agency_ids, agency.text, (role,))
            total = len(select(turn.snapshot, filter_, self._registry).tasks)
            fact = turn.say("clarify.tasks", total=total, what=turn.say(f"filter.{role}", agency=agency.text))
            lines.append(turn.say("clarify.candidate", place=document_label(turn, document), fact=fact))
            names.append(place_name(turn, document.jurisdiction))
        text = "\n".join(lines)
        turn.finish(Answer("clarify", text, suggestions=tuple(dict.fromkeys(names))), "clarify_place")

    @staticmethod
    def _group_title(turn: Turn, groups: Sequence[tuple[str, str]]) -> str:
        for document_id, number in groups:
            for task in turn.snapshot.tasks_of(document_id):
                if group_key(task) == number:
                    return task.group
        return ""

    def _describe(self, turn: Turn, filter_: TaskFilter) -> str:
        parts = []
        if filter_.agency_ids:
            name = self._registry.get(filter_.agency_ids[0])
            key = filter_.roles[0] if len(filter_.roles) == 1 else "any"
            parts.append(turn.say(f"filter.{key}", agency=name.name if name else filter_.agency_text))
        if filter_.group_text:
            parts.append(turn.say("filter.group", group=filter_.group_text))
        if filter_.topic:
            parts.append(turn.say("filter.topic", topic=filter_.topic))
        if filter_.window:
            parts.append(turn.say("filter.window", window=_ROMAN.sub(_upper, filter_.window.text)))
        return "".join(parts)

    def _page(self, turn: Turn, filter_: TaskFilter, offset: int) -> None:
        result = select(turn.snapshot, filter_, self._registry)
        total = len(result.tasks)
        bare = self._describe(turn, filter_)
        described = bare + turn.say("filter.document", document=self._labels(turn, filter_))
        if offset and offset >= total:
            turn.finish(Answer("list", turn.say("list.end", total=total), total=total), "list_end")
            return
        page = result.tasks[offset : offset + PAGE]
        if not total:
            lines = [
                turn.say(
                    "list.none",
                    documents=self._labels(turn, filter_),
                    filter=bare,
                )
            ]
        elif offset or total > PAGE:
            head = {"total": total, "filter": described, "first": offset + 1, "last": offset + len(page)}
            lines = [turn.say("list.head.page", **head)]
        else:
            lines = [turn.say("list.head", total=total, filter=described)]
        columns = [name for name in ("coordinate", "output") if name in turn.query.aspects]
        show_lead = not filter_.agency_ids or len(filter_.roles) > 1
        for number, task in enumerate(page, offset + 1):
            limit = ITEM_LIMIT if total > FEW else FEW_LIMIT
            lines.append(self._item(turn, number, task, show_lead, limit))
            lines += [turn.say("list.column", fact=field_line(turn, task, name)) for name in columns]
        rest = total - offset - len(page)
        if rest > 0:
            lines.append(turn.say("list.more", rest=rest))
        lines += self._collective(turn, filter_, result)
        documents = turn.snapshot.document_by_id
        first_document = filter_.document_ids[0] if filter_.document_ids else None
        turn.finish(
            Answer(
                "list",
                "\n".join(lines),
                items=tuple(task_item(task, documents[task.document_id]) for task in page),
                total=total,
                sources=tuple(source for task in page for source in task_sources(turn, task, ("deadline",))),
                suggestions=(turn.say("suggest.more"),) if rest > 0 else (),
                context={
                    "items": tuple(task.id for task in page),
                    "listing": filter_.to_json(),
                    "offset": offset,
                    "task_id": None,
                    "document_id": first_document,
                    "agency_id": filter_.agency_ids[0] if filter_.agency_ids else None,
                    "procedure_id": None,
                },
            ),
            "list",
        )

    def _labels(self, turn: Turn, filter_: TaskFilter) -> str:
        documents = (turn.snapshot.document_by_id[i] for i in filter_.document_ids)
        return "; ".join(document_label(turn, document) for document in documents)

    @staticmethod
    def _item(turn: Turn, number: int, task: Task, show_lead: bool, limit: int) -> str:
        values = {
            "number": number,
            "content": shorten(task.content.strip("-+ "), limit),
            "row": task.row,
            "deadline": shorten(task.deadline.text.rstrip("."), 90) or "—",
        }
        if show_lead:
            return turn.say("list.item.lead", lead=shorten(agencies_text(task.lead), 80) or "—", **values)
        return turn.say("list.item", **values)

    def _collective(self, turn: Turn, filter_: TaskFilter, result: TaskList) -> list[str]:
        body = binding(result.collective[0], filter_, self._registry) if result.collective else None
        if body is None:
            return []
        agency = self._registry.get(filter_.agency_ids[0])
        return [
            turn.say(
                "list.collective",
                count=len(result.collective),
                agency=agency.name if agency else filter_.agency_text,
                example=body.text,
            )
        ]

    @staticmethod
    def _count_groups(turn: Turn) -> None:
        document_ids = turn.scope.document_ids if turn.scope.stated else turn.scope.default_ids
        if not document_ids:
            return
        document = turn.snapshot.document_by_id[document_ids[0]]
        titles = {group_key(task): task for task in turn.snapshot.tasks_of(document.id) if task.group}
        if not titles:
            return
        lines = [turn.say("count.groups", document=document_label(turn, document), total=len(titles))]
        lines += [
            f"{task.group_no or number}. {task.group}" for number, task in enumerate(titles.values(), 1)
        ]
        turn.finish(
            Answer("list", "\n".join(lines), total=len(titles), context={"document_id": document.id}),
            "groups",
        )


def _upper(match: re.Match[str]) -> str:
    return match.group().upper()
