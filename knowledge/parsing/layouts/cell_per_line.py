"""Tables pasted as one cell a line, each cell opened by a tab, rows parted by an empty line.

Further lines of a cell have no tab; empty lines may stand inside a cell.
"""

from __future__ import annotations

from knowledge.parsing.columns import Role, closes_table, recognise
from knowledge.parsing.grid import Grid, Row, Slices, trimmed
from knowledge.parsing.layouts.headers import is_column_numbers, same_header
from knowledge.parsing.layouts.lines import Line, lines_of
from knowledge.parsing.problems import Problems
from knowledge.records import Span


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
        roles, headings, after = header
        grid = Grid(roles, layout=[Span(lines[index].start, lines[after - 1].end)])
        index = _Table(lines, after, headings, grid, problems).read()
        if grid.rows:
            grids.append(grid)
    return grids


def _header_at(lines: list[Line], index: int) -> tuple[tuple[Role, ...], list[str], int] | None:
    if index and _opens_cell(lines[index - 1]):
        return None
    end = index
    while end < len(lines) and _opens_cell(lines[end]) and not lines[end].blank:
        end += 1
    headings = [line.text.strip() for line in lines[index:end]]
    roles = recognise(headings)
    return (roles, headings, end) if roles else None


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
