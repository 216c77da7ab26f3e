"""The window of days a message names, from the date grammar."""

from __future__ import annotations

import re
from datetime import date

from nlu.finders import WindowFinder
from nlu.query import DateWindow

_ONLY_YEAR = re.compile(r"^(?:trong |của |cả |vào )?(?:(?:năm )?\d{4}|năm nay|năm này)$")


def window_of(
    low: str, today: date, find_windows: WindowFinder | None
) -> tuple[DateWindow | None, list[tuple[int, int]]]:
    """Return the first window of *low* and the slices that name windows.

    A bare year is no window: it says which plan is meant (``Query.years``); neither is 'năm nay', by
    which people mean the plan's own year.
    """
    window: DateWindow | None = None
    spans: list[tuple[int, int]] = []
    for found in find_windows(low, today) if find_windows else ():
        spans.append((found.start, found.end))
        if window is None and not _ONLY_YEAR.match(found.text.strip()):
            window = DateWindow(found.first, found.last, found.text, found.year_named)
    return window, spans
