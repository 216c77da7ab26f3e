"""The one clock: the time now, and what day it is in Vietnam, wherever the server stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
Clock = Callable[[], dt.datetime]


def utc_now() -> dt.datetime:
    """Return the time now, in UTC."""
    return dt.datetime.now(dt.timezone.utc)


def today() -> dt.date:
    """Return the day it is now in Vietnam; a server in another zone may still have the day before."""
    return dt.datetime.now(VIETNAM).date()


def moment(at: dt.datetime | None) -> str:
    """Return a time as people in Vietnam read it, '' for none.

    >>> moment(dt.datetime(2026, 11, 24, 20, 5, tzinfo=dt.timezone.utc))
    '25/11/2026 03:05'
    """
    return at.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M") if at else ""
