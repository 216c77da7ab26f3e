"""Which record of a new version is which record of the old one."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Sequence

from rapidfuzz import fuzz, process

from knowledge.store.codec import Record, content_digest
from knowledge.text import collapse, fold

Pair = tuple[Record | None, Record | None]


def pair(old: Sequence[Record], new: Sequence[Record], *, match: str, alike: float) -> list[Pair]:
    """Pair the records of two versions, new order first, then those that are gone.

    A record keeps its identity by the strictest rule that fits: the same id and matching text, the
    same content, the same matching text, a text at least *alike* (0-100); a row that was only
    renumbered is therefore not new.
    """
    matcher = _Matcher(old, new)
    matcher.by_key(lambda record: (record.id, _key(record, match)))
    matcher.by_key(content_digest)
    matcher.by_key(lambda record: _key(record, match))
    matcher.by_likeness(lambda record: _key(record, match), alike)
    return list(matcher.pairs())


def _key(record: Record, match: str) -> str:
    return fold(collapse(str(getattr(record, match))))


class _Matcher:
    def __init__(self, old: Sequence[Record], new: Sequence[Record]) -> None:
        self._old, self._new = old, new
        self._partner: dict[int, int] = {}
        self._free = dict.fromkeys(range(len(old)))

    def _open(self) -> Iterator[int]:
        return (index for index in range(len(self._new)) if index not in self._partner)

    def _join(self, new: int, old: int) -> None:
        self._partner[new] = old
        del self._free[old]

    def by_key(self, key: Callable[[Record], Hashable]) -> None:
        waiting: dict[Hashable, deque[int]] = defaultdict(deque)
        for index in self._free:
            waiting[key(self._old[index])].append(index)
        for index in list(self._open()):
            if queue := waiting.get(key(self._new[index])):
                self._join(index, queue.popleft())

    def by_likeness(self, text: Callable[[Record], str], alike: float) -> None:
        choices = {index: text(self._old[index]) for index in self._free}
        for index in list(self._open()):
            found = process.extractOne(text(self._new[index]), choices, scorer=fuzz.ratio, score_cutoff=alike)
            if found:
                self._join(index, found[2])
                del choices[found[2]]

    def pairs(self) -> Iterator[Pair]:
        for index, record in enumerate(self._new):
            partner = self._partner.get(index)
            yield (None if partner is None else self._old[partner]), record
        for index in self._free:
            yield self._old[index], None
