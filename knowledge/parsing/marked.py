"""Reads one row of a grid: its mark, and its cells by what their columns hold."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from knowledge.parsing.columns import Role
from knowledge.parsing.grid import Grid, Row, Slices, printed
from knowledge.parsing.labels import by_label
from knowledge.parsing.markers import BLANK, Marker, MarkerKind, alone, before
from knowledge.records import Span

Cells = dict[Role, list[Span]]
_TITLE_MARKS: tuple[MarkerKind, ...] = ("upper", "roman")
"""Marks that open a title merged over a table whose rows are numbered."""
_CROSSES = frozenset({"x", "X", "×", "✓", "✔", "√", "v", "V", "●", "•", "*", "+"})


@dataclass(frozen=True)
class MarkedRow:
    """A row with its mark read and its cells by role; ``title_only`` when its one cell can be a title.

    ``group`` is what stands in a column that names groups.
    """

    row: Row
    marker: Marker
    cells: Cells
    title_only: bool
    group: Slices = ()


class RowReader:
    """Reads the rows of one grid."""

    def __init__(self, text: str, grid: Grid) -> None:
        """Share the canonical text and the grid, whose columns tell what cells hold."""
        self._text = text
        self._grid = grid
        self._title_roles: set[Role] = {"content", "goal"}
        self._title_roles.update([role for role in grid.columns if role not in {"number", "other"}][:1])

    def read(self, row: Row) -> MarkedRow:
        """Return *row* with its mark read."""
        cells: Cells = {}
        number: Slices = ()
        group: Slices = ()
        for column, (role, slices) in enumerate(zip(self._grid.columns, row.cells, strict=True)):
            if role == "period":
                due = self._due(column, slices)
                if due:
                    cells.setdefault("period", []).extend(due)
            elif role == "number":
                number = number or (() if column in row.inherited else slices)
            elif role == "group":
                group = slices
            elif role == "lead" and slices:
                for role_named, pieces in by_label(self._text, slices):
                    cells.setdefault(role_named, []).extend(pieces)
            elif role != "other" and slices and not (role == "goal" and column in row.inherited):
                cells.setdefault(role, []).extend(slices)
        words = printed(self._text, number)
        marker = alone(words)
        if marker is None and number:
            cells.setdefault("content", [])[:0] = list(number)
        if marker is None or ("number" not in self._grid.columns and marker is BLANK):
            marker = self._take_mark(cells)
        elif marker is BLANK and row.spanning and not cells and group:
            cells, group = {"content": list(group)}, ()
        if marker is BLANK and row.spanning:
            marker = self._take_mark(cells, _TITLE_MARKS)
        return MarkedRow(row, marker, cells, self._is_title(cells), group)

    def _due(self, column: int, slices: Slices) -> Slices:
        """A cross stands for the heading of its column; other words stand for themselves."""
        crossed = printed(self._text, slices) in _CROSSES and column < len(self._grid.headings)
        return self._grid.headings[column] if crossed else slices

    def _is_title(self, cells: Cells) -> bool:
        """One cell alone is a title where titles stand: under the content or right of the number."""
        return len(cells) == 1 and next(iter(cells)) in self._title_roles

    def _take_mark(self, cells: Cells, kinds: Collection[MarkerKind] = ()) -> Marker:
        """Take the mark that opens the content ('I. Cải cách thể chế') off it; of *kinds* only, if given."""
        slices = cells.get("content") or next(iter(cells.values()), [])
        if not slices:
            return BLANK
        first = slices[0]
        found = before(self._text[first.start : first.end])
        if found is None or (kinds and found[0].kind not in kinds):
            return BLANK
        marker, _, offset = found
        slices[0] = Span(first.start + offset, first.end)
        return marker
