"""Proves that no line was lost: every non-blank line belongs to a record or is listed as layout."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
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

    ``total`` counts the non-blank lines; ``records`` those with text in a record, ``layout`` the rest.
    ``listed`` tells for each of these its line number and what it is ('heading', 'header', 'table',
    'signature', 'recipients', 'attachment', 'furniture'); ``unaccounted`` must be empty.
    """

    total: int
    records: int
    layout: int
    unaccounted: tuple[Unaccounted, ...] = ()
    listed: tuple[tuple[int, str], ...] = ()


def coverage(raw: SourceText, used: Iterable[Span], layout: Mapping[Span, str] | None = None) -> Coverage:
    """Return how *used* (spans of records) and *layout* (spans and their kind) account for every line."""
    text = raw.text
    in_records = _mask(len(text), used)
    kinds = sorted((layout or {}).items(), key=lambda pair: pair[0].start)
    in_layout = _mask(len(text), (span for span, _ in kinds))
    starts = [span.start for span, _ in kinds]
    total = records = only_layout = 0
    lost: list[Unaccounted] = []
    listed: list[tuple[int, str]] = []
    number = 1
    position = 0
    for span in lines(text):
        total += 1
        number += text.count("\n", position, span.start)
        position = span.start
        rest = "".join(
            text[at] if not (in_records[at] or in_layout[at]) else " " for at in range(span.start, span.end)
        )
        if any(char.isalnum() for char in clean(rest)):
            lost.append(Unaccounted(number, clean(rest), span))
        elif any(in_records[span.start : span.end]):
            records += 1
        else:
            only_layout += 1
            listed.append(
                (number, kinds[max(bisect_right(starts, span.end - 1) - 1, 0)][1] if kinds else "rule")
            )
    return Coverage(total, records, only_layout, tuple(lost), tuple(listed))


def _mask(length: int, spans: Iterable[Span]) -> bytearray:
    mask = bytearray(length)
    for span in spans:
        start, end = max(0, span.start), min(length, span.end)
        mask[start:end] = b"\x01" * max(0, end - start)
    return mask
