"""Proves that no line was lost: every non-blank line belongs to a record or is listed as layout."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.extract.source import SourceText, clean, lines
from knowledge.records import Span


@dataclass(frozen=True)
class Unaccounted:
    """A line with text that stands in no record: its number (from 1) and the text left over."""

    line: int
    text: str
    span: Span


@dataclass(frozen=True)
class Coverage:
    """How the lines of a document are accounted for.

    ``total`` counts the non-blank lines; ``records`` those with text in a record, ``layout`` the rest
    that is headings, letterhead, signature, recipients or page furniture; ``unaccounted`` must be empty.
    """

    total: int
    records: int
    layout: int
    unaccounted: tuple[Unaccounted, ...] = ()


def coverage(raw: SourceText, used: Iterable[Span], layout: Iterable[Span] = ()) -> Coverage:
    """Return how *used* (spans of records) and *layout* account for every line of *raw*."""
    text = raw.text
    in_records = _mask(len(text), used)
    in_layout = _mask(len(text), layout)
    total = records = only_layout = 0
    lost: list[Unaccounted] = []
    for span in lines(text):
        total += 1
        rest = "".join(
            text[at] if not (in_records[at] or in_layout[at]) else " " for at in range(span.start, span.end)
        )
        if any(char.isalnum() for char in clean(rest)):
            number = text.count("\n", 0, span.start) + 1
            lost.append(Unaccounted(number, clean(rest), span))
        elif any(in_records[span.start : span.end]):
            records += 1
        else:
            only_layout += 1
    return Coverage(total, records, only_layout, tuple(lost))


def _mask(length: int, spans: Iterable[Span]) -> bytearray:
    mask = bytearray(length)
    for span in spans:
        start, end = max(0, span.start), min(length, span.end)
        mask[start:end] = b"\x01" * max(0, end - start)
    return mask
