"""The common form of every layout: rows of cells under columns whose meaning is known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from knowledge.parsing.columns import Role, settle
from knowledge.records import Span
from knowledge.text import collapse

Slices = tuple[Span, ...]
_LINE_TAG = re.compile(r"<(?:br|/p|/li|/div)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?(?:ul|ol|li|p|b|i|u|div|span|strong|em|sup|sub)\b[^<>]*>", re.IGNORECASE)
_EMPHASIS = re.compile(r"(?<!\w)(\*{1,3})(?=[^\s*])(.+?)(?<=[^\s*])\1(?!\w)", re.DOTALL)


@dataclass(frozen=True)
class Row:
    """A row as it stands: one tuple of slices per cell, in column order (empty when blank).

    ``after_header`` tells that a repeated page header stands just above; ``inherited`` are the
    columns whose text is that of a vertically merged cell above; ``spanning`` that its one cell is
    merged over the columns of the table, as titles are.
    """

    cells: tuple[Slices, ...]
    span: Span
    after_header: bool = False
    inherited: frozenset[int] = frozenset()
    spanning: bool = False


@dataclass
class Grid:
    """One task table: its columns, its rows, and the slices that are only layout (headers, rules).

    ``headings`` are the slices of the column headings, () where only their roles matter; ``year`` is
    the year a heading over deadlines names.
    """

    columns: tuple[Role, ...]
    rows: list[Row] = field(default_factory=list)
    layout: list[Span] = field(default_factory=list)
    headings: tuple[Slices, ...] = ()
    year: int | None = None


KEYED_COLUMNS: tuple[Role, ...] = (
    "number",
    "content",
    "goal",
    "output",
    "lead",
    "coordinate",
    "start",
    "deadline",
    "note",
)
"""The columns of layouts whose tasks have a key before each value."""


def keyed_row(values: Sequence[tuple[Role, Slices]], span: Span) -> Row:
    """Return the row under ``KEYED_COLUMNS`` of a task given by key and value; equal keys are joined."""
    cells: dict[Role, Slices] = {}
    for role, (_, slices) in zip(settle([role for role, _ in values]), values, strict=True):
        cells[role] = cells.get(role, ()) + slices
    return Row(tuple(cells.get(role, ()) for role in KEYED_COLUMNS), span)


def unmarked(text: str) -> str:
    """Return *text* without the markup of a converter: tags and markdown emphasis; '<br>' ends a line."""
    return _EMPHASIS.sub(r"\2", _TAG.sub(" ", _LINE_TAG.sub("\n", text)))


def printed(text: str, slices: Slices) -> str:
    """Return the text of *slices* as a reader sees it: joined by one space, markup left out."""
    return collapse(unmarked(" ".join(text[piece.start : piece.end] for piece in slices)))


def trimmed(text: str, start: int, end: int) -> Slices:
    """Return ``[start, end)`` of *text* without surrounding white space; () when nothing is left."""
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    right = len(piece.rstrip())
    return (Span(start + left, start + right),) if right > left else ()
