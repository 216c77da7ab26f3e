"""The one year of a plan, which completes dates printed without a year."""

from __future__ import annotations

from knowledge.records import Document

_NEXT_YEARS_PLAN = 11
"""From this month on a document that names no year may well plan the next one."""


def plan_year(document: Document) -> int | None:
    """Return the year that 'Quý I' in *document* means, None where it covers several or it is unsure."""
    if len(document.years) != 1:
        return None
    year = document.years[0]
    issued = document.issued
    unsure = issued is not None and issued.year == year and issued.month >= _NEXT_YEARS_PLAN
    return None if unsure and str(year) not in document.title else year
