"""Tables pasted as one cell a line, each cell opened by a tab, rows parted by an empty line.

Further lines of a cell have no tab; empty lines may stand inside a cell.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile

from knowledge.parsing.columns import Role, closes_table, recognise
from knowledge.parsing.grid import Grid, Row, Slices, trimmed
from knowledge.parsing.layouts.headers import is_column_numbers, same_header, two_storeys, year_of
from knowledge.parsing.layouts.lines import Line, lines_of
from knowledge.parsing.problems import Problems
from knowledge.records import Span

_WIDEST = 60
"""No table has more columns than this."""


def find_grids(text: str, problems: Problems) -> list[Grid]:
    """Return the task tables of *text* that are printed one cell a line."""
    lines = lines_of(text)
    grids: list[Grid] = []
    index = 0
    while index < len(lines):
        header = _header_at(lines, index)
        if header is None:
            index += 1
            continue
        grid = Grid(
            header.roles,
            layout=[Span(lines[index].start, lines[header.after - 1].end)],
            headings=header.slices,
            year=header.year,
        )
        index = _Table(lines, header.after, header.headings, grid, problems).read()
        if grid.rows:
            grids.append(grid)
    return grids


@dataclass(frozen=True)
class _Head:
    """A header: what its columns hold and print, and the index of the first line behind it."""

    roles: tuple[Role, ...]
    headings: list[str]
    slices: tuple[Slices, ...]
    year: int | None
    after: int


def _header_at(lines: list[Line], index: int) -> _Head | None:
    if not _opens_cell(lines[index]) or (index and _opens_cell(lines[index - 1])):
        return None
    upper = _cells_at(lines, index)
    below = index + len(upper)
    while below < len(lines) and lines[below].blank and not _opens_cell(lines[below]):
        below += 1
    lower = _cells_at(lines, below)
    storeys = two_storeys(_texts(upper), _texts(lower))
    roles = recognise(storeys) if storeys else None
    if storeys and roles:
        slices = tuple(_content(low) or _content(up) for low, up in zip(lower, upper, strict=True))
        year = year_of([*_texts(upper), *storeys])
        return _Head(roles, storeys, slices, year, below + len(lower))
    filled = list(takewhile(lambda line: not line.blank, upper))
    headings = _texts(filled)
    roles = recognise(headings)
    if roles is None:
        return None
    return _Head(roles, headings, tuple(map(_content, filled)), year_of(headings), index + len(filled))


def _cells_at(lines: list[Line], index: int) -> list[Line]:
    return list(takewhile(_opens_cell, lines[index : index + _WIDEST]))


def _texts(cells: list[Line]) -> list[str]:
    return [cell.text.strip() for cell in cells]


def _opens_cell(line: Line) -> bool:
    return line.text.startswith("\t")


class _Table:
    def __init__(
        self, lines: list[Line], index: int, headings: list[str], grid: Grid, problems: Problems
    ) -> None:
        self._lines = lines
        self._index = index
        self._headings = headings
        self._grid = grid
        self._problems = problems
        self._cells: list[list[Span]] = []
        self._start = self._end = 0
        self._after_header = False
        self._closed = False

    def read(self) -> int:
        """Read all rows into the grid and return the index of the first line behind the table."""
        width = len(self._grid.columns)
        gap, ended, blanks = True, False, 0
        while self._index < len(self._lines) and not self._closed:
            line = self._lines[self._index]
            complete = len(self._cells) >= width
            blanks = blanks + 1 if line.blank and not _opens_cell(line) else 0
            if blanks:
                gap = gap or not line.text or complete
                ended = ended or blanks > 1
            elif _opens_cell(line):
                if gap and self._cells:
                    self._finish()
                self._open(line)
                gap = ended = False
            elif gap and (complete or ended or not self._cells):
                break
            else:
                self._extend(line)
                gap = False
            self._index += 1
        self._finish()
        return self._index

    def _open(self, line: Line) -> None:
        if not self._cells:
            self._start = line.start
        self._cells.append(list(_content(line)))
        self._end = line.end

    def _extend(self, line: Line) -> None:
        self._cells[-1].extend(_content(line))
        self._end = line.end

    def _finish(self) -> None:
        cells = [tuple(cell) for cell in self._cells]
        self._cells = []
        if not any(cells):
            return
        span = Span(self._start, self._end)
        words = [self._words(cell) for cell in cells]
        if same_header(words, self._headings) or is_column_numbers(words):
            self._grid.layout.append(span)
            self._after_header = True
            return
        if closes_table(words):
            self._closed = True
            return
        width = len(self._grid.columns)
        if len(cells) < width:
            self._problems.add("ragged_row", span, found=len(cells), expected=width)
        elif len(cells) > width:
            self._problems.add("overfull_row", span, found=len(cells), expected=width)
            cells[width - 1 :] = [tuple(piece for cell in cells[width - 1 :] for piece in cell)]
        padded: tuple[Slices, ...] = (*cells, *([()] * (width - len(cells))))
        self._grid.rows.append(Row(padded, span, self._after_header))
        self._after_header = False

    def _words(self, cell: Slices) -> str:
        return " ".join(self._problems.text[piece.start : piece.end] for piece in cell)


def _content(line: Line) -> Slices:
    pieces = trimmed(line.text, 0, len(line.text))
    return tuple(Span(piece.start + line.start, piece.end + line.start) for piece in pieces)
