"""Rules on printed numbers and letters that repeat or skip."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from knowledge.extract.anomalies.finding import Finding, Prose, place, prose_of, where
from knowledge.extract.outline import outline
from knowledge.extract.source import free_paragraphs
from knowledge.records import Document, Span, Task
from knowledge.snapshot import Snapshot

_LETTERS = list("abcdđeghiklmnopqrstuvxy")
_KINDS = ("roman", "number", "letter", "article", "decimal")
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}


class _Lists:
    """Compares each label with the one before it in its list."""

    def __init__(self, document_id: str) -> None:
        self._document_id = document_id
        self._last: dict[tuple[str, ...], tuple[str, tuple[str, ...], bool]] = {}

    def clear(self) -> None:
        self._last.clear()

    def next(
        self, key: tuple[str, ...], label: str, shown: str, section: str, ids: tuple[str, ...]
    ) -> Finding | None:
        before, before_ids, forgiven = self._last.get(key, ("", (), False))
        repeated = before == label
        self._last[key] = (label, ids, repeated)
        both = tuple(dict.fromkeys((*before_ids, *ids)))
        if repeated:
            facts = {"where": shown}
            return Finding("numbering_repeated", self._document_id, (label,), both, (section,), facts)
        missing = _between(before, label) if before else []
        if not missing or (forgiven and len(missing) == 1):
            return None
        facts = {"before": before, "after": label, "missing": ", ".join(missing), "where": shown}
        return Finding("numbering_skipped", self._document_id, (before, label), both, (section,), facts)


def slips(snapshot: Snapshot) -> Iterator[Finding]:
    """Numbers or letters of one list that repeat or skip, in prose and in tables.

    A letter missing right behind a repeated one ('d, d, e') is the same slip and told once.
    """
    prose_by_document = prose_of(snapshot)
    for document in snapshot.documents:
        tasks = snapshot.tasks_of(document.id)
        prose = prose_by_document.get(document.id, [])
        yield from _in_prose(document, tasks, prose)
        yield from _in_rows(document.id, tasks)


def _in_prose(document: Document, tasks: Sequence[Task], prose: Sequence[Prose]) -> Iterator[Finding]:
    taken: list[Span] = [span for task in tasks for span in task.spans.get("row", ())]
    ends = {record.span.end: record.id for record in prose}
    inside = {record.section: record.id for record in reversed(prose)}
    lists = _Lists(document.id)
    region = ""
    for unit in outline(free_paragraphs(document.text, taken)):
        if unit.region in ("header", "attachment") and unit.region != region:
            lists.clear()
        region = unit.region
        raw = document.text[unit.span.start : unit.span.end]
        if unit.kind not in _KINDS or "\t" in raw:
            continue
        label = unit.label.removeprefix("Điều ").split(".")[-1]
        record_id = ends.get(unit.span.end, inside.get(unit.section, ""))
        ids = (record_id,) if record_id else ()
        found = lists.next((*unit.path, unit.kind), label, place(unit.section), unit.section, ids)
        if found:
            yield found


def _in_rows(document_id: str, tasks: Sequence[Task]) -> Iterator[Finding]:
    lists = _Lists(document_id)
    for task in tasks:
        match = re.fullmatch(r"(?P<head>.*?\.)?(?P<label>[a-zđ]|\d+)(?:~\d+)?", task.row)
        if match:
            key = (task.group_no, match.group("head") or "")
            found = lists.next(key, match.group("label"), where(task), task.row, (task.id,))
            if found:
                yield found


def _between(before: str, label: str) -> list[str]:
    if before in _LETTERS and label in _LETTERS and not before.isdigit():
        return _LETTERS[_LETTERS.index(before) + 1 : _LETTERS.index(label)]
    low, high = _value(before), _value(label)
    if low is None or high is None or high - low > 10:
        return []
    return [str(number) for number in range(low + 1, high)]


def _value(label: str) -> int | None:
    if label.isdigit():
        return int(label)
    if not label or any(char not in _ROMAN for char in label):
        return None
    values = [_ROMAN[char] for char in label]
    return sum(-one if one < two else one for one, two in zip(values, [*values[1:], 0], strict=True))
