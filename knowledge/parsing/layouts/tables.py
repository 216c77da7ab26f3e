"""Real tables of DOCX, HTML, XLSX and PDF files, with merged cells and two-storey headers."""

from __future__ import annotations

from knowledge.parsing.columns import Role, closes_table, recognise
from knowledge.parsing.grid import Grid, Row, Slices
from knowledge.parsing.layouts.headers import Header, is_column_numbers, is_rule, two_storeys
from knowledge.parsing.problems import Problems
from knowledge.readers import RawDocument, Table, TableRow
from knowledge.records import Span

_HEADER_WITHIN = 15


def find_grids(raw: RawDocument, problems: Problems) -> list[Grid]:
    """Return the task tables among the real tables of *raw*.

    A table without a header of its own carries on the one before it when it is as wide (a table
    cut at a page end).
    """
    grids: list[Grid] = []
    header = Header([])
    for block in raw.blocks:
        if not isinstance(block, Table):
            continue
        found = _header_of(raw, block)
        if found is None:
            if grids and _width(block) == len(header.headings):
                _fill(raw, grids[-1], header, block.rows, problems, at_page_top=True)
            continue
        roles, own, above, below = found
        if grids and header.repeats(own.headings) and len(own.headings) == len(header.headings):
            _fill(raw, grids[-1], header, block.rows, problems, at_page_top=True)
            continue
        header = own
        grid = Grid(roles, layout=[row.span for row in block.rows[above:below]])
        grids.append(grid)
        _fill(raw, grid, header, block.rows[below:], problems, at_page_top=False)
    return [grid for grid in grids if grid.rows]


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


def _header_of(raw: RawDocument, table: Table) -> tuple[tuple[Role, ...], Header, int, int] | None:
    """Return roles, header, and the indices of the first header row and of the first body row."""
    width = _width(table)
    for index, row in enumerate(table.rows[:_HEADER_WITHIN]):
        lower = _once(raw, table.rows[index + 1], width) if index + 1 < len(table.rows) else []
        storeys = two_storeys(_headings(raw, row, width), lower)
        roles = recognise(storeys) if storeys else None
        if roles and storeys:
            return roles, Header(storeys, _once(raw, row, width), lower), index, index + 2
        roles = recognise(_once(raw, row, width))
        if roles:
            return roles, Header(_once(raw, row, width)), index, index + 1
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
    rows: tuple[TableRow, ...],
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
        grid.rows.append(Row(tuple(cells), row.span, after_header, merged))
        after_header = False


def _check_width(row: TableRow, width: int, problems: Problems) -> None:
    last = max((cell.column + cell.colspan for cell in row.cells if cell.parts), default=0)
    if last > width:
        problems.add("overfull_row", Span(row.span.start, row.span.end), found=last, expected=width)
