"""Reads the goals (chỉ tiêu) of a text: one per number, with subject, scope and year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from knowledge.extract.clauses import clauses
from knowledge.extract.quantities import Quantity, quantities
from knowledge.extract.source import clean
from knowledge.extract.subjects import measured
from knowledge.extract.vocabulary import alternatives, vocabulary
from knowledge.records.plan import Comparator

_YEAR = re.compile(
    r"(?P<lead>so\s+với\s+(?:cùng\s+kỳ\s+)?(?:năm\s+)?|Luật[^,;]{0,80}|kế\s+hoạch[^,;%]{0,60}|từ\s+năm\s+)?"
    r"(?:vào|đến|trong|hết|cuối|tới)?\s*(?:hết\s+|cuối\s+)?năm\s+(?P<year>20\d\d)(?:\s*[-–]\s*(?P<last>20\d\d))?",
    re.I,
)
_PERIOD = re.compile(r"trong\s+giai\s+đoạn\s+(?:20\d\d)\s*[-–]\s*(20\d\d)", re.I)
# A longer run of text is no clause: a table or a damaged file read as one line.
_LONGEST = 5000
_HEADING_YEAR = re.compile(r"năm\s+(20\d\d)(?:\s*[-–]\s*(?:năm\s+)?(20\d\d))?", re.I)


@dataclass(frozen=True)
class Goal:
    """One goal number of a text.

    ``start``/``end`` are the clause's offsets into that text, ``at`` the number's.
    """

    start: int
    end: int
    at: int
    text: str
    subject: str
    value: float
    value_text: str
    unit: str
    comparator: Comparator
    scope: str | None
    year: int | None


@cache
def _past() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives(vocabulary()['targets']['past_cues'])})(?!\w)", re.I)


def goals(text: str) -> Iterator[Goal]:
    """Yield the goals of *text* (a paragraph or a cell) in printed order.

    >>> [(goal.value, goal.unit, goal.scope) for goal in goals("đạt tối thiểu 40% tại thành phố")]
    [(40.0, '%', 'thành phố')]
    """
    for start, end in clauses(text):
        clause = text[start:end]
        if len(clause) > _LONGEST or _past().search(clause):
            continue
        found = quantities(clause)
        for quantity, what in zip(found, measured(clause, found), strict=True):
            yield Goal(
                start,
                end,
                start + quantity.number,
                clean(clause),
                what.subject,
                quantity.value,
                clean(quantity.text),
                quantity.unit,
                quantity.comparator,
                what.scope,
                _year(clause, quantity),
            )


def heading_year(titles: tuple[str, ...]) -> int | None:
    """Return the last year that the innermost heading naming one covers ('3. Năm 2023 - 2025' → 2025)."""
    for title in reversed(titles):
        match = _HEADING_YEAR.search(title)
        if match and len(title) < 120:
            return int(match.group(2) or match.group(1))
    return None


def _year(clause: str, quantity: Quantity) -> int | None:
    years = [
        (abs(match.start("year") - quantity.number), int(match.group("last") or match.group("year")))
        for match in _YEAR.finditer(clause)
        if not match.group("lead")
    ]
    period = _PERIOD.search(clause)
    return min(years)[1] if years else int(period.group(1)) if period else None
