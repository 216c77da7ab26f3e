"""Tables printed as one paragraph a cell, without any sign of rows but the number that opens each."""

from __future__ import annotations

from knowledge.parsing.columns import Role, recognise, role_of
from knowledge.parsing.grid import Grid, Row, Slices
from knowledge.parsing.layouts.alignment import align
from knowledge.parsing.layouts.lines import Line, lines_of
from knowledge.parsing.markers import Marker, alone
from knowledge.parsing.problems import Problems
from knowledge.parsing.sequence import follows
from knowledge.records import Span

_LONGEST_ROW = 4
"""How many times more paragraphs than columns a row may have."""


def find_grids(text: str, problems: Problems) -> list[Grid]:
    """Return the task tables of *text* that are printed one cell a paragraph."""
    lines = [line for line in lines_of(text) if not line.blank]
    grids: list[Grid] = []
    index = 0
    while index < len(lines):
        header = _header_at(lines, index)
        if header is None:
            index += 1
            continue
        roles, after = header
        grid = Grid(roles, layout=[Span(lines[index].start, lines[after - 1].end)])
        index = _read_rows(lines, after, grid, problems)
        if grid.rows:
            grids.append(grid)
    return grids


def _header_at(lines: list[Line], index: int) -> tuple[tuple[Role, ...], int] | None:
    """A header here opens with the number column: without numbers the rows cannot be told apart."""
    if role_of(lines[index].text) != "number":
        return None
    end = index
    seen: set[Role] = set()
    while end < len(lines):
        role = role_of(lines[end].text)
        if role is None or (role in seen and role != "other"):
            break
        seen.add(role)
        end += 1
    roles = recognise([line.text for line in lines[index:end]])
    return (roles, end) if roles else None


def _read_rows(lines: list[Line], index: int, grid: Grid, problems: Problems) -> int:
    width = len(grid.columns)
    starts = _row_starts(lines, index, width)
    if not starts or starts[0][0] != index:
        return index
    outermost = min(marker.rank for _, marker in starts)
    for position, (start, marker) in enumerate(starts):
        last = position + 1 == len(starts)
        end = min(start + width, len(lines)) if last else starts[position + 1][0]
        cells = lines[start + 1 : end]
        title_only = len(cells) == 1 or (marker.rank == outermost and len(cells) < width - 1 and not last)
        if title_only:
            cells = cells[:1]
        fitted = _fit(cells, grid.columns[1:])
        if not title_only and len(cells) != width - 1:
            code = "ragged_row" if len(cells) < width - 1 else "overfull_row"
            problems.add(code, lines[start].span, found=len(cells) + 1, expected=width)
        stop = cells[-1].end if cells else lines[start].end
        grid.rows.append(Row((_slices(lines[start]), *fitted), Span(lines[start].start, stop)))
        index = start + 1 + len(cells)
    return index


def _row_starts(lines: list[Line], index: int, width: int) -> list[tuple[int, Marker]]:
    """Return where rows open: paragraphs that are a mark, and the next one of its kind.

    The table ends where no row opens for longer than any row is.
    """
    starts: list[tuple[int, Marker]] = []
    previous: list[Marker] = []
    for position in range(index, len(lines)):
        if position - (starts[-1][0] if starts else index) > _LONGEST_ROW * width:
            break
        marker = alone(lines[position].text)
        if marker is None or not marker.numbered or not follows(marker, previous):
            continue
        if starts and starts[-1][0] == position - 1:
            continue
        starts.append((position, marker))
        previous.append(marker)
    return starts


def _fit(cells: list[Line], roles: tuple[Role, ...]) -> tuple[Slices, ...]:
    if len(cells) == len(roles):
        return tuple(_slices(cell) for cell in cells)
    if len(cells) == 1:
        return (_slices(cells[0]), *([()] * (len(roles) - 1)))
    fitted: list[list[Span]] = [[] for _ in roles]
    for cell, column in zip(cells, align([cell.text for cell in cells], roles), strict=True):
        fitted[column].extend(_slices(cell))
    return tuple(tuple(slices) for slices in fitted)


def _slices(line: Line) -> Slices:
    left = len(line.text) - len(line.text.lstrip())
    return (Span(line.start + left, line.start + len(line.text.rstrip())),)
