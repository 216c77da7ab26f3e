"""Turns the drafts of a grid into Task records."""

from __future__ import annotations

from collections import Counter

from knowledge.parsing.agency_cells import bodies_of
from knowledge.parsing.columns import Role
from knowledge.parsing.drafts import Draft, Title, headings_of
from knowledge.parsing.due import deadline_of
from knowledge.parsing.grid import printed, unmarked
from knowledge.parsing.problems import Problems
from knowledge.records import AgencyRef, Span, Task
from knowledge.text import collapse

_FIELDS: tuple[Role, ...] = ("content", "output", "lead", "coordinate", "deadline")
_WHEN: tuple[Role, ...] = ("start", "deadline", "period")


class TaskMaker:
    """Makes the Task records of one document; rows are numbered over all its tables."""

    def __init__(
        self,
        text: str,
        document_id: str,
        jurisdiction: str | None,
        problems: Problems,
        year: int | None = None,
    ) -> None:
        self._text = text
        self._document_id = document_id
        self._jurisdiction = jurisdiction
        self._problems = problems
        self._year = year
        self._printed: Counter[str] = Counter()
        self._in_table: set[tuple[int, str]] = set()
        self._made: list[Task] = []

    def make(self, drafts: list[Draft], year: int | None = None) -> list[Task]:
        """Return the tasks of one grid, in printed order; *year* is the one its headings name."""
        self._in_table.clear()
        by_draft: dict[int, Task] = {}
        tasks: list[Task] = []
        for draft, heading in zip(drafts, headings_of(drafts), strict=True):
            parent = by_draft.get(id(draft.parent)) if draft.parent else None
            task = self._task(draft, parent, heading, year)
            by_draft[id(draft)] = task
            tasks.append(task)
            self._made.append(task)
        return tasks

    def _task(self, draft: Draft, parent: Task | None, heading: bool, year: int | None) -> Task:
        row = self._free_number(draft)
        content = self._words(draft, "content")
        if not content:
            self._problems.add("row_without_content", draft.rows[0])
        return Task(
            id=f"{self._document_id}/{row}",
            document_id=self._document_id,
            row=row,
            group_no=draft.group.no if draft.group else "",
            group=self._title(draft.group) if draft.group else "",
            content=content,
            lead=self._bodies(draft, "lead"),
            coordinate=self._bodies(draft, "coordinate"),
            deadline=deadline_of(self._text, draft, self._year, year),
            parent=parent.content if parent else None,
            parent_id=parent.id if parent else None,
            goal=(printed(self._text, tuple(draft.goal)) or None) if not heading else None,
            output=self._words(draft, "output") or None,
            note=self._words(draft, "note") or None,
            heading=heading,
            position=len(self._made),
            spans=_spans(draft, heading),
        )

    def _free_number(self, draft: Draft) -> str:
        """Return the row's number; a number printed twice gets '~2' so that ids stay unique.

        Twice in one table is a slip and told; a second table may well number from 1 again.
        """
        self._printed[draft.no] += 1
        times = self._printed[draft.no]
        place = (id(draft.group), draft.no)
        if place in self._in_table:
            self._problems.add("duplicate_number", draft.rows[0], number=draft.marker.value or draft.no)
        self._in_table.add(place)
        return draft.no if times == 1 else f"{draft.no}~{times}"

    def _words(self, draft: Draft, role: Role) -> str:
        return printed(self._text, tuple(draft.cells.get(role, ())))

    def _title(self, title: Title) -> str:
        return title_text(self._text, title)

    def _bodies(self, draft: Draft, role: Role) -> tuple[AgencyRef, ...]:
        slices = draft.cells.get(role, [])
        return bodies_of(
            [unmarked(self._text[piece.start : piece.end]) for piece in slices], self._jurisdiction
        )


def title_text(text: str, title: Title) -> str:
    """Return a group title as printed, without the colon that leads on to its rows."""
    return collapse(printed(text, tuple(title.slices)).rstrip(":"))


def _spans(draft: Draft, heading: bool) -> dict[str, tuple[Span, ...]]:
    spans: dict[str, tuple[Span, ...]] = {"row": tuple(draft.rows)}
    if draft.goal and not heading:
        spans["goal"] = tuple(draft.goal)
    for role in _FIELDS:
        if draft.cells.get(role):
            spans[role] = tuple(draft.cells[role])
    when = [piece for role in _WHEN for piece in draft.cells.get(role, ())]
    if when:
        spans["deadline"] = tuple(when)
    return spans
