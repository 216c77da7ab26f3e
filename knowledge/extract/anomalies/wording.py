"""Rules on slips inside the text: doubled words, garbled abbreviations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.extract.anomalies.finding import Finding, place, prose_of, where
from knowledge.extract.anomalies.finding import wording as words_of
from knowledge.extract.source import clean
from knowledge.records import Task
from knowledge.snapshot import Snapshot

_DOUBLED = re.compile(r"(?<!\w)(?P<words>\w+(?:\s+\w+){0,2})\s+(?P=words)(?!\w)")
_TOKEN = re.compile(r"(?<!\w)[A-ZĐ]{2,}[a-zđ](?!\w)")


def _texts(snapshot: Snapshot) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield document id, record id, section, place in words and text of everything printed."""
    for prose in prose_of(snapshot).values():
        for record in prose:
            yield record.document_id, record.id, record.section, place(record.section), record.text
    for document in snapshot.documents:
        for task in snapshot.tasks_of(document.id):
            for text in _cells(task, document.text):
                yield document.id, task.id, task.row, where(task), text


def _cells(task: Task, text: str) -> Iterator[str]:
    seen = set()
    for name in ("content", "goal", "output", "lead", "coordinate", "deadline"):
        for span in task.spans.get(name, ()):
            if span not in seen:
                seen.add(span)
                yield clean(text[span.start : span.end])


def repeated_words(snapshot: Snapshot) -> Iterator[Finding]:
    """A word or a few words printed twice in a row ('theo theo', 'TCVN ISO TCVN ISO')."""
    allowed = frozenset(words_of()["doubled"])
    found: set[tuple[str, str, str]] = set()
    for document_id, record_id, section, shown, text in _texts(snapshot):
        for match in _DOUBLED.finditer(text):
            word = match.group("words")
            if word.lower() in allowed or any(char.isdigit() for char in word):
                continue
            key = (document_id, section, match.group())
            if key not in found:
                found.add(key)
                yield Finding(
                    "repeated_word", document_id, (match.group(),), (record_id,), (section,), {"where": shown}
                )


def garbled_words(snapshot: Snapshot) -> Iterator[Finding]:
    """A well-known abbreviation whose last letter is a small one or has a stray one behind it."""
    known = set(words_of()["abbreviations"])
    cut = {word[:-1] for word in known}
    for document_id, record_id, section, shown, text in _texts(snapshot):
        for match in _TOKEN.finditer(text):
            stem = match.group()[:-1]
            if stem in known or stem in cut:
                facts = {"where": shown}
                yield Finding("garbled_word", document_id, (match.group(),), (record_id,), (section,), facts)
