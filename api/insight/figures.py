"""Figures over messages, for the dashboard."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from knowledge.store.messages import Message
from knowledge.text import fold

UNANSWERED = ("refuse", "clarify")
_ALIKE = 82.0
_COLUMNS = ("id", "at", "channel", "language", "text", "kind", "intent", "milliseconds", "verdict", "reason")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Day:
    """The messages of one day: how many were answered, refused, asked back, and anything else."""

    day: dt.date
    answered: int
    refused: int
    clarified: int
    other: int

    @property
    def total(self) -> int:
        """All messages of the day."""
        return self.answered + self.refused + self.clarified + self.other


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
    """Return 'answered', 'refused', 'clarified' or 'other' for a kind of answer."""
    return {"answer": "answered", "list": "answered", "refuse": "refused", "clarify": "clarified"}.get(
        kind, "other"
    )


def by_day(messages: Iterable[Message], zone: dt.tzinfo, days: int, today: dt.date) -> list[Day]:
    """Return the last *days* days up to *today*, oldest first, days without messages too."""
    counts = Counter((message.at.astimezone(zone).date(), outcome(message.kind)) for message in messages)
    dates = [today - dt.timedelta(days=back) for back in range(days - 1, -1, -1)]
    names = ("answered", "refused", "clarified", "other")
    return [Day(date, *(counts[date, name] for name in names)) for date in dates]


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
