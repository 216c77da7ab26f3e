"""Says where a table stands that no layout took for a table of tasks."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from knowledge.parsing.layouts.lines import Line, lines_of
from knowledge.parsing.problems import Problems
from knowledge.readers import RawDocument
from knowledge.records import Span

_LEAST_CELLS = 3
_LEAST_ROWS = 3


def report_unread_tables(raw: RawDocument, taken: Iterable[Span], problems: Problems) -> None:
    """Add a problem for every run of table-like lines outside the slices already *taken*."""
    spans = sorted(taken, key=lambda span: span.start)
    starts = [span.start for span in spans]

    def is_taken(line: Line) -> bool:
        index = bisect_right(starts, line.end) - 1
        return index >= 0 and spans[index].end > line.start

    run: list[Line] = []
    for line in [*lines_of(raw.text), Line("", len(raw.text))]:
        if _is_row(line) and not is_taken(line):
            run.append(line)
            continue
        if len(run) >= _LEAST_ROWS:
            problems.add("unread_table", Span(run[0].start, run[-1].end), rows=len(run))
        run = []


def _is_row(line: Line) -> bool:
    separator = "\t" if "\t" in line.text else "|"
    return sum(bool(cell.strip()) for cell in line.text.split(separator)) >= _LEAST_CELLS
