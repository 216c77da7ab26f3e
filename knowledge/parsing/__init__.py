"""Parsers by layout: the blocks of a document become typed task rows."""

from __future__ import annotations

from knowledge.parsing.drafts import read_rows
from knowledge.parsing.given import lead_by_group
from knowledge.parsing.grid import Grid
from knowledge.parsing.layouts import (
    cards,
    cell_per_line,
    cell_per_paragraph,
    delimited,
    keyed,
    tables,
)
from knowledge.parsing.problems import Problems
from knowledge.parsing.result import Group, Layout, Problem, TaskParse
from knowledge.parsing.tasks import TaskMaker, title_text
from knowledge.parsing.unread import report_unread_tables
from knowledge.readers import RawDocument
from knowledge.records import Span, Task

__all__ = ["Group", "Layout", "Problem", "TaskParse", "parse_tasks"]


def parse_tasks(
    raw: RawDocument, document_id: str, jurisdiction: str | None, year: int | None = None
) -> TaskParse:
    """Return every task row of *raw*; a document in no known layout gives none and one problem.

    *jurisdiction* is the place id under which agency names are linked; *year* the one year of the
    plan, which completes deadlines printed without one ('Quý I'). Never raises on odd tables:
    what is unclear is told in ``problems`` with file and line.
    """
    problems = Problems(raw)
    found = _grids(raw, problems)
    if not found:
        problems.add("unknown_layout")
        report_unread_tables(raw, [], problems)
        return TaskParse(problems=problems.all())
    maker = TaskMaker(raw.text, document_id, jurisdiction, problems, year)
    tasks: list[Task] = []
    groups: list[Group] = []
    used: list[Span] = []
    for _, grid in found:
        titles, drafts = read_rows(raw.text, grid)
        lead_by_group(raw.text, grid, drafts)
        tasks.extend(maker.make(drafts, grid.year))
        for title in titles:
            span = title.rows[0]
            groups.append(Group(title.no, title_text(raw.text, title), span, raw.line_of(span.start)))
            used.extend(title.rows)
        used.extend(span for draft in drafts for span in draft.rows)
    furniture = [span for _, grid in found for span in grid.layout]
    report_unread_tables(raw, [*used, *furniture], problems)
    return TaskParse(
        tasks=tuple(tasks),
        groups=tuple(groups),
        layout=tuple(dict.fromkeys(layout for layout, _ in found)),
        used=tuple(sorted(used, key=lambda span: span.start)),
        furniture=tuple(
            sorted((span for _, grid in found for span in grid.layout), key=lambda span: span.start)
        ),
        problems=problems.all(),
    )


def _grids(raw: RawDocument, problems: Problems) -> list[tuple[Layout, Grid]]:
    """Return the grids of the first layouts that fit: real tables, else text tables, else keyed prose."""
    real: list[tuple[Layout, Grid]] = [("real table", grid) for grid in tables.find_grids(raw, problems)]
    real += [("card tables", grid) for grid in cards.find_grids(raw)]
    if real:
        return real
    printed: list[tuple[Layout, Grid]] = [
        *(("delimited rows", grid) for grid in delimited.find_grids(raw.text, problems)),
        *(("cell per line", grid) for grid in cell_per_line.find_grids(raw.text, problems)),
    ]
    if printed:
        return sorted(printed, key=lambda pair: pair[1].rows[0].span.start)
    unmarked = cell_per_paragraph.find_grids(raw.text, problems)
    if unmarked:
        return [("cell per paragraph", grid) for grid in unmarked]
    return [("keyed prose", grid) for grid in keyed.find_grids(raw.text)]
