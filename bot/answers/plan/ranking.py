"""Which record of any type answers best: rows, duties, passages and targets in one ranking."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from bot.answers.cues import has_cue
from bot.answers.plan.search import Found, fits, record_text, search
from bot.answers.turn import Turn
from knowledge.records import Responsibility, Task
from retrieval.hits import RecordType
from retrieval.tokens import folded_syllables, telling_syllables

EMPTY_COLUMN, YEAR_NAMED, UNDATED = 0.88, 1.2, 0.85
LONG_STORY, TELLING_CLAUSE, CLAUSE_COVERAGE = 16, 4, 0.6
"""Syllables of a story, telling syllables of a clause that may be its question, share that a record holds."""
COLUMN_WEIGHTS = {"task": 1.3, "responsibility": 1.0, "passage": 0.7, "target": 0.7}
"""Who, when and with what output are columns of a table: rows come before prose that fits as well."""
DUTY_WEIGHTS = {"task": 1.0, "responsibility": 1.3, "passage": 1.0, "target": 0.9}
PLAIN_WEIGHTS = {"task": 1.05, "responsibility": 1.0, "passage": 1.0, "target": 0.9}
SAYS_MORE = 0.1
_DATED = re.compile(
    r"(?<!tầm nhìn )(?:[Tt]rước|[Cc]hậm nhất|[Hh]oàn thành|[Tt]rong|[Đđ]ến|[Gg]ửi|[Hh]ạn)[^.;]{0,24}"
    r"(?:\d{1,2}/\d{1,4}|[Qq]uý [IV\d]|[Tt]háng \d|[Nn]ăm \d{4}|ngày \d{1,2})"
)


def best_records(
    turn: Turn,
    fields: Sequence[str],
    topic: str | None = None,
    *,
    document_ids: Collection[str] | None = None,
) -> list[Found]:
    """Every record type in one ranking; tasks get a preference when a column is asked for."""
    types: list[RecordType] = ["task", "responsibility", "passage", "target"]
    found = search(turn, types, topic=topic, document_ids=document_ids, limit=25)
    tabular = bool(set(fields) - {"content"})
    if tabular:
        found = [_whole_row(turn, _row_of(turn, item)) for item in found]
    weights = _weights(turn, tabular)
    if "lead" in fields and _duty_says_more(found):
        weights = DUTY_WEIGHTS
    weighted = [
        Found(f.hit, f.record, f.rank * _weight(turn, f, fields, weights) * (0.6 + 0.4 * f.hit.coverage))
        for f in found
        if fits(turn, f.hit)
    ]
    return sorted(weighted, key=lambda item: -item.rank)


def best_of_a_clause(turn: Turn, fields: Sequence[str]) -> list[Found]:
    """The best record of any one clause of a long story, when the whole of it means no record."""
    query = turn.query
    clauses = [c for c in query.clauses if len(telling_syllables(c)) >= TELLING_CLAUSE]
    if len(query.clauses) < 2 or len(folded_syllables(query.topic)) < LONG_STORY:
        return []
    found = [item for clause in clauses for item in best_records(turn, fields, clause)[:1]]
    found = [item for item in found if item.hit.coverage >= CLAUSE_COVERAGE]
    return sorted(found, key=lambda item: -item.rank)


def _weight(turn: Turn, item: Found, fields: Sequence[str], weights: dict[str, float]) -> float:
    """Prose that states a date answers 'by when' as well as a row's column does."""
    dated = "deadline" in fields and bool(_DATED.search(record_text(item)))
    if dated and not isinstance(item.record, Task):
        return max(1.2, weights[item.hit.record_type])
    weight = weights[item.hit.record_type]
    if not isinstance(item.record, Task):
        return weight * (UNDATED if "deadline" in fields else 1.0)
    due = item.record.deadline.date
    named = due is not None and turn.query.years == (due.year,) and len(_years(turn, item)) > 1
    return weight * _holds(item.record, fields) * (YEAR_NAMED if named else 1.0)


def _years(turn: Turn, item: Found) -> tuple[int, ...]:
    return turn.snapshot.document_by_id[item.document_id].years


def _holds(task: Task, fields: Sequence[str]) -> float:
    """Who asks for a column takes for granted that the row fills it: rows that do not come later."""
    empty = (
        ("deadline" in fields and task.deadline.date is None)
        or ("coordinate" in fields and not task.coordinate)
        or ("output" in fields and not task.output)
    )
    return EMPTY_COLUMN if empty else 1.0


def _duty_says_more(found: Sequence[Found]) -> bool:
    """Whether a duty holds words of the question that every row lacks ('hướng dẫn lưu trữ điện tử')."""
    rows = [item.hit.coverage for item in found if isinstance(item.record, Task)]
    duties = [item.hit.coverage for item in found if isinstance(item.record, Responsibility)]
    return bool(rows) and max(duties, default=0.0) >= max(rows) + SAYS_MORE


def _weights(turn: Turn, tabular: bool) -> dict[str, float]:
    asked = turn.query.intent == "ask_responsibility" or "responsibility" in turn.query.aspects
    if asked or has_cue("responsible", turn.query.text):
        return DUTY_WEIGHTS
    return COLUMN_WEIGHTS if tabular else PLAIN_WEIGHTS


def _whole_row(turn: Turn, item: Found) -> Found:
    """A row that holds little of what the row it is part of holds of the question stands for that row."""
    task = item.record
    parent = turn.snapshot.task_by_id.get(task.parent_id or "") if isinstance(task, Task) else None
    if parent is None or parent.heading or not isinstance(task, Task):
        return item
    asked = telling_syllables(turn.query.topic)
    own, outer = (asked & telling_syllables(row.content) for row in (task, parent))
    return Found(item.hit, parent, item.rank) if own < outer and 2 * len(own) <= len(outer) else item


def _row_of(turn: Turn, item: Found) -> Found:
    """A target that stands in a row stands for its row when a column of the row is asked for."""
    task = turn.snapshot.task_by_id.get(getattr(item.record, "task_id", None) or "")
    return item if task is None else Found(item.hit, task, item.rank)
