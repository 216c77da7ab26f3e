"""The deadline of a row, from one cell, from a begin and an end, or from crosses under periods."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from knowledge.dates import parse_deadline
from knowledge.dates.atoms import find_atoms
from knowledge.parsing.columns import Role
from knowledge.parsing.drafts import Draft
from knowledge.parsing.grid import printed
from knowledge.records import Deadline
from knowledge.text import fold

_MONTH = re.compile(r"\bT\.? ?(\d{1,2})\b")


def deadline_of(text: str, draft: Draft, plan_year: int | None, heading_year: int | None) -> Deadline:
    """Return the deadline of *draft*; a year missing in it is that of its heading, else of the plan."""
    year = heading_year or plan_year
    words = _words(text, draft, "deadline")
    if not words and draft.has("period"):
        return _crossed(text, draft, heading_year, year)
    deadline = parse_deadline(words, year)
    begin = _words(text, draft, "start")
    start = _first_day(begin, year)
    if start is None:
        return deadline if words or not begin else parse_deadline(begin, year)
    if not words:
        return Deadline(begin, "khoảng", None, False, start)
    return replace(deadline, kind="khoảng" if deadline.date else deadline.kind, start=start)


def _crossed(text: str, draft: Draft, heading_year: int | None, year: int | None) -> Deadline:
    periods = ", ".join(printed(text, (piece,)) for piece in draft.cells["period"])
    words = f"{periods} năm {heading_year}" if heading_year else periods
    return replace(parse_deadline(_MONTH.sub(r"Tháng \1", words), year), text=words)


def _words(text: str, draft: Draft, role: Role) -> str:
    return printed(text, tuple(draft.cells.get(role, ())))


def _first_day(words: str, year: int | None) -> dt.date | None:
    for atom in find_atoms(fold(words)):
        span = atom.in_year(year).span()
        if span:
            return span[0]
    return None
