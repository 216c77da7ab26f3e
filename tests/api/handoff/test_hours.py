"""Hours as people write them in the directory."""

from __future__ import annotations

import datetime as dt

import pytest

from api.handoff.hours import read_hours
from knowledge.clock import VIETNAM


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


WEEK = "Thứ Hai đến Thứ Sáu: 7:30-11:30, 13:30-17:00; sáng Thứ Bảy 8h-11h30"


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-23T07:30", True),
        ("2026-11-23T07:29", False),
        ("2026-11-23T11:30", False),
        ("2026-11-27T16:59", True),
        ("2026-11-28T09:00", True),
        ("2026-11-28T14:00", False),
        ("2026-11-29T09:00", False),
        ("2026-09-02T09:00", False),
        ("2027-09-02T09:00", False),
        ("2027-02-08T09:00", False),
        ("2028-02-08T09:00", True),
    ],
)
def test_hours_and_holidays_hold(moment: str, is_open: bool) -> None:
    hours = read_hours(WEEK, "1/1, 30/4, 1/5, 2/9; Tết: 5/2/2027 đến 11/2/2027")
    assert hours.open_at(at(moment)) is is_open


def test_the_clock_is_vietnams_wherever_the_server_stands() -> None:
    hours = read_hours(WEEK, None)
    assert hours.open_at(dt.datetime(2026, 11, 23, 1, 0, tzinfo=dt.timezone.utc))
    assert not hours.open_at(dt.datetime(2026, 11, 23, 11, 0, tzinfo=dt.timezone.utc))


def test_the_next_opening_jumps_over_weekends_and_holidays() -> None:
    hours = read_hours("Thứ 2 - Thứ 6: 8h00 - 17h00", "30/11, 1/12/2026-2/12/2026")
    assert hours.opens(at("2026-11-27T18:00")) == at("2026-12-03T08:00")


@pytest.mark.parametrize(
    "written",
    ["Hằng ngày 0:00-24:00", "T2-CN: 0h-24h", "cả tuần, 0 giờ đến 24 giờ", "CN đến Thứ Bảy: 0:00 – 24:00"],
)
def test_other_ways_to_write(written: str) -> None:
    hours = read_hours(written, "")
    assert all(hours.open_at(at(f"2026-11-{day}T23:30")) for day in range(23, 30))


@pytest.mark.parametrize("written", [None, "", "giờ hành chính", "Thứ Hai: 25:00-26:00", "7:30-11:30"])
def test_what_cannot_be_read_is_never_open(written: str | None) -> None:
    hours = read_hours(written, "31/2, 99/99")
    assert not hours.readable
    assert hours.opens(at("2026-11-23T08:00")) is None
