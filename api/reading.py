"""A document as a page reads it: every line and every task row, in order, with anchors and marks.

Nothing of the text is dropped and nothing is added: cells, lines and rows are slices of the
document's canonical text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from knowledge.records import Document, Span, Task
from knowledge.snapshot import Snapshot
from knowledge.text import collapse

COLUMNS = ("goal", "content", "output", "lead", "coordinate", "deadline")
_MAX_MARKS = 20
_MAX_LABEL = 16
_WORD = re.compile(r"\w")
_DECORATION = re.compile(r"^[\s*_#\-–]+|[\s*_]+$")

Interval = tuple[int, int]


@dataclass(frozen=True)
class Piece:
    """A run of text; ``marked`` when it belongs to the quotation looked for."""

    text: str
    marked: bool = False


@dataclass(frozen=True)
class Line:
    """One printed line outside every table row. ``anchors`` are its element ids, 'L<number>' first."""

    anchors: tuple[str, ...]
    pieces: tuple[Piece, ...]
    heading: bool = False


@dataclass(frozen=True)
class Row:
    """One task row: by cells (keys of COLUMNS) or, where labels stand among them, as printed ``lines``."""

    task: Task
    anchors: tuple[str, ...]
    label: str
    cells: Mapping[str, tuple[Piece, ...]] = field(default_factory=dict)
    lines: tuple[tuple[Piece, ...], ...] = ()


@dataclass(frozen=True)
class Table:
    """Task rows that follow each other, with the columns that any of them fills."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


Block = Line | Table


def find_quote(text: str, quote: str) -> list[Interval]:
    """Return where *quote* stands in *text*, white space not regarded; at most 20 places."""
    words = quote.split()
    if not words:
        return []
    pattern = re.compile(r"\s+".join(re.escape(word) for word in words))
    found: list[Interval] = []
    for match in pattern.finditer(text):
        found.append(match.span())
        if len(found) == _MAX_MARKS:
            break
    return found


