"""Rules on task rows: deadlines, bodies, duplicates."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rapidfuzz import fuzz

from knowledge.dates import parse_deadline
from knowledge.extract.anomalies.finding import Finding, Prose, ids_of, prose_of, sections_of, value_at, where
from knowledge.extract.source import clean
from knowledge.records import Deadline, Task
from knowledge.snapshot import Snapshot
from knowledge.text import fold

_ALIKE = 90.0
_MOSTLY_BLANK = 0.2
"""A table with a larger share of rows without a lead leaves it out on purpose."""
_DUE_IN_PROSE = re.compile(
    r"(?P<what>[^;.]{25,400}?),?\s+hoàn thành\s+(?P<when>(?:trong|trước|chậm nhất|vào)[^;.,]{4,60})", re.I
)


def _tasks(snapshot: Snapshot) -> Iterator[tuple[str, tuple[Task, ...]]]:
    for document in snapshot.documents:
        yield document.id, tuple(task for task in snapshot.tasks_of(document.id) if not task.heading)


def outside_years(snapshot: Snapshot) -> Iterator[Finding]:
    """A deadline in a year that the plan does not cover."""
    for document in snapshot.documents:
        if not document.years:
            continue
        for task in snapshot.tasks_of(document.id):
            dates = [task.deadline.date, *(milestone.date for milestone in task.deadline.milestones)]
            if any(date and date.year not in document.years for date in dates):
                years = "–".join(dict.fromkeys((str(document.years[0]), str(document.years[-1]))))
                yield Finding(
                    "deadline_outside_years",
                    document.id,
                    (task.deadline.text,),
                    ids_of(task),
                    sections_of(task),
                    {"where": where(task), "years": years},
                )


def two_deadlines(snapshot: Snapshot) -> Iterator[Finding]:
    """One task with two deadlines: in two rows with one product, or in a row and in prose."""
    prose = prose_of(snapshot)
    for document_id, rows in _tasks(snapshot):
        for first, second in _candidates(rows):
            if _same_work(first, second) and _differ(first.deadline, second.deadline):
                values = tuple(value_at(task.deadline.text, task) for task in (first, second))
                yield Finding(
                    "deadline_conflict",
                    document_id,
                    values,
                    ids_of(first, second),
                    sections_of(first, second),
                    {"content": _short(first.content)},
                )
        yield from _against_prose(document_id, rows, prose.get(document_id, []))


def _candidates(rows: Sequence[Task]) -> Iterator[tuple[Task, Task]]:
    """Yield the pairs of rows that begin or end with the same words."""
    seen: dict[tuple[str, ...], list[Task]] = defaultdict(list)
    for task in rows:
        words = re.findall(r"\w+", _bare(task.content))
        before: dict[str, Task] = {}
        for key in {("begins", *words[:4]), ("ends", *words[-4:])}:
            before.update((other.id, other) for other in seen[key])
            seen[key].append(task)
        for other in before.values():
            yield other, task


def _against_prose(document_id: str, rows: Sequence[Task], prose: Sequence[Prose]) -> Iterator[Finding]:
    differing: dict[str, list[tuple[str, Prose]]] = defaultdict(list)
    for record in prose:
        for match in _DUE_IN_PROSE.finditer(record.text):
            deadline = parse_deadline(match.group("when"))
            what = re.sub(r"^\W*(?:\d+\.|[a-zđ]\))?\s*", "", match.group("what"))
            for task in rows:
                if _alike(what, task.content) and _differ(deadline, task.deadline):
                    differing[task.id].append((clean(match.group("when")), record))
    for task in rows:
        places = differing.get(task.id, [])
        if places:
            records = [record for _, record in places]
            yield Finding(
                "deadline_conflict",
                document_id,
                (*(value_at(when, record) for when, record in places), value_at(task.deadline.text, task)),
                ids_of(*records, task),
                sections_of(*records, task),
                {"content": _short(task.content)},
            )


def _same_work(first: Task, second: Task) -> bool:
    if first.parent_id == second.id or second.parent_id == first.id:
        return False
    if fold(first.parent or "") != fold(second.parent or "") and (first.parent and second.parent):
        return False
    if _numbers(first.content) != _numbers(second.content):
        return False
    outputs = (first.output or "", second.output or "")
    return _alike(first.content, second.content) and (outputs[0] == outputs[1] or _alike(*outputs))


@lru_cache(maxsize=4096)
def _bare(text: str) -> str:
    return fold(text).strip(" .;-+")


def _numbers(text: str) -> list[str]:
    return re.findall(r"\d+", text)


def _alike(first: str, second: str) -> bool:
    one, two = _bare(first), _bare(second)
    if not one or not two or min(len(one), len(two)) < 25:
        return False
    if min(len(one), len(two)) / max(len(one), len(two)) < 0.6:
        return False
    return fuzz.ratio(one, two) >= _ALIKE or fuzz.token_set_ratio(one, two) >= 97


def _differ(first: Deadline, second: Deadline) -> bool:
    if "trống" in (first.kind, second.kind):
        return False
    if first.date == second.date and first.date is not None:
        return False
    return fold(first.text).strip(" .") != fold(second.text).strip(" .")


def _short(text: str) -> str:
    return text if len(text) <= 90 else text[:90].rsplit(" ", 1)[0] + "…"


def without_lead(snapshot: Snapshot) -> Iterator[Finding]:
    """A row that names no lead in a table whose other rows do."""
    for document_id, rows in _tasks(snapshot):
        by_id = {task.id: task for task in snapshot.tasks_of(document_id)}
        blank = [
            task
            for task in rows
            if not task.lead and not ((parent := by_id.get(task.parent_id or "")) and parent.lead)
        ]
        if len(blank) > _MOSTLY_BLANK * len(rows):
            continue
        for task in blank:
            yield Finding(
                "no_lead",
                document_id,
                (),
                ids_of(task),
                sections_of(task),
                {"content": _short(task.content), "where": where(task)},
            )


def lead_and_coordinate(snapshot: Snapshot) -> Iterator[Finding]:
    """A body that both leads and coordinates one row."""
    for document_id, rows in _tasks(snapshot):
        for task in rows:
            helping = {fold(body.text) for body in task.coordinate}
            linked = {body.agency_id for body in task.coordinate if body.agency_id}
            both = tuple(
                body.text for body in task.lead if fold(body.text) in helping or body.agency_id in linked
            )
            if both:
                yield Finding(
                    "lead_and_coordinate",
                    document_id,
                    both,
                    ids_of(task),
                    sections_of(task),
                    {"where": where(task)},
                )


def duplicates(snapshot: Snapshot) -> Iterator[Finding]:
    """The same task printed twice with the same lead and deadline."""
    for document_id, rows in _tasks(snapshot):
        groups: dict[tuple[str, ...], list[Task]] = defaultdict(list)
        for task in rows:
            bodies = "|".join(sorted(fold(body.text) for body in task.lead))
            parent = fold(task.parent or "")
            key = (parent, fold(task.content).strip(" ."), bodies, fold(task.deadline.text).strip(" ."))
            groups[key].append(task)
        for same in groups.values():
            if len(same) > 1 and fold(same[0].content).strip():
                facts = {"content": _short(same[0].content), "count": str(len(same))}
                values = tuple(task.row for task in same)
                yield Finding("duplicate_task", document_id, values, ids_of(*same), sections_of(*same), facts)
