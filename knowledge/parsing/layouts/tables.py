"""Real tables of DOCX, HTML, XLSX and PDF files, with merged cells and two-storey headers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.parsing.columns import Role, closes_table, opens_other_table, recognise
from knowledge.parsing.grid import Grid, Row, Slices
from knowledge.parsing.layouts.headers import Header, is_column_numbers, is_rule, two_storeys, year_of
from knowledge.parsing.problems import Problems
from knowledge.readers import RawDocument, Table, TableRow
from knowledge.records import Span

_HEADER_WITHIN = 15


@dataclass(frozen=True)
class _Head:
    """A header: ``roles`` None when its table is not one of tasks, ``below`` the first row under it."""

    roles: tuple[Role, ...] | None
    header: Header
    headings: tuple[Slices, ...]
    year: int | None
    above: int
    below: int


def find_grids(raw: RawDocument, problems: Problems) -> list[Grid]:
    """Return the task tables among the real tables of *raw*.

    A table without a header of its own carries on the one before it when it is as wide (a table
    cut at a page end). A sheet may hold several tables, one under the other.
    """
    grids: list[Grid] = []
    header = Header([])
    for block in raw.blocks:
        if not isinstance(block, Table):
            continue
        width = _width(block)
        for head, rows in _sections(raw, block, width):
            if head is None:
                if grids and width == len(header.headings):
                    _fill(raw, grids[-1], header, rows, problems, at_page_top=True)
            elif head.roles is None:
                header = Header([])
            elif grids and len(head.header.headings) == len(header.headings) and _same(header, head):
                _fill(raw, grids[-1], header, rows, problems, at_page_top=True)
            else:
                header = head.header
                layout = [row.span for row in block.rows[head.above : head.below]]
                grids.append(Grid(head.roles, layout=layout, headings=head.headings, year=head.year))
                _fill(raw, grids[-1], header, rows, problems, at_page_top=False)
    return [grid for grid in grids if grid.rows]


def _same(header: Header, head: _Head) -> bool:
    return header.repeats(head.header.headings)


def _width(table: Table) -> int:
    return max((cell.column + cell.colspan for row in table.rows for cell in row.cells), default=0)


def _words(raw: RawDocument, slices: Slices) -> str:
    return " ".join(raw.slice(piece) for piece in slices)


def _spread(row: TableRow, width: int) -> list[Slices]:
    cells: list[Slices] = [()] * width
    for cell in row.cells:
        if cell.column < width:
            cells[cell.column] = cell.parts
    return cells


def _sections(
    raw: RawDocument, table: Table, width: int
) -> Iterator[tuple[_Head | None, Sequence[TableRow]]]:
    """Yield (header, rows under it); the rows above the first header come with None for it."""
    heads: list[_Head] = []
    index = 0
    while index < len(table.rows):
        far = not heads and index >= _HEADER_WITHIN
        head = None if far else _head_at(raw, table.rows, index, width)
        if head is not None and not (heads and _repeats(heads[-1], head)):
            heads.append(head)
        index = head.below if head else index + 1
    top = _untitled(table.rows[: heads[0].above]) if heads else table.rows
    if top:
        yield None, top
    for position, head in enumerate(heads):
        if position + 1 < len(heads):
            yield head, _untitled(table.rows[head.below : heads[position + 1].above])
        else:
            yield head, table.rows[head.below :]


def _untitled(rows: Sequence[TableRow]) -> Sequence[TableRow]:
    """Return *rows* without the title lines of the table that follows them."""
    end = len(rows)
    while end and _filled(rows[end - 1]) < 2:
        end -= 1
    return rows[:end]


def _repeats(earlier: _Head, head: _Head) -> bool:
    return earlier.roles is not None and head.roles is not None and _same(earlier.header, head)


def _filled(row: TableRow) -> int:
    return sum(bool(cell.parts) for cell in row.cells)


def _head_at(raw: RawDocument, rows: Sequence[TableRow], index: int, width: int) -> _Head | None:
    """Return the header that opens at row *index*, of one storey or two."""
    row = rows[index]
    once = _once(raw, row, width)
    if sum(map(bool, once)) < 2:
        return None
    spread = _headings(raw, row, width)
    lower = _once(raw, rows[index + 1], width) if index + 1 < len(rows) else []
    storeys = two_storeys(spread, lower)
    roles = recognise(storeys) if storeys else None
    if roles and storeys:
        fresh = _spread(rows[index + 1], width)
        headings = tuple(low or up for low, up in zip(fresh, _spread(row, width), strict=True))
        year = year_of([*spread, *storeys])
        return _Head(roles, Header(storeys, once, lower), headings, year, index, index + 2)
    roles = recognise(once)
    if roles or opens_other_table(once):
        headings = tuple(_spread(row, width))
        return _Head(roles, Header(once), headings, year_of(once), index, index + 1)
    return None


def _headings(raw: RawDocument, row: TableRow, width: int) -> list[str]:
    """The row's words, a spanning cell repeated over the columns it spans."""
    words = [""] * width
    for cell in row.cells:
        for column in range(cell.column, min(cell.column + cell.colspan, width)):
            words[column] = _words(raw, cell.parts)
    return words


def _once(raw: RawDocument, row: TableRow, width: int) -> list[str]:
    return [_words(raw, slices) for slices in _spread(row, width)]


def _fill(
    raw: RawDocument,
    grid: Grid,
    header: Header,
    rows: Sequence[TableRow],
    problems: Problems,
    *,
    at_page_top: bool,
) -> None:
    width = len(grid.columns)
    after_header = at_page_top
    page = rows[0].page if rows else None
    for row in rows:
        cells = _spread(row, width)
        words = [_words(raw, slices) for slices in cells]
        if not any(words):
            continue
        after_header = after_header or row.page != page
        page = row.page
        if closes_table(words):
            return
        if is_rule(words):
            grid.layout.append(row.span)
            continue
        if header.repeats(words) or is_column_numbers(words):
            grid.layout.append(row.span)
            after_header = True
            continue
        _check_width(row, width, problems)
        merged = frozenset(cell.column for cell in row.cells if cell.merged and cell.column < width)
        grid.rows.append(Row(tuple(cells), row.span, after_header, merged, _is_spanning(row, width)))
        after_header = False


def _is_spanning(row: TableRow, width: int) -> bool:
    filled = [cell for cell in row.cells if cell.parts]
    return len(filled) == 1 and filled[0].colspan > max(1, width - 2)


def _check_width(row: TableRow, width: int, problems: Problems) -> None:
    last = max((cell.column + cell.colspan for cell in row.cells if cell.parts), default=0)
    if last > width:
        problems.add("overfull_row", Span(row.span.start, row.span.end), found=last, expected=width)
