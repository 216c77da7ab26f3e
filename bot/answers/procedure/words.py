"""Messages and phrases as syllables, and how well a phrase stands in a message.

Syllables are compared without diacritics, so a question typed without them reads the same. Diacritics that
*were* typed are held against the phrase's own: 'thì bằng lái' is not 'thi bằng lái'.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.answers.procedure.former import UNITS, former_marks
from knowledge.text import fold, may_mean, nfc

_WORD = re.compile(r"[0-9a-z]+(?:[.&/][0-9a-z]+)*")
_LAST_CLAUSE = re.compile(r"(?<=[,.;!?]) [^,.;!?]*[\w)][^,.;!?]*[.!?]*\s*$")
SLACK = 3
"""Words that may stand between those of a phrase before its match loses weight."""
_LOOSE = 0.75
_DISORDER = 0.8
_TURNS, _TURNED = frozenset({"doi", "lai"}), 0.6
_MISFIT = 0.4
"""Share of its weight that a syllable keeps when its typed diacritics are others than the phrase's."""
_MIN_TYPO = 4
_COSTS = frozenset({"bao", "may", "nhieu", "nhiu", "tien", "phi", "le", "thoi", "khoang", "toi"})
"""After these 'mất' means 'takes, costs', not 'lost': 'hộ chiếu mất bao lâu'."""


def syllables(text: str) -> tuple[str, ...]:
    """Return the folded syllables of *text*; 'KH&ĐT' and '51/2025' stay one."""
    return tuple(_WORD.findall(fold(text)))


def typed_syllables(text: str) -> tuple[tuple[str, str], ...]:
    """Return the syllables of *text* as (folded, as typed in lower case)."""
    composed = nfc(text)
    return tuple((m[0], composed[m.start() : m.end()].lower()) for m in _WORD.finditer(fold(composed)))


def former_syllables(text: str) -> frozenset[int]:
    """Return which syllables of *text* are a 'cũ' that belongs to the name of a place."""
    starts = [m.start() for m in _WORD.finditer(fold(nfc(text)))]
    return frozenset(starts.index(offset) for offset in former_marks(text) if offset in starts)


@dataclass(frozen=True)
class Reading:
    """One reading of a message: folded syllables, and each as typed ('' where a slip was corrected)."""

    words: tuple[str, ...]
    typed: tuple[str, ...]
    last_clause: int = 0
    """Place of the first syllable after the last comma or full stop inside the message."""
    former: frozenset[int] = frozenset()
    """Places of the 'cũ' that belong to a place's name: no paper is meant to be old."""

    @cached_property
    def at(self) -> Mapping[str, list[int]]:
        """Where each folded syllable stands."""
        places: dict[str, list[int]] = {}
        for place, word in enumerate(self.words):
            places.setdefault(word, []).append(place)
        return places

    def __contains__(self, word: str) -> bool:
        return word in self.at

    def __str__(self) -> str:
        return " ".join(self.words)


@dataclass(frozen=True)
class Match:
    """A phrase found in a message: its weight there, the share of it found, and the places it covers."""

    weight: float
    coverage: float
    places: frozenset[int]
    phrase: str = ""
    loose: bool = False
    """Whether so much stands between its words that they may belong to other things."""


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

    def read(self, text: str) -> Reading:
        """Return *text* as a reading; glued words are split and slips corrected to known syllables."""
        words: list[str] = []
        typed: list[str] = []
        listed = typed_syllables(text)
        before_last = len(syllables(_LAST_CLAUSE.sub("", text))) if _LAST_CLAUSE.search(text) else 0
        last = 0
        old = former_syllables(text)
        former: set[int] = set()
        for number, (folded, original) in enumerate(listed):
            if number == before_last:
                last = len(words)
            after = listed[number + 1][0] if number + 1 < len(listed) else ""
            corrected = self._corrected(folded)
            if folded == "mat" and after in _COSTS:
                corrected = ("mat=ton",)
            if number in old:
                former.add(len(words))
            words += corrected
            typed += [original] if corrected == (folded,) else [""] * len(corrected)
        return Reading(tuple(words), tuple(typed), last, frozenset(former))

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
        best: list[tuple[str, ...] | None] = [(), *([None] * len(typed))]
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

    __slots__ = ("of_paper", "text", "total", "typed", "weights", "words")

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.text = text
        self.typed = dict(typed_syllables(text))
        self.words = tuple(self.typed)
        self.of_paper = UNITS.isdisjoint(self.words)
        self.weights = {word: vocabulary.weight(word) for word in self.words}
        self.total = sum(self.weights.values()) or 1.0

    def match(self, reading: Reading, threshold: float) -> Match | None:
        """Return how the phrase stands in *reading*, None when less than *threshold* of its weight does."""
        present = [word for word in self.words if word in reading]
        if reading.former and self.of_paper:
            present = [word for word in present if not reading.former.issuperset(reading.at[word])]
        if not present or sum(self.weights[word] for word in present) < threshold * self.total:
            return None
        places = _tightest(present, reading.at)
        found = sum(
            self.weights[word] * (1.0 if may_mean(reading.typed[place], self.typed[word]) else _MISFIT)
            for word, place in zip(present, places, strict=True)
        )
        if found < threshold * self.total:
            return None
        spread = max(places) - min(places) + 1 - len(places)
        weight = found * (found / self.total) ** 3
        if spread > SLACK:
            weight *= _LOOSE if spread <= 2 * SLACK else _LOOSE * _LOOSE * SLACK / spread
        elif list(places) != sorted(places):
            weight *= _DISORDER
        if self._turned(reading, places):
            weight *= _TURNED
        return Match(weight, found / self.total, frozenset(places), self.text, spread > SLACK)

    def _turned(self, reading: Reading, places: Sequence[int]) -> bool:
        """Whether a word between those of the phrase makes it another act: 'cấp đổi sổ' is not 'cấp sổ'."""
        between = set(range(min(places), max(places))) - set(places)
        return any(
            reading.words[place] in _TURNS and reading.words[place] not in self.typed for place in between
        )


def _tightest(words: Sequence[str], at: Mapping[str, list[int]]) -> tuple[int, ...]:
    """Return one place per word, chosen so that they lie close together; in the order of *words*."""
    best: tuple[int, ...] = ()
    best_spread = 10**6
    for anchor in at[words[0]]:
        places = tuple(_nearest(at[word], anchor) for word in words)
        spread = max(places) - min(places)
        if spread < best_spread:
            best, best_spread = places, spread
    return best


def _nearest(places: Sequence[int], anchor: int) -> int:
    return min(places, key=lambda place: abs(place - anchor))
