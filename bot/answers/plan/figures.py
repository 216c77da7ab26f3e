"""Figures of one indicator put side by side: which period is meant, the one before, the change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from knowledge.records.catalogue import Statistic
from nlu.query import Query

LONGEST_SERIES = 8


@dataclass(frozen=True)
class Change:
    """How a figure differs from the one before; ``amount`` is printed, in points for shares."""

    way: Literal["up", "down", "same"]
    amount: str
    points: bool
    before: Statistic


def of_period(figures: Sequence[Statistic], query: Query) -> list[Statistic]:
    """Return the figures of the period the question names; all when it names none."""
    window = query.window
    if window is not None and window.year_named and window.end is not None:
        return [figure for figure in figures if figure.period_end == window.end]
    if query.years:
        return [figure for figure in figures if figure.period_end.year in query.years]
    return list(figures)


def series(figures: Sequence[Statistic], last: Statistic) -> list[Statistic]:
    """Return the figures of the same kind of period up to *last*, oldest first, at most eight."""
    alike = [
        figure
        for figure in figures
        if figure.period_kind == last.period_kind
        and figure.unit == last.unit
        and figure.period_end <= last.period_end
    ]
    return sorted(alike, key=lambda figure: figure.period_end)[-LONGEST_SERIES:]


def change(shown: Sequence[Statistic]) -> Change | None:
    """Return the change from the last but one to the last figure; None without one to compare with."""
    if len(shown) < 2:
        return None
    before, now = shown[-2], shown[-1]
    difference = now.value - before.value
    points = now.unit.strip() in ("%", "phần trăm")
    if difference == 0:
        return Change("same", "", points, before)
    way: Literal["up", "down"] = "up" if difference > 0 else "down"
    if points:
        return Change(way, _number(abs(difference)), points, before)
    if before.value <= 0:
        return Change(way, f"{_number(abs(difference))} {now.unit}", points, before)
    return Change(way, f"{_number(abs(difference) / before.value * 100)}%", points, before)


def measured(figure: Statistic) -> str:
    """Return the value with its unit."""
    return f"{figure.value_text}{'' if figure.unit == '%' else ' '}{figure.unit}"


def item(figure: Statistic, shown: Sequence[Statistic]) -> dict[str, Any]:
    """Return a figure as an item of an answer; ``series`` is what a chart shows, oldest first."""
    return {
        "type": "statistic",
        "id": figure.id,
        "indicator": figure.indicator,
        "area": figure.area,
        "period": figure.period,
        "value": figure.value,
        "value_text": figure.value_text,
        "unit": figure.unit,
        "note": figure.note,
        "source": figure.source,
        "source_date": figure.source_date.isoformat() if figure.source_date else None,
        "series": [
            {"period": each.period, "value": each.value, "value_text": each.value_text} for each in shown
        ],
    }


def _number(value: float) -> str:
    text = f"{value:,.2f}".rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,"))
