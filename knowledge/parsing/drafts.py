"""Puts the rows of a grid together: group titles, numbered rows, sub-rows, and rows cut by a page end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.parsing.columns import Role
from knowledge.parsing.grid import Grid, printed
from knowledge.parsing.groups import group_ranks
from knowledge.parsing.marked import Cells, MarkedRow, RowReader
from knowledge.parsing.markers import BLANK, Marker, bullet_of
from knowledge.records import Span

_OWN: tuple[Role, ...] = ("lead", "coordinate", "start", "deadline", "period", "output")
_ENDS = (".", ";", ":", ")")


@dataclass
class Title:
    """A group title: its printed number, the number path under outer groups, and its slices."""

    marker: Marker
    no: str
    slices: list[Span]
    rows: list[Span]


@dataclass
class Draft:
    """A row being read. ``goal`` is shared with the rows above it that stand under the same goal."""

    marker: Marker
    group: Title | None
    parent: Draft | None
    no: str
    cells: Cells
    goal: list[Span]
    rows: list[Span]
    children: int = 0

    def has(self, role: Role) -> bool:
        """True when the row's own cell of *role* is not blank."""
        return bool(self.cells.get(role))

    @property
    def has_own_cells(self) -> bool:
        """True when the row names a lead, a helper, a deadline or a product."""
        return any(self.has(role) for role in _OWN)


def read_rows(text: str, grid: Grid) -> tuple[list[Title], list[Draft]]:
    """Return the group titles and the rows of *grid*, in printed order."""
    return _Interpreter(text, grid).read()