def cut(text: str, start: int, end: int, marks: Sequence[Interval]) -> tuple[Piece, ...]:
    """Cut ``text[start:end]`` at the *marks* (in order), without the white space around it."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    found: list[Piece] = []
    at = start
    for mark_start, mark_end in marks:
        left, right = max(mark_start, at), min(mark_end, end)
        if left >= right:
            continue
        if left > at:
            found.append(Piece(text[at:left]))
        found.append(Piece(text[left:right], marked=True))
        at = right
    if at < end:
        found.append(Piece(text[at:end]))
    return tuple(found)


class _Page:
    def __init__(self, document: Document, tasks: Sequence[Task], marks: Sequence[Interval]) -> None:
        self.text = document.text
        self.tasks = tasks
        self.marks = marks
        self.owner = _owners(document.text, tasks)
        self.starts = [0, *(match.end() for match in re.finditer("\n", document.text))]
        self.groups = {collapse(task.group) for task in tasks if task.group}

    def line_of(self, offset: int) -> int:
        low, high = 0, len(self.starts)
        while high - low > 1:
            middle = (low + high) // 2
            if self.starts[middle] <= offset:
                low = middle
            else:
                high = middle
        return low

    def pieces(self, start: int, end: int) -> tuple[Piece, ...]:
        return cut(self.text, start, end, self.marks)

    def cell(self, intervals: Sequence[Interval]) -> tuple[Piece, ...]:
        """Cut the parts of one cell, each on a line of its own."""
        parts = [self.pieces(start, end) for start, end in intervals]
        return tuple(
            piece for number, part in enumerate(parts) for piece in ((Piece("\n"), *part) if number else part)
        )

    def is_heading(self, line: str) -> bool:
        bare = _DECORATION.sub("", line)
        letters = [char for char in bare if char.isalpha()]
        if len(bare) > 220 or len(letters) < 3:
            return False
        numbered = re.sub(r"^(?:[IVXLC]+|\d+)[.)]\s*", "", bare)
        return all(char.isupper() for char in letters) or collapse(numbered) in self.groups


def _owners(text: str, tasks: Sequence[Task]) -> list[int]:
    owner = [-1] * len(text)
    spans = [(span, rank) for rank, task in enumerate(tasks) for span in task.spans.get("row", ())]
    spans.sort(key=lambda item: (item[0].start, -item[0].end))
    for span, rank in spans:
        end = min(span.end, len(text))
        owner[span.start : end] = [rank] * max(0, end - span.start)
    return owner


def _runs(owner: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    start = 0
    for at in range(1, len(owner) + 1):
        if at == len(owner) or owner[at] != owner[start]:
            yield start, at, owner[start]
            start = at


def _joined(text: str, spans: Iterable[Span]) -> list[Interval]:
    """Join spans between which only punctuation stands, so a cell reads as printed."""
    joined: list[Interval] = []
    for span in spans:
        if joined and span.start >= joined[-1][1] and not _WORD.search(text[joined[-1][1] : span.start]):
            joined[-1] = (joined[-1][0], span.end)
        else:
            joined.append((span.start, span.end))
    return joined


def _gaps(runs: Sequence[Interval], taken: Sequence[Interval]) -> list[Interval]:
    gaps: list[Interval] = []
    for start, end in runs:
        at = start
        for left, right in sorted(taken):
            if right <= at or left >= end:
                continue
            if left > at:
                gaps.append((at, left))
            at = max(at, right)
        if at < end:
            gaps.append((at, end))
    return gaps


def _row(page: _Page, task: Task, runs: Sequence[Interval], anchors: tuple[str, ...]) -> Row:
    cells: dict[str, list[Interval]] = {}
    for name in COLUMNS:
        spans = _joined(page.text, task.spans.get(name, ()))
        if spans:
            cells[name] = spans
    taken = [interval for intervals in cells.values() for interval in intervals]
    left_over = [
        collapse(page.text[start:end])
        for start, end in _gaps(runs, taken)
        if _WORD.search(page.text[start:end])
    ]
    label = " ".join(left_over)
    if "content" in cells and len(label) <= _MAX_LABEL:
        return Row(
            task,
            anchors,
            label,
            cells={name: page.cell(intervals) for name, intervals in cells.items()},
        )
    lines = tuple(
        pieces
        for start, end in runs
        for left, right in _split_lines(page.text, start, end)
        if (pieces := page.pieces(left, right))
    )
    return Row(task, anchors, task.row, lines=lines)


def _split_lines(text: str, start: int, end: int) -> Iterator[Interval]:
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        yield at, stop
        at = stop + 1


def read_document(
    document: Document, snapshot: Snapshot | None, marks: Sequence[Interval] = ()
) -> tuple[Block, ...]:
    """Return the blocks of a document's page.

    *snapshot* gives its rows; without it (an older version) every line stands alone.
    """
    page = _Page(document, snapshot.tasks_of(document.id) if snapshot else (), sorted(marks))
    runs_of: dict[int, list[Interval]] = {}
    for start, end, rank in _runs(page.owner):
        if rank >= 0:
            runs_of.setdefault(rank, []).append((start, end))
    shown_lines: set[int] = set()

    def anchors_of(start: int, end: int) -> tuple[str, ...]:
        names: list[str] = []
        for left, right in _split_lines(page.text, start, end):
            number = page.line_of(left)
            if number in shown_lines or not page.text[left:right].strip():
                continue
            shown_lines.add(number)
            names.append(f"L{number + 1}")
        return tuple(names)

    blocks: list[Block] = []
    rows: list[Row] = []

    def close_table() -> None:
        if rows:
            filled = {name for row in rows for name in row.cells}
            blocks.append(Table(tuple(name for name in COLUMNS if name in filled), tuple(rows)))
            rows.clear()

    seen: set[int] = set()
    for start, end, rank in _runs(page.owner):
        if rank >= 0:
            if rank not in seen:
                seen.add(rank)
                anchors = tuple(name for run in runs_of[rank] for name in anchors_of(*run))
                rows.append(_row(page, page.tasks[rank], runs_of[rank], anchors))
            continue
        for left, right in _split_lines(page.text, start, end):
            line = page.text[left:right]
            if not line.strip():
                continue
            close_table()
            blocks.append(Line(anchors_of(left, right), page.pieces(left, right), page.is_heading(line)))
    close_table()
    return tuple(blocks)
