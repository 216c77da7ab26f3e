"""What extraction needs of the reader's and the task parser's results, and the paragraphs it works on."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from knowledge.readers import Table
from knowledge.records import Span, Task
from knowledge.text import collapse

_MARKUP = re.compile(r"\*+|</?[a-zA-Z][^<>\n]*>")
_TERMINAL = re.compile(r"[.;:!?…”\"')\]]\W*$")
_LETTERHEAD = re.compile(r"CỘNG H(?:ÒA|OÀ) XÃ HỘI|Nơi nhận|(?:^|\s)(?:TM|KT|TL|TUQ)\.\s")
_WORD = re.compile(r"\w{2,}\W+\w{2,}")
_RUN_TOGETHER = re.compile(
    r"(?:(?<=;)|(?<=[A-ZĐÀ-Ỹ]{2}))\s+(?=(?:Căn cứ|Thực hiện|Theo đề nghị của|Xét đề nghị)\s+(?:[A-ZĐ]|của))"
)
_LIST_START = re.compile(r"(?:[-+•–]|\(?\w{1,3}[).])\s")


class SourceText(Protocol):
    """The part of a RawDocument that extraction reads."""

    @property
    def text(self) -> str:
        """Canonical text that every Span indexes."""


class TaskGroup(Protocol):
    """A printed group title of a task table."""

    @property
    def no(self) -> str:
        """Printed number, e.g. 'III'."""

    @property
    def title(self) -> str:
        """Printed title."""

    @property
    def span(self) -> Span:
        """Where its title row stands."""


class ParsedTasks(Protocol):
    """The part of a TaskParse that extraction reads."""

    @property
    def tasks(self) -> Sequence[Task]:
        """Task rows in printed order."""

    @property
    def used(self) -> Sequence[Span]:
        """Slices that became rows, groups or cells."""

    @property
    def groups(self) -> Sequence[TaskGroup]:
        """Group titles in printed order."""

    @property
    def furniture(self) -> Sequence[Span]:
        """Slices that are only layout: table headers, rules."""


@dataclass(frozen=True)
class Paragraph:
    """One printed paragraph; ``text`` is its slice without markup, white space collapsed."""

    span: Span
    text: str


def clean(text: str) -> str:
    """Return *text* without markdown emphasis and HTML tags, white space collapsed."""
    return collapse(_MARKUP.sub("", text))


def lines(text: str) -> Iterator[Span]:
    """Yield the span of every non-blank line, without surrounding white space."""
    for match in re.finditer(r"[^\n]+", text):
        stripped = match.group().strip()
        if stripped:
            start = match.start() + match.group().index(stripped)
            yield Span(start, start + len(stripped))


class Taken:
    """Spans that are already used, searchable by position."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for span in sorted(spans, key=lambda span: span.start):
            if self._ends and span.start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], span.end)
            else:
                self._starts.append(span.start)
                self._ends.append(span.end)

    def free(self, span: Span) -> Iterator[Span]:
        """Yield the parts of *span* that no used span covers."""
        position = span.start
        for index in range(max(bisect_left(self._starts, span.start) - 1, 0), len(self._starts)):
            if self._starts[index] >= span.end:
                break
            if self._starts[index] > position:
                yield Span(position, self._starts[index])
            position = max(position, self._ends[index])
        if position < span.end:
            yield Span(position, span.end)


def letterhead_parts(raw: SourceText) -> dict[Span, list[Span]]:
    """Return the rows of real tables that hold a letterhead or signatures, cut into their paragraphs.

    Such a table is layout: its cells are read one below the other, column by column.
    """
    parts: dict[Span, list[Span]] = {}
    for block in getattr(raw, "blocks", ()):
        for row in block.rows if isinstance(block, Table) else ():
            if _LETTERHEAD.search(raw.text[row.span.start : row.span.end]):
                parts[row.span] = [part for cell in row.cells for part in cell.parts]
    return parts


def free_paragraphs(
    text: str, taken: Sequence[Span], parts: Mapping[Span, Sequence[Span]] | None = None
) -> list[Paragraph]:
    """Return the paragraphs outside *taken*; a paragraph cut by a page break is joined again.

    A line continues the one before it when that one ends without a final mark and this one begins
    in lower case without a list mark, or when a document number was cut behind its hyphen.
    """
    found: list[Paragraph] = []
    for span in _free_pieces(text, Taken(taken), parts or {}):
        piece = clean(text[span.start : span.end])
        follows = found and not text[found[-1].span.end : span.start].strip()
        if follows and _continues(found[-1].text, piece):
            whole = Span(found[-1].span.start, span.end)
            found[-1] = Paragraph(whole, clean(text[whole.start : whole.end]))
        else:
            found.append(Paragraph(span, piece))
    return found


def _free_pieces(text: str, used: Taken, parts: Mapping[Span, Sequence[Span]]) -> Iterator[Span]:
    """Yield the free parts of every line; of a line used in part, only what has words."""
    for line in _pieces(text, parts):
        for free in used.free(line):
            for span in _split(text, free):
                piece = clean(text[span.start : span.end])
                if piece and (free == line or _WORD.search(piece)):
                    yield span


def _split(text: str, span: Span) -> Iterator[Span]:
    """Separate what a reader ran together: a title in capitals and a basis, two bases."""
    start = span.start
    for mark in [*_RUN_TOGETHER.finditer(text, span.start, span.end), None]:
        end = mark.start() if mark else span.end
        piece = text[start:end].strip()
        if piece:
            low = text.index(piece, start, end)
            yield Span(low, low + len(piece))
        start = mark.end() if mark else end


def _pieces(text: str, parts: Mapping[Span, Sequence[Span]]) -> Iterator[Span]:
    for span in lines(text):
        row = next((row for row in parts if row.start <= span.start and span.end <= row.end), None)
        if row is None:
            yield span
        else:
            yield from parts[row]


def _continues(before: str, after: str) -> bool:
    if before.endswith("-") and re.match(r"[A-ZĐ]\w*\b", after) and re.search(r"\d/\S+-$", before):
        return True
    if before[-1].isdigit() and re.match(r"[-–]\s*\d", after):
        return True
    return not _TERMINAL.search(before) and after[0].islower() and not _LIST_START.match(after)
