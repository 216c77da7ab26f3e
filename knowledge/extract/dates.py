"""Printed calendar dates: '15/7/2021', '15 tháng 7 năm 2021'."""

from __future__ import annotations

import datetime as dt
import re

DATE = r"\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{4}|\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}"
_PARTS = re.compile(r"(\d{1,2})\D+(\d{1,2})\D+(\d{4})")


def printed_date(text: str) -> dt.date | None:
    """Return the first full date printed in *text*, None when there is none or no such day exists.

    >>> printed_date("ngày 15 tháng 7 năm 2021")
    datetime.date(2021, 7, 15)
    """
    match = re.search(DATE, text)
    parts = _PARTS.match(match.group()) if match else None
    if not parts:
        return None
    day, month, year = (int(part) for part in parts.groups())
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
