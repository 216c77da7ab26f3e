"""Rows of one line each, cells separated by tabs or by '|' (also markdown tables).

The header may be repeated in the middle of a row at a page break, rules may stand under it, and a
group title may stand on a line of its own between two rows.
"""

from __future__ import annotations

import re

from knowledge.parsing.columns import closes_table, opens_other_table, recognise
from knowledge.parsing.grid import Grid, Row, Slices, trimmed
from knowledge.parsing.layouts.headers import Header, is_column_numbers, is_rule, two_storeys, year_of
from knowledge.parsing.layouts.lines import Line, lines_of
from knowledge.parsing.markers import before
from knowledge.parsing.problems import Problems
from knowledge.records import Span

_PAGE_NUMBER = re.compile(r"\s*(?:trang\s+)?\d{1,4}(?:/\d{1,4})?\s*$", re.IGNORECASE)


def find_grids(text: str, problems: Problems) -> list[Grid]:
    """Return the task tables of *text* whose rows are lines with delimiters."""
    return [grid for delimiter in "\t|" for grid in _Reader(text, delimiter, problems).grids()]


class _Reader:
    def __init__(self, text: str, delimiter: str, problems: Problems) -> None:
        self._text = text
        self._delimiter = delimiter
        self._problems = problems
        self._framed = True

    def grids(self) -> list[Grid]:
        grids: list[Grid] = []
        grid: Grid | None = None
        header, after_header = Header([]), False
        titles: list[Line] = []
        lines = lines_of(self._text)
        index = 0
        while index < len(lines):
            line = lines[index]
            index += 1
            if line.blank:
                continue
            if self._delimiter not in line.text:
                if grid is not None and not self._keeps_open(line, titles):
                    grid = None
                continue
            if grid is None:
                self._framed = line.text.lstrip().startswith("|")
            cells = self._cells(line)
            words = [self._words(cell) for cell in cells]
            roles = recognise(words)
            if grid is not None and header.repeats(words):
                grid.layout.append(line.span)
                after_header = True
                continue
            if roles:
                grid = Grid(roles, layout=[line.span])
                grid.headings, grid.year = tuple(cells), year_of(words)
                lower = self._second_storey(grid, lines, index, words)
                header, index = (lower, index + 1) if lower else (Header(words), index)
                grids.append(grid)
                after_header, titles = False, []
                continue
            if grid is None:
                continue
            if closes_table(words) or opens_other_table(words):
                grid = None
                continue
            if is_rule(words) or is_column_numbers(words):
                grid.layout.append(line.span)
                continue
            width = len(grid.columns)
            cells, index = self._whole(cells, lines, index, width)
            if len(cells) <= 2 < width - 1 and not (words[0] == "" or before(words[0] + " x")):
                grid = None
                continue
            span = Span(line.start, lines[index - 1].end)
            grid.rows.extend(_title_row(title, width) for title in titles)
            titles = []
            grid.rows.append(Row(self._fit(cells, width, span), span, after_header))
            after_header = False
        return [grid for grid in grids if grid.rows]

    def _whole(
        self, cells: list[Slices], lines: list[Line], index: int, width: int
    ) -> tuple[list[Slices], int]:
        """Join the lines from *index* on that go on with a row of too few cells; return where it ends too."""
        while len(cells) < width and index < len(lines) and self._continues(lines[index], len(cells), width):
            cells = self._join(cells, lines[index])
            index += 1
        return cells, index

    def _second_storey(self, grid: Grid, lines: list[Line], index: int, words: list[str]) -> Header | None:
        """Take the line at *index* into the headings of *grid* where it is their second line."""
        below = self._row_at(lines, index, len(words))
        storeys = two_storeys(words, below)
        roles = recognise(storeys) if storeys else None
        if not storeys or not roles:
            return None
        grid.columns, grid.year = roles, year_of([*words, *storeys])
        lower = self._cells(lines[index])
        lower += [()] * (len(grid.headings) - len(lower))
        grid.headings = tuple(low or up for low, up in zip(lower, grid.headings, strict=True))
        grid.layout.append(lines[index].span)
        return Header(storeys, words, below)

    def _row_at(self, lines: list[Line], index: int, width: int) -> list[str]:
        """The words of a line, trailing blank cells filled up."""
        if index >= len(lines) or self._delimiter not in lines[index].text:
            return []
        words = [self._words(cell) for cell in self._cells(lines[index])]
        return words + [""] * (width - len(words))

    def _keeps_open(self, line: Line, titles: list[Line]) -> bool:
        """A line without delimiters ends the table unless it may be a group title or a page number."""
        if _PAGE_NUMBER.match(line.text):
            return True
        if before(line.text) and len(line.text) < 250:
            titles.append(line)
            return len(titles) <= 2
        return False

    def _cells(self, line: Line) -> list[Slices]:
        start, end = line.start, line.end
        if self._delimiter == "|":
            stripped = line.text.strip()
            start += line.text.index(stripped) + (self._framed and stripped.startswith("|"))
            end = line.start + len(line.text.rstrip()) - (self._framed and stripped.endswith("|"))
        cells: list[Slices] = []
        for piece in self._text[start:end].split(self._delimiter):
            cells.append(trimmed(self._text, start, start + len(piece)))
            start += len(piece) + 1
        return cells

    def _words(self, cell: Slices) -> str:
        return " ".join(self._text[piece.start : piece.end] for piece in cell)

    def _continues(self, line: Line, have: int, width: int) -> bool:
        """True when *line* carries on a row cut by a line end inside one of its cells."""
        if have >= width or line.blank or before(line.text):
            return False
        return have + line.text.count(self._delimiter) <= width and self._delimiter == "\t"

    def _join(self, cells: list[Slices], line: Line) -> list[Slices]:
        more = self._cells(line)
        return [*cells[:-1], cells[-1] + more[0], *more[1:]]

    def _fit(self, cells: list[Slices], width: int, span: Span) -> tuple[Slices, ...]:
        filled = len(cells)
        while filled > width and not cells[filled - 1]:
            filled -= 1
        if filled > width:
            self._problems.add("overfull_row", span, found=filled, expected=width)
            return (*cells[: width - 1], tuple(piece for cell in cells[width - 1 :] for piece in cell))
        if filled < width and filled > 1:
            self._problems.add("ragged_row", span, found=filled, expected=width)
        return (*cells[:width], *([()] * (width - filled)))


def _title_row(line: Line, width: int) -> Row:
    return Row((_whole(line), *([()] * (width - 1))), line.span)


def _whole(line: Line) -> Slices:
    left = len(line.text) - len(line.text.lstrip())
    return (Span(line.start + left, line.start + len(line.text.rstrip())),)
