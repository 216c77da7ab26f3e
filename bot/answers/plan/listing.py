"""Lists and counts: an exact query over fields; a topic left in the question narrows it by relevance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from knowledge.agencies import Registry
from knowledge.records import AgencyRef, Deadline, Task
from knowledge.snapshot import Snapshot
from knowledge.text import fold
from nlu.query import DateWindow
from retrieval.tokens import folded_syllables

GENERIC = frozenset(
    folded_syllables(
        "cải cách công tác xây dựng phát triển nhóm phần mục lĩnh vực về và các "
        "sắp xếp tinh gọn kiện toàn đổi mới"
    )
)
"""Syllables that most group titles share and that therefore tell no group apart."""


BESIDE = 3
"""Telling syllables that may stand beside those of a title ('mảng tiền nong, tài chính công')."""
LONGEST_MONTH, LONGEST_QUARTER = 31, 92
LISTING = "tasks"
"""Marks a conversation's listing slot as one of ours."""


def group_key(task: Task) -> str:
    """Return what tells a task's group from the others of its document: its number, else its title."""
    return task.group_no or task.group


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@dataclass(frozen=True)
class TaskFilter:
    """A conjunction over task fields. ``roles`` is where ``agency_ids`` must stand."""

    document_ids: tuple[str, ...]
    agency_ids: tuple[str, ...] = ()
    agency_text: str = ""
    roles: tuple[str, ...] = ("lead", "coordinate")
    groups: tuple[tuple[str, str], ...] = ()
    """(document id, group key) pairs."""
    group_text: str = ""
    window: DateWindow | None = None
    task_ids: tuple[str, ...] | None = None
    """Tasks a topic has narrowed the list to, most relevant first."""
    topic: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the filter as plain values for a conversation slot."""
        window = self.window
        return {
            "kind": LISTING,
            "document_ids": list(self.document_ids),
            "agency_ids": list(self.agency_ids),
            "agency_text": self.agency_text,
            "roles": list(self.roles),
            "groups": [list(pair) for pair in self.groups],
            "group_text": self.group_text,
            "window": window and [_iso(window.start), _iso(window.end), window.text],
            "task_ids": None if self.task_ids is None else list(self.task_ids),
            "topic": self.topic,
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> TaskFilter:
        """Return the filter that to_json() wrote."""
        window = value["window"]
        return cls(
            tuple(value["document_ids"]),
            tuple(value["agency_ids"]),
            value["agency_text"],
            tuple(value["roles"]),
            tuple((document, number) for document, number in value["groups"]),
            value["group_text"],
            window and DateWindow(_day(window[0]), _day(window[1]), window[2]),
            None if value["task_ids"] is None else tuple(value["task_ids"]),
            value["topic"],
        )


@dataclass(frozen=True)
class TaskList:
    """The tasks a filter selects, in printed order, and the collective rows that bind the agency besides."""

    tasks: tuple[Task, ...]
    collective: tuple[Task, ...] = field(default=())


def _names(task: Task, filter_: TaskFilter, registry: Registry, place: str | None) -> bool:
    """Tell whether *task* names a body, or the very collective ('UBND phường, xã'), of the filter."""
    bodies = (agency for role in filter_.roles for agency in getattr(task, role))
    return any(
        (agency.agency_id or registry.collective(agency.text, place)) in filter_.agency_ids
        for agency in bodies
    )


def binding(task: Task, filter_: TaskFilter, registry: Registry) -> AgencyRef | None:
    """Return the collective of *task* ('các sở, ban, ngành') that the filter's agency belongs to, if any."""
    bodies = (agency for role in filter_.roles for agency in getattr(task, role))
    return next(
        (
            body
            for body in bodies
            if any(registry.covers(body.agency_id or body.text, asked) for asked in filter_.agency_ids)
        ),
        None,
    )


