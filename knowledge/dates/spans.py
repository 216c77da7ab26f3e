"""Calendar spans: the days that a printed month, quarter, year or part of one covers."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Literal

Grain = Literal["day", "week", "month", "quarter", "half", "year", "days"]
DateSpan = tuple[dt.date, dt.date]


def month(year: int, number: int) -> DateSpan:
    """Return first and last day of a month (``number`` 1..12)."""
    return dt.date(year, number, 1), dt.date(year, number, calendar.monthrange(year, number)[1])


def quarter(year: int, number: int) -> DateSpan:
    """Return first and last day of a quarter (``number`` 1..4)."""
    return month(year, 3 * number - 2)[0], month(year, 3 * number)[1]


def half(year: int, number: int) -> DateSpan:
    """Return first and last day of a half-year (``number`` 1 or 2)."""
    return month(year, 6 * number - 5)[0], month(year, 6 * number)[1]


def whole_year(year: int) -> DateSpan:
    """Return first and last day of a year."""
    return dt.date(year, 1, 1), dt.date(year, 12, 31)


def day(year: int, number_of_month: int, number: int) -> DateSpan | None:
    """Return the one day twice, or None when the calendar has no such day."""
    try:
        found = dt.date(year, number_of_month, number)
    except ValueError:
        return None
    return found, found


def add_months(first: dt.date, count: int) -> dt.date:
    """Return the same day ``count`` months later, or the last day of a shorter month."""
    total = first.year * 12 + first.month - 1 + count
    year, index = divmod(total, 12)
    return dt.date(year, index + 1, min(first.day, calendar.monthrange(year, index + 1)[1]))


def part(span: DateSpan, grain: Grain, which: str) -> DateSpan:
    """Return the ``which`` part ('dau', 'giua', 'cuoi') of a month, quarter or year.

    Of a year: first quarter, May to August, last quarter; of a quarter: its months; of a month:
    the days 1 to 10, 11 to 20, 21 to the end. Other grains are returned whole.
    """
    start, end = span
    if grain == "year":
        year = start.year
        return {
            "dau": quarter(year, 1),
            "giua": (dt.date(year, 5, 1), dt.date(year, 8, 31)),
            "cuoi": quarter(year, 4),
        }[which]
    if grain == "quarter":
        return month(start.year, start.month + {"dau": 0, "giua": 1, "cuoi": 2}[which])
    if grain == "month":
        return {
            "dau": (start, start.replace(day=10)),
            "giua": (start.replace(day=11), start.replace(day=20)),
            "cuoi": (start.replace(day=21), end),
        }[which]
    return span
