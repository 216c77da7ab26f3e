"""Filtering of records by the fields a caller names. Exact: a filter keeps a record or drops it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from knowledge.records import AgencyRef, Deadline, Task
from knowledge.records.procedure import Procedure
from knowledge.text import collapse, fold

Role = Literal["lead", "coordinate"]


def _key(text: str) -> str:
    return fold(collapse(text))


def _contains_words(haystack: str, needle: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(needle)}(?!\w)", haystack) is not None


@dataclass(frozen=True)
class TaskFilter:
    """Conditions on a task row; None sets none.

    ``document`` a document id; ``agency`` a registry id or words of a body's printed name, looked
    for in the cell of ``role`` (either cell when None); ``group`` a group's number or words of its
    title; ``due_from`` and ``due_to`` an inclusive window in which the deadline or one of its
    milestones falls; ``q`` words that all stand in the row, accents not regarded.
    """

    document: str | None = None
    agency: str | None = None
    role: Role | None = None
    group: str | None = None
    due_from: dt.date | None = None
    due_to: dt.date | None = None
    q: str | None = None

    def apply(self, tasks: Iterable[Task]) -> list[Task]:
        """Return the tasks that meet every condition, in their order."""
        return [task for task in tasks if self._keeps(task)]

    def _keeps(self, task: Task) -> bool:
        return (
            (self.document is None or task.document_id == self.document)
            and (self.agency is None or self._has_agency(task, self.agency))
            and (self.group is None or _in_group(task, self.group))
            and self._in_window(task.deadline)
            and (self.q is None or _has_words(task, self.q))
        )

    def _has_agency(self, task: Task, agency: str) -> bool:
        refs: tuple[AgencyRef, ...] = ()
        if self.role in (None, "lead"):
            refs += task.lead
        if self.role in (None, "coordinate"):
            refs += task.coordinate
        wanted = _key(agency)
        return any(ref.agency_id == agency or _contains_words(_key(ref.text), wanted) for ref in refs)

    def _in_window(self, deadline: Deadline) -> bool:
        if self.due_from is None and self.due_to is None:
            return True
        days = {milestone.date for milestone in deadline.milestones}
        if deadline.date is not None:
            days.add(deadline.date)
        return any(
            (self.due_from is None or day >= self.due_from) and (self.due_to is None or day <= self.due_to)
            for day in days
        )


def _in_group(task: Task, group: str) -> bool:
    wanted = _key(group)
    return _key(task.group_no).rstrip(".") == wanted.rstrip(".") or _contains_words(_key(task.group), wanted)


def _has_words(task: Task, words: str) -> bool:
    cells = (task.content, task.parent, task.goal, task.output, task.note, task.group, task.row)
    row = _key(" ".join(cell for cell in cells if cell))
    return all(word in row for word in _key(words).split())


def find_procedures(procedures: Iterable[Procedure], words: str | None) -> list[Procedure]:
    """Return the procedures whose names, code or sector hold all *words*, those by name first."""
    if not words:
        return list(procedures)
    wanted = _key(words).split()

    def holds(text: str) -> bool:
        key = _key(text)
        return all(word in key for word in wanted)

    by_name, by_other = [], []
    for procedure in procedures:
        if holds(procedure.name):
            by_name.append(procedure)
        elif holds(
            " ".join((procedure.name, *procedure.other_names, procedure.code or "", procedure.sector))
        ):
            by_other.append(procedure)
    return by_name + by_other
