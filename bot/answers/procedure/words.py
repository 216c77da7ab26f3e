"""Messages and phrases as folded syllables, and how well a phrase stands in a message.

Everything here works on accent-folded syllables, so a question without diacritics reads the same.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.text import fold

_WORD = re.compile(r"[0-9a-z]+(?:[.&/][0-9a-z]+)*")
SLACK = 3
"""Words that may stand between those of a phrase before its match loses weight."""
_LOOSE = 0.75
_MIN_TYPO = 4


def syllables(text: str) -> tuple[str, ...]:
    """Return the folded syllables of *text*; 'KH&ĐT' and '51/2025' stay one."""
    return tuple(_WORD.findall(fold(text)))


@dataclass(frozen=True)
class Match:
    """A phrase found in a message: its weight there, the share of it found, and the places it covers."""

    weight: float
    coverage: float
    places: frozenset[int]


class Vocabulary:
    """Known syllables with weights: a syllable of many records weighs little."""

    def __init__(self, documents: Iterable[Iterable[str]]) -> None:
        """Count in how many *documents* (the phrases of one record) each syllable stands."""
        counts: Counter[str] = Counter()
        total = 0
        for document in documents:
            total += 1
            counts.update({word for phrase in document for word in syllables(phrase)})
        self._weights = {word: math.log(1 + total / count) for word, count in counts.items()}
        self._unknown = math.log(2 + total)
        self._by_length: dict[int, list[str]] = {}
        for word in self._weights:
            self._by_length.setdefault(len(word), []).append(word)
        self._corrected = lru_cache(maxsize=4096)(self._correct)

    def __contains__(self, word: str) -> bool:
        return word in self._weights

    def weight(self, word: str) -> float:
        """Return the weight of *word*; an unknown one weighs as much as one that stands in one record."""
        return self._weights.get(word, self._unknown)

    def read(self, text: str) -> tuple[str, ...]:
        """Return the syllables of *text*; glued words are split and slips corrected to known syllables."""
        return tuple(word for typed in syllables(text) for word in self._corrected(typed))

    def _correct(self, typed: str) -> tuple[str, ...]:
        if typed in self._weights or not typed.isalpha():
            return (typed,)
        if len(typed) > 5:
            parts = self._split(typed)
            if parts:
                return parts
        if len(typed) < _MIN_TYPO:
            return (typed,)
        near = [word for length in (-1, 0, 1) for word in self._by_length.get(len(typed) + length, ())]
        found = process.extractOne(typed, near, scorer=OSA.distance, score_cutoff=1)
        return (found[0],) if found else (typed,)

    def _split(self, typed: str) -> tuple[str, ...] | None:
        """Split glued syllables: the split into known ones of at least two letters with the fewest parts."""
        best: list[tuple[str, ...] | None] = [()] + [None] * len(typed)
        for end in range(1, len(typed) + 1):
            for start in range(max(0, end - 7), end - 1):
                head = best[start]
                part = typed[start:end]
                if head is None or part not in self._weights:
                    continue
                if best[end] is None or len(head) + 1 < len(best[end] or ()):
                    best[end] = (*head, part)
        return best[-1]


class Phrase:
    """A name or keyword, ready to be looked for."""

    __slots__ = ("text", "total", "weights", "words")

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.text = text
        self.words = tuple(dict.fromkeys(syllables(text)))
        self.weights = {word: vocabulary.weight(word) for word in self.words}
        self.total = sum(self.weights.values()) or 1.0

    def match(self, message: Sequence[str], at: dict[str, list[int]], threshold: float) -> Match | None:
        """Return how the phrase stands in *message* (``at``: its words' places), None below *threshold*."""
        present = [word for word in self.words if word in at]
        found = sum(self.weights[word] for word in present)
        if found < threshold * self.total:
            return None
        places = _tightest(present, at)
        spread = max(places) - min(places) + 1 - len(places)
        weight = found * (found / self.total)
        if spread > SLACK:
            weight *= _LOOSE if spread <= 2 * SLACK else _LOOSE * _LOOSE * SLACK / spread
        elif list(places) == sorted(places):
            weight *= 1.05
        return Match(weight, found / self.total, frozenset(places))


def places_of(message: Sequence[str]) -> dict[str, list[int]]:
    """Return where each word of *message* stands."""
    at: dict[str, list[int]] = {}
    for place, word in enumerate(message):
        at.setdefault(word, []).append(place)
    return at


def _tightest(words: Sequence[str], at: dict[str, list[int]]) -> tuple[int, ...]:
    """Return one place per word, chosen so that they lie close together; in the order of *words*."""
    best: tuple[int, ...] = ()
    best_spread = 10**6
    for anchor in at[words[0]]:
        places = tuple(min(at[word], key=lambda place, anchor=anchor: abs(place - anchor)) for word in words)  # type: ignore[misc]
        spread = max(places) - min(places)
        if spread < best_spread:
            best, best_spread = places, spread
    return best
