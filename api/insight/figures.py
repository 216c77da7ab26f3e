"""Figures over messages, for the dashboard."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from knowledge.snapshot import Snapshot
from knowledge.store.messages import Message
from knowledge.text import collapse, fold

OUTCOMES = ("answered", "clarified", "refused", "handed", "other")
UNANSWERED = ("refuse", "clarify")
_OUTCOME_OF = {
    "answer": "answered",
    "list": "answered",
    "clarify": "clarified",
    "refuse": "refused",
    "handoff": "handed",
}
_ALIKE = 82.0
_MASKED = re.compile(r"\[[^\]]*\]")
_COLUMNS = ("id", "at", "channel", "language", "text", "kind", "intent", "milliseconds", "verdict", "reason")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Day:
    """The messages of one day, by outcome."""

    day: dt.date
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """All messages of the day."""
        return sum(self.counts.values())


@dataclass
class Group:
    """Questions that resemble each other; ``text`` is the most frequent wording."""

    folded: str
    messages: list[Message] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The wording to show."""
        return Counter(message.text for message in self.messages).most_common(1)[0][0]


def outcome(kind: str) -> str:
    """Return which of OUTCOMES a kind of answer is."""
    return _OUTCOME_OF.get(kind, "other")


def style(message: Message) -> str:
    """Return how a message was typed: 'foreign', 'marked' or 'unmarked' (Vietnamese without diacritics)."""
    if message.language != "vi":
        return "foreign"
    typed = collapse(_MASKED.sub("", message.text)).lower()
    return "unmarked" if fold(typed) == typed else "marked"


def by_day(messages: Iterable[Message], zone: dt.tzinfo, days: int, today: dt.date) -> list[Day]:
    """Return the last *days* days up to *today*, oldest first, days without messages too."""
    counts = Counter((message.at.astimezone(zone).date(), outcome(message.kind)) for message in messages)
    dates = [today - dt.timedelta(days=back) for back in range(days - 1, -1, -1)]
    return [Day(date, {name: counts[date, name] for name in OUTCOMES}) for date in dates]


def groups(messages: Iterable[Message]) -> list[Group]:
    """Return groups of similar questions, the largest first."""
    found: list[Group] = []
    for message in messages:
        folded = fold(message.text)
        near = next((group for group in found if fuzz.token_sort_ratio(group.folded, folded) >= _ALIKE), None)
        if near is None:
            near = Group(folded)
            found.append(near)
        near.messages.append(message)
    return sorted(found, key=lambda group: -len(group.messages))


@dataclass(frozen=True)
class Asked:
    """How often one record was the answer; ``number`` is a procedure's code, or a document with its row."""

    number: str
    name: str
    count: int


def most_asked(messages: Iterable[Message], snapshot: Snapshot) -> tuple[list[Asked], list[Asked]]:
    """Return the tasks and the procedures that answers stood on, the most frequent first.

    A list counts for none of its rows: nobody asked for each of them.
    """
    procedures = {procedure.code or procedure.name: procedure.name for procedure in snapshot.procedures}
    tasks = {
        f"{document.number} {task.id.removeprefix(f'{document.id}/')}": task.content
        for document in snapshot.documents
        for task in snapshot.tasks_of(document.id)
    }
    counts: Counter[tuple[str, str]] = Counter()
    for message in messages:
        if message.kind == "answer":
            counts.update({_record(source, tasks, procedures) for source in message.sources})
    found: dict[str, list[Asked]] = {"task": [], "procedure": []}
    for (kind, number), count in counts.most_common():
        if kind:
            found[kind].append(Asked(number, (tasks if kind == "task" else procedures)[number], count))
    return found["task"], found["procedure"]


def _record(source: str, tasks: Mapping[str, str], procedures: Mapping[str, str]) -> tuple[str, str]:
    """Return kind and number of what a kept source ('<document> <section>') names, blank when neither."""
    if source in tasks:
        return "task", source
    words = source.split(" ")
    heads = (" ".join(words[:end]) for end in range(len(words), 0, -1))
    head = next((head for head in heads if head in procedures), "")
    return ("procedure", head) if head else ("", "")


def percentile(values: Sequence[float], share: float) -> float | None:
    """Return the value that *share* of the values do not exceed, None without values.

    >>> percentile([4, 1, 3, 2], 0.5)
    2
    """
    if not values:
        return None
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * round(share * 100) // 100) - 1)]


def as_csv(messages: Iterable[Message]) -> Iterator[str]:
    """Return the messages as lines of a csv table that a spreadsheet opens without running anything."""
    line = io.StringIO()
    writer = csv.writer(line)
    writer.writerow(_COLUMNS)
    yield "\ufeff" + line.getvalue()
    for message in messages:
        line.seek(0)
        line.truncate()
        writer.writerow([_plain(str(getattr(message, name))) for name in _COLUMNS])
        yield line.getvalue()


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
