"""What an agency has to do and by when, seen from a day: overdue, due soon, later, without a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from bot.answers.plan.listing import TaskFilter, select
from knowledge.agencies import Registry
from knowledge.records import Deadline, Task
from knowledge.snapshot import Snapshot

State = Literal["overdue", "soon", "later", "undated"]
STATES: tuple[State, ...] = ("soon", "later", "overdue", "undated")
SOON = timedelta(days=30)
Role = Literal["lead", "coordinate"]


@dataclass(frozen=True)
class Due:
    """One task of the agency. ``day`` is its next milestone, or its last day; None when none is printed.

    ``collective`` tells that the agency is not named but belongs to a named group of bodies.
    """

    task: Task
    role: Role
    collective: bool
    day: date | None
    state: State

    @property
    def quarter(self) -> tuple[int, int] | None:
        """The year and quarter of ``day``."""
        return (self.day.year, (self.day.month + 2) // 3) if self.day else None

    def days(self, today: date) -> int:
        """Return the days from *today* to ``day``, negative once it has passed; 0 without a day."""
        return (self.day - today).days if self.day else 0


@dataclass(frozen=True)
class Agenda:
    """All tasks of one agency as of ``today``, those due next first."""

    agency_id: str
    today: date
    items: tuple[Due, ...]

    @property
    def counts(self) -> Counter[str]:
        """The number of tasks by state."""
        return Counter(item.state for item in self.items)

    def by_quarter(self) -> list[tuple[tuple[int, int], Counter[str]]]:
        """Return the tasks by quarter and state, in order of time, quarters between them included."""
        dated = [item for item in self.items if item.quarter]
        if not dated:
            return []
        first = min(item.quarter for item in dated if item.quarter)
        last = max(item.quarter for item in dated if item.quarter)
        quarters = [
            (number // 4, number % 4 + 1)
            for number in range(first[0] * 4 + first[1] - 1, last[0] * 4 + last[1])
        ]
        return [(each, Counter(item.state for item in dated if item.quarter == each)) for each in quarters]


def agenda(snapshot: Snapshot, registry: Registry, agency_id: str, today: date) -> Agenda:
    """Return the agenda of an agency over everything published."""
    found: dict[str, Due] = {}
    roles: Sequence[Role] = ("lead", "coordinate")
    documents = tuple(document.id for document in snapshot.documents)
    # 'Các sở, ban, ngành' of another city binds nobody here.
    home = {each.id for each in snapshot.documents if each.jurisdiction == agency_id.rpartition("/")[0]}
    for role in roles:
        filter_ = TaskFilter(documents, (agency_id,), roles=(role,))
        listed = select(snapshot, filter_, registry)
        for task in (*listed.tasks, *listed.collective):
            named = task in listed.tasks
            if task.heading or task.id in found or not (named or task.document_id in home):
                continue
            day = next_day(task.deadline, today)
            found[task.id] = Due(task, role, not named, day, _state(day, today))
    return Agenda(agency_id, today, tuple(sorted(found.values(), key=_order)))


def next_day(deadline: Deadline, today: date) -> date | None:
    """Return the first milestone that is still to come, else the last day."""
    coming = [milestone.date for milestone in deadline.milestones if milestone.date >= today]
    return min(coming, default=deadline.date)


def _state(day: date | None, today: date) -> State:
    if day is None:
        return "undated"
    if day < today:
        return "overdue"
    return "soon" if day <= today + SOON else "later"


def _order(item: Due) -> tuple[int, int, str]:
    # What passed most recently comes first among what is overdue.
    ordinal = item.day.toordinal() if item.day else 0
    return STATES.index(item.state), -ordinal if item.state == "overdue" else ordinal, item.task.id