def due_in(task: Task, window: DateWindow) -> bool:
    """Tell whether a task falls due within *window*: the whole period it prints, or a milestone of it.

    'Quý IV' is not due in December, nor 'cả năm' in one of its quarters.
    """
    start, end = window.start or date.min, window.end or date.max
    deadline = task.deadline
    if any(start <= milestone.date <= end for milestone in deadline.milestones):
        return True
    if deadline.date is None:
        return False
    return start <= _first_day(deadline) and deadline.date <= end


def _first_day(deadline: Deadline) -> date:
    """The first day of the period a deadline prints; the day itself for 'ngày' and 'trước'."""
    last = deadline.date or date.max
    if deadline.start:
        return deadline.start
    if deadline.before or deadline.kind == "ngày":
        return last
    if deadline.kind == "quý":
        return date(last.year, last.month - 2, 1)
    return date(last.year, 1 if deadline.kind == "năm" else last.month, 1)


def _exactness(task: Task, window: DateWindow) -> int:
    """Order for a window: tasks printed with just this month or quarter first, then the others due in it."""
    if window.start is None or window.end is None:
        return 1
    days = (window.end - window.start).days + 1
    kind = "tháng" if days <= LONGEST_MONTH else "quý" if days <= LONGEST_QUARTER else ""
    return 0 if task.deadline.kind == kind and task.deadline.date == window.end else 1


def select(snapshot: Snapshot, filter_: TaskFilter, registry: Registry) -> TaskList:
    """Return every non-heading task that meets the filter."""
    tasks = [
        task
        for document_id in filter_.document_ids
        for task in snapshot.tasks_of(document_id)
        if not task.heading
    ]
    if filter_.groups:
        wanted = set(filter_.groups)
        tasks = [task for task in tasks if (task.document_id, group_key(task)) in wanted]
    if filter_.window:
        window = filter_.window
        tasks = sorted(
            (task for task in tasks if due_in(task, window)), key=lambda task: _exactness(task, window)
        )
    if filter_.task_ids is not None:
        ranked = {task_id: rank for rank, task_id in enumerate(filter_.task_ids)}
        tasks = [task for task in tasks if task.id in ranked]
    if not filter_.agency_ids:
        return TaskList(tuple(tasks))
    places = {id_: snapshot.document_by_id[id_].jurisdiction for id_ in filter_.document_ids}
    named = [task for task in tasks if _names(task, filter_, registry, places[task.document_id])]
    bound = [task for task in tasks if task not in named and binding(task, filter_, registry)]
    return TaskList(tuple(named), tuple(bound))


def find_groups(snapshot: Snapshot, document_ids: Sequence[str], words: str) -> tuple[tuple[str, str], ...]:
    """Return the groups whose number or title *words* name: (document id, group key) pairs.

    A group is named when its title holds every telling word; ties keep all.
    """
    asked = folded_syllables(words)
    telling = [word for word in asked if word not in GENERIC]
    found = []
    for document_id in document_ids:
        titles = {group_key(task): task.group for task in snapshot.tasks_of(document_id)}
        best, chosen = 0.0, []
        for number, title in titles.items():
            syllables = folded_syllables(title)
            if asked and fold(number).strip(".") in asked and not telling[1:]:
                chosen, best = [number], 2.0
                continue
            core = [word for word in syllables if word not in GENERIC]
            held = len(core) > 1 and set(core) <= set(telling) and len(set(telling) - set(core)) <= BESIDE
            score = 0.995 if held else _match(telling, syllables)
            if score > best:
                best, chosen = score, [number]
            elif score == best and score > 0:
                chosen.append(number)
        if best >= 0.99:
            found += [(document_id, number) for number in chosen]
    return tuple(found)


def _match(telling: Sequence[str], title: Sequence[str]) -> float:
    if not telling:
        return 0.0
    text = f" {' '.join(title)} "
    if f" {' '.join(telling)} " in text:
        return 1.0 + len(telling) / max(len(title), 1)
    return sum(word in title for word in telling) / len(telling) * 0.995


def narrowed(filter_: TaskFilter, task_ids: Sequence[str], topic: str) -> TaskFilter:
    """Return the filter limited to the tasks a topic search found."""
    return replace(filter_, task_ids=tuple(task_ids), topic=topic)
