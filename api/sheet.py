"""A procedure as its page shows it: sections by aspect, each statement a slice of the record's text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from api.reading import Interval, Piece, cut, find_quote
from knowledge.procedures import canonical
from knowledge.records.procedure import Aspect, Procedure, ProcedureCase, ProcedureGap

_FILE = Path(__file__).with_name("data") / "aspects.yaml"


@cache
def headings() -> dict[Aspect, str]:
    """Return the heading of each aspect, in the order of the page."""
    loaded: dict[Aspect, str] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return loaded


@dataclass(frozen=True)
class Entry:
    """One statement; ``sure`` False asks the reader to check it."""

    pieces: tuple[Piece, ...]
    case: str
    sure: bool


@dataclass(frozen=True)
class Section:
    """Everything the record says (and says it lacks) of one aspect; ``aspect`` is its anchor."""

    aspect: Aspect
    heading: str
    cases: tuple[ProcedureCase, ...]
    entries: tuple[Entry, ...]
    gaps: tuple[ProcedureGap, ...]
    unknown: bool


def sections(procedure: Procedure, quote: str = "") -> tuple[Section, ...]:
    """Return the sections that have content; words of *quote* are marked.

    The lists of papers stand as checklists (``cases``); statements the record does not assert are
    left out.
    """
    written = canonical(procedure)
    marks: Sequence[Interval] = find_quote(written.text, quote)
    found = []
    for aspect, heading in headings().items():
        cases = (
            tuple(case for case in procedure.cases if case.papers or case.remarks)
            if aspect == "papers"
            else ()
        )
        entries = tuple(
            Entry(
                cut(written.text, statement.start, statement.end, marks),
                "" if statement.typed else statement.case,
                statement.confidence == "high",
            )
            for statement in written.of(aspect)
            if statement.confidence != "low" and not (cases and statement.typed)
        )
        gaps = tuple(gap for gap in procedure.gaps if gap.aspect == aspect)
        unknown = aspect in procedure.unknown and not gaps
        if cases or entries or gaps or unknown:
            found.append(Section(aspect, heading, cases, entries, gaps, unknown))
    return tuple(found)
