"""Opening hours and holidays, as people write them in the directory."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from knowledge.clock import VIETNAM
from knowledge.text import fold

_NAMES = ("thu hai", "thu ba", "thu tu", "thu nam", "thu sau", "thu bay", "chu nhat")
_SHORT = ("thu 2", "thu 3", "thu 4", "thu 5", "thu 6", "thu 7", "cn")
_ALL = ("hang ngay", "ca tuan", "tat ca cac ngay", "moi ngay")
_DAY = "|".join((*_NAMES, *_SHORT, "t2", "t3", "t4", "t5", "t6", "t7"))
_DAYS = re.compile(rf"\b({_DAY})\b(?:\s*(?:-|–|den|toi)\s*({_DAY})\b)?")
_CLOCK = r"(\d{1,2})\s*(?:[:hg]|gio)\s*(\d{2})?"
_SPAN = re.compile(rf"{_CLOCK}\s*(?:-|–|den|toi)\s*{_CLOCK}")
_DATE = re.compile(
    r"(\d{1,2})/(\d{1,2})(?:/(\d{4}))?(?:\s*(?:-|–|den|toi)\s*(\d{1,2})/(\d{1,2})(?:/(\d{4}))?)?"
)
_LOOK = 60
"""Days within which the next opening is looked for."""


@dataclass(frozen=True)
class Hours:
    """When a desk is open: spans of local time by weekday (Monday is 0), and days off.

    A day off without a year comes back every year. Nothing readable means never open.
    """

    week: dict[int, tuple[tuple[dt.time, dt.time], ...]]
    off: tuple[tuple[tuple[int | None, int, int], tuple[int | None, int, int]], ...] = ()

    @property
    def readable(self) -> bool:
        """Tell whether any hours were found."""
        return bool(self.week)

    def open_at(self, moment: dt.datetime) -> bool:
        """Tell whether somebody is on duty at *moment* (aware)."""
        local = moment.astimezone(VIETNAM)
        spans = () if self._is_off(local.date()) else self.week.get(local.weekday(), ())
        return any(start <= local.time() < end for start, end in spans)

    def opens(self, moment: dt.datetime) -> dt.datetime | None:
        """Return when the desk opens next after *moment*; None when not within sixty days."""
        local = moment.astimezone(VIETNAM)
        for days in range(_LOOK):
            day = local.date() + dt.timedelta(days=days)
            if self._is_off(day):
                continue
            for start, _ in self.week.get(day.weekday(), ()):
                at = dt.datetime.combine(day, start, VIETNAM)
                if at > local:
                    return at
        return None

    def _is_off(self, day: dt.date) -> bool:
        return any(_day(first, day.year) <= day <= _day(last, day.year) for first, last in self.off)


def _day(written: tuple[int | None, int, int], year: int) -> dt.date:
    try:
        return dt.date(written[0] or year, written[1], written[2])
    except ValueError:  # 29/2 of a year that lacks it
        return dt.date(written[0] or year, written[1], 28)


def read_hours(hours: str | None, holidays: str | None) -> Hours:
    """Read the fields of a directory entry.

    >>> read_hours("Thứ Hai đến Thứ Sáu: 7:30-11:30", "2/9").open_at(
    ...     dt.datetime(2026, 11, 23, 8, tzinfo=VIETNAM))
    True
    """
    week: dict[int, tuple[tuple[dt.time, dt.time], ...]] = {}
    days: tuple[int, ...] = ()
    fresh = True
    # Days hold for all spans after them, until other days are named.
    text = fold(hours or "")
    marks = [("days", found) for found in _DAYS.finditer(text)]
    marks += [("span", found) for found in _SPAN.finditer(text)]
    if any(words in text for words in _ALL):
        days = tuple(range(7))
    for kind, found in sorted(marks, key=lambda mark: mark[1].start()):
        if kind == "days":
            named = _span_of_days(found[1], found[2])
            days, fresh = (named if fresh else (*days, *named)), False
            continue
        fresh = True
        span = _times(found)
        for day in days if span else ():
            week[day] = (*week.get(day, ()), span)  # type: ignore[arg-type]
    return Hours({day: tuple(sorted(spans)) for day, spans in week.items()}, _holidays(fold(holidays or "")))


def _number(day: str) -> int:
    for names in (_NAMES, _SHORT):
        if day in names:
            return names.index(day)
    return int(day[1]) - 2


def _span_of_days(first: str, last: str | None) -> tuple[int, ...]:
    start = _number(first)
    end = start if last is None else _number(last)
    return tuple(range(start, end + 1)) if start <= end else (*range(start, 7), *range(end + 1))


def _times(found: re.Match[str]) -> tuple[dt.time, dt.time] | None:
    hour, minute, to_hour, to_minute = (int(part or 0) for part in found.groups())
    try:
        start = dt.time(hour, minute)
        end = dt.time.max if (to_hour, to_minute) == (24, 0) else dt.time(to_hour, to_minute)
    except ValueError:
        return None
    return (start, end) if start < end else None


def _holidays(
    text: str,
) -> tuple[tuple[tuple[int | None, int, int], tuple[int | None, int, int]], ...]:
    found = []
    for day, month, year, to_day, to_month, to_year in _DATE.findall(text):
        end_year = int(to_year) if to_year else None
        start_year = int(year) if year else end_year
        first = (start_year, int(month), int(day))
        last = (end_year or start_year, int(to_month), int(to_day)) if to_day else first
        if all(1 <= part[1] <= 12 and 1 <= part[2] <= 31 for part in (first, last)):
            found.append((first, last))
    return tuple(found)
