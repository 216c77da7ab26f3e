"""Rules on a document's own number and date."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.extract.anomalies.finding import Finding
from knowledge.extract.letterhead import printed_place_line
from knowledge.extract.metadata import own_numbers as printed_numbers
from knowledge.extract.outline import outline
from knowledge.extract.source import free_paragraphs
from knowledge.records import Document
from knowledge.snapshot import Snapshot


def own_numbers(snapshot: Snapshot) -> Iterator[Finding]:
    """A document that prints its own number or date in two ways."""
    for document in snapshot.documents:
        printed = printed_numbers(outline(free_paragraphs(document.text, ())))
        numbers = tuple(dict.fromkeys(one.number for one in printed))
        if len(numbers) > 1:
            yield Finding("own_number", document.id, numbers, (document.id,))
        dates = {one.date for one in printed if one.date}
        if document.issued:
            dates.add(document.issued)
        if len(dates) > 1:
            shown = tuple(f"{date:%d/%m/%Y}" for date in sorted(dates))
            yield Finding("own_date", document.id, shown, (document.id,))


def blanks(snapshot: Snapshot) -> Iterator[Finding]:
    """A document whose number or day of issue was left blank."""
    for document in snapshot.documents:
        line = _place_line(document)
        if document.number is None:
            yield Finding("blank_number", document.id, (), (document.id,))
        if document.issued is None and line:
            yield Finding("blank_date", document.id, (line,), (document.id,))


def _place_line(document: Document) -> str | None:
    return printed_place_line(outline(free_paragraphs(document.text, ())), document.text)