class _Interpreter:
    def __init__(self, text: str, grid: Grid) -> None:
        self._text = text
        self._grid = grid
        self._titles: list[Title] = []
        self._drafts: list[Draft] = []
        self._open_titles: list[Title] = []
        self._path: list[Draft] = []
        self._last: Draft | Title | None = None
        self._goal: list[Span] = []
        self._unnumbered = 0

    def read(self) -> tuple[list[Title], list[Draft]]:
        reader = RowReader(self._text, self._grid)
        rows = [reader.read(row) for row in self._grid.rows]
        self._group_ranks = group_ranks((read.marker, read.title_only) for read in rows)
        self._has_numbers = any(
            read.marker.numbered and read.marker.rank not in self._group_ranks for read in rows
        )
        for read in rows:
            self._grouped(read)
            if (read.marker.numbered and read.marker.rank in self._group_ranks) or self._is_plain_title(read):
                self._title(read)
            elif not self._continuation(read):
                self._draft(read)
        if self._titles and self._last is self._titles[-1] and not self._titles[-1].marker.numbered:
            self._titles.pop()
        return self._titles, self._drafts

    def _is_plain_title(self, read: MarkedRow) -> bool:
        """A title without a mark is merged over the table, or stands where no row has a number."""
        if read.marker is not BLANK or not read.title_only or read.row.after_header:
            return False
        words = self._words(next(iter(read.cells.values())))
        if bullet_of(words) or not words[:1].isupper():
            return False
        return read.row.spanning or ("number" not in self._grid.columns and not self._has_numbers)

    def _title(self, read: MarkedRow) -> None:
        rank = read.marker.rank
        while self._open_titles and self._open_titles[-1].marker.rank >= rank:
            self._open_titles.pop()
        outer = self._open_titles[-1].no if self._open_titles else ""
        slices = self._title_lines(next(iter(read.cells.values()), []))
        span = Span(read.row.span.start, slices[-1].end if slices else read.row.span.end)
        title = Title(read.marker, _join_no(outer, read.marker.value), slices, [span])
        self._titles.append(title)
        self._open_titles.append(title)
        self._path = []
        self._goal = []
        if read.marker.numbered:
            self._unnumbered = 0
        self._last = title

    def _grouped(self, read: MarkedRow) -> None:
        """Open the group that the row's own column names, where no numbered title stands above it."""
        open_title = self._open_titles[-1] if self._open_titles else None
        if not read.group or (open_title is not None and open_title.marker.numbered):
            return
        if open_title is None or self._words(open_title.slices) != self._words(list(read.group)):
            title = Title(BLANK, "", list(read.group), [Span(read.group[0].start, read.group[-1].end)])
            self._titles.append(title)
            self._open_titles = [title]
            self._path, self._goal = [], []

    def _title_lines(self, slices: list[Span]) -> list[Span]:
        """The title is the first paragraph of its cell and what only carries that on."""
        for index in range(1, len(slices)):
            if not self._goes_on([slices[index]]):
                return slices[:index]
        return slices

    def _continuation(self, read: MarkedRow) -> bool:
        """Join a row that only finishes the cells above after a page end; False for a row of its own."""
        last = self._last
        if read.marker is not BLANK or last is None:
            return False
        if isinstance(last, Title):
            slices = next(iter(read.cells.values()), [])
            if not (read.title_only and self._goes_on(slices)):
                return False
            last.slices.extend(slices)
            last.rows.append(read.row.span)
            return True
        if not self._finishes(last, read):
            return False
        for role, slices in read.cells.items():
            if role == "goal":
                self._goal.extend(slices)
            else:
                last.cells.setdefault(role, []).extend(slices)
        last.rows.append(read.row.span)
        return True

    def _finishes(self, last: Draft, read: MarkedRow) -> bool:
        content = read.cells.get("content", [])
        if not content:
            return True
        own_row = "lead" in read.cells and "deadline" in read.cells
        if self._goes_on(content):
            return read.row.after_header or not own_row
        if not read.row.after_header or not last.has_own_cells or "deadline" in read.cells:
            return False
        if bullet_of(self._words(content)) or self._words(last.cells.get("content", [])).endswith(_ENDS):
            return False
        return "lead" not in read.cells or any(self._is_cut(last, role) for role in read.cells)

    def _is_cut(self, last: Draft, role: Role) -> bool:
        """True when the cell of *role* above breaks off in the middle of an enumeration."""
        return self._words(last.cells.get(role, [])).endswith((",", " và", " của", "-"))

    def _goes_on(self, slices: list[Span]) -> bool:
        words = self._words(slices)
        return bool(words) and (words[0].islower() or words[0] in ",;.)")

    def _words(self, slices: list[Span]) -> str:
        return printed(self._text, tuple(slices))

    def _draft(self, read: MarkedRow) -> None:
        cells = read.cells
        group = self._open_titles[-1] if self._open_titles else None
        if read.title_only and "content" not in cells:
            cells = {"content": next(iter(cells.values()))}
        goal = cells.pop("goal", None)
        if goal is not None:
            if read.row.after_header and read.marker is BLANK and self._goal and self._goes_on(goal):
                self._goal.extend(goal)
            else:
                self._goal = goal
        marker = self._bullet(read.marker, cells)
        parent, no = self._place(marker, group)
        draft = Draft(marker, group, parent, no, cells, self._goal, [read.row.span])
        if parent is not None:
            parent.children += 1
        self._drafts.append(draft)
        self._path.append(draft)
        self._last = draft

    def _bullet(self, marker: Marker, cells: Cells) -> Marker:
        """A blank number cell takes the bullet that opens the content as its mark."""
        kind = bullet_of(self._words(cells.get("content", []))) if marker is BLANK else None
        return Marker(kind) if kind else marker

    def _place(self, marker: Marker, group: Title | None) -> tuple[Draft | None, str]:
        """Return the parent of a row and its number, and close the open rows that do not enclose it."""
        group_no = group.no if group else ""
        if marker.numbered:
            while self._path and not _encloses(self._path[-1].marker, marker):
                self._path.pop()
            parent = self._path[-1] if self._path else None
            base = group_no if parent is None or marker.kind == "number" else parent.no
            return parent, _join_no(base, marker.value)
        if not self._has_numbers:
            self._unnumbered += 1
            return None, _join_no(group_no, str(self._unnumbered))
        while self._path and not self._path[-1].marker.numbered:
            if marker.kind == "plus" and self._path[-1].marker.kind == "dash":
                break
            self._path.pop()
        parent = self._path[-1] if self._path else None
        if parent is None:
            self._unnumbered += 1
            return None, f"{group_no}-{self._unnumbered}" if group_no else f"{self._unnumbered}"
        separator = "-" if parent.marker.numbered else "."
        return parent, f"{parent.no}{separator}{parent.children + 1}"


def _encloses(outer: Marker, inner: Marker) -> bool:
    if not outer.numbered or outer.rank >= inner.rank:
        return False
    if outer.kind == "number" and inner.kind == "number":
        return inner.value.startswith(outer.value + ".")
    return True


def _join_no(outer: str, value: str) -> str:
    if not outer or value.startswith(outer + "."):
        return value
    if not value:
        return outer
    return f"{outer}.{value}"


def headings_of(drafts: list[Draft]) -> Iterator[bool]:
    """Yield for each row whether it is only a heading over its sub-rows."""
    for draft in drafts:
        yield draft.children > 0 and not draft.has_own_cells
