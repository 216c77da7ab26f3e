"""A small trigram model over Vietnamese syllables: how likely a syllable is after those two before it.

The shipped counts (``nlu/data/language.tsv.gz``, written by ``scripts/build_language_model.py``) come
from question-like text, plans and procedures, and a word list. ``learn`` adds the texts of what is
published, so that a new document's words are known as soon as it is.
"""

from __future__ import annotations

import gzip
import math
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from nlu.normalise import place_tone
from nlu.tokens import folded, is_syllable, tokenize

START = "<s>"
NUMBER = "<n>"
_BOUNDARY = frozenset(".?!;:")
_FLOOR = 1e-7
_SEEN = 0.2
"""Share of plain frequency in a syllable's own probability; the rest is in how many surroundings it was
seen ('minh' is frequent, but only after 'chứng' and 'thông')."""
DATA = Path(__file__).parent / "data" / "language.tsv.gz"


def sentences(text: str) -> list[list[str]]:
    """Return the syllable sequences of *text*, lower case, cut at sentence signs; numbers are ``<n>``."""
    result: list[list[str]] = []
    current: list[str] = []
    for token in tokenize(text):
        if token.is_word:
            current.append(place_tone(token.text.lower()))
        elif token.text[0].isdigit():
            current.append(NUMBER)
        elif token.text in _BOUNDARY:
            result.append(current)
            current = []
    result.append(current)
    return [sentence for sentence in result if sentence]


class LanguageModel:
    """Witten-Bell interpolated trigram counts. ``logp(u, v, w)`` is the natural log of P(w | u v)."""

    def __init__(self) -> None:
        self._one: dict[str, float] = defaultdict(float)
        self._two: dict[str, dict[str, float]] = {}
        self._three: dict[tuple[str, str], dict[str, float]] = {}
        self._total = 0.0
        self._after: dict[str, float] = {}
        self._sums: dict[object, tuple[float, float]] = {}
        self._cache: dict[tuple[str, str, str], float] = {}
        self._pairs: dict[tuple[str, str], float] = {}
        self.by_fold: dict[str, list[str]] = {}

    @classmethod
    def load(cls, path: Path = DATA) -> LanguageModel:
        """Return the shipped model, to learn from. Reading it takes longer than copying what was read.

        Each line of *path* is 1 to 3 syllables and a count, tab-separated.
        """
        return cls._read(path)._copy()

    @classmethod
    @lru_cache(maxsize=1)
    def _read(cls, path: Path) -> LanguageModel:
        model = cls()
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                *gram, count = line.rstrip("\n").split("\t")
                model._add(tuple(gram), float(count))
        model._finish()
        return model

    def _copy(self) -> LanguageModel:
        copy = LanguageModel()
        copy._one = self._one.copy()
        copy._two = {first: after.copy() for first, after in self._two.items()}
        copy._three = {pair: after.copy() for pair, after in self._three.items()}
        copy._total = self._total
        copy._after, copy.by_fold = self._after, self.by_fold  # learning replaces these two
        return copy

    def learn(self, texts: Iterable[str], weight: float = 1.0) -> None:
        """Add the syllable sequences of *texts*, each occurrence counting *weight*."""
        for text in texts:
            for sentence in sentences(text):
                padded = [START, START, *sentence, START]
                for i in range(2, len(padded)):
                    self._add((padded[i],), weight)
                    self._add((padded[i - 1], padded[i]), weight)
                    self._add((padded[i - 2], padded[i - 1], padded[i]), weight)
        self._finish()

    def grams(self) -> list[tuple[tuple[str, ...], float]]:
        """Return every n-gram with its count, in a stable order."""
        rows: list[tuple[tuple[str, ...], float]] = [((w,), c) for w, c in self._one.items()]
        rows += [((u, w), c) for u, after in self._two.items() for w, c in after.items()]
        rows += [((*pair, w), c) for pair, after in self._three.items() for w, c in after.items()]
        return sorted(rows)

    def knows(self, syllable: str) -> bool:
        """Return True when *syllable* (lower case, accented) has been seen."""
        return syllable in self._one

    def count(self, syllable: str) -> float:
        """Return how often *syllable* (lower case, accented) has been seen."""
        return self._one.get(syllable, 0.0)

    def pair(self, first: str, second: str) -> float:
        """Return how often *second* was seen right after *first*."""
        return self._two.get(first, {}).get(second, 0.0)

    def surprise(self, syllable: str) -> float:
        """Return how rare *syllable* is on its own: half of -ln of its probability."""
        return -0.5 * math.log((self._one.get(syllable.lower(), 0.0) + 0.05) / (self._total + 1.0))

    def attached(self, first: str, second: str) -> bool:
        """Return True when either syllable is seldom seen without the other beside it ('theo' 'dõi')."""
        together = self.pair(first, second)
        if together < 2.0:
            return False
        return together > 0.6 * min(self._one.get(first, 1e9), self._one.get(second, 1e9))

    def logp(self, u: str, v: str, w: str) -> float:
        """Return ln P(*w* | *u* *v*)."""
        key = (u, v, w)
        value = self._cache.get(key)
        if value is None:
            if len(self._cache) > 400_000:
                self._cache.clear()
                self._pairs.clear()
            value = self._cache[key] = math.log(self._trigram(u, v, w))
        return value

    def _trigram(self, u: str, v: str, w: str) -> float:
        lower = self._pairs.get((v, w))
        if lower is None:
            lower = self._pairs[(v, w)] = self._bigram(v, w)
        after = self._three.get((u, v))
        return lower if after is None else self._blend((u, v), after, w, lower)

    def _bigram(self, v: str, w: str) -> float:
        seen = (self._one.get(w, 0.0) + 0.05) / (self._total + 1.0)
        lower = _SEEN * seen + (1.0 - _SEEN) * self._after.get(w, 0.0) + _FLOOR
        after = self._two.get(v)
        return lower if after is None else self._blend(v, after, w, lower)

    def _blend(self, key: object, after: dict[str, float], w: str, lower: float) -> float:
        sums = self._sums.get(key)
        if sums is None:
            sums = self._sums[key] = (sum(after.values()), float(len(after)))
        total, kinds = sums
        return (after.get(w, 0.0) + kinds * lower) / (total + kinds)

    def _add(self, gram: tuple[str, ...], count: float) -> None:
        if len(gram) == 1:
            self._one[gram[0]] += count
            self._total += count
        elif len(gram) == 2:
            after = self._two.setdefault(gram[0], {})
            after[gram[1]] = after.get(gram[1], 0.0) + count
        else:
            after = self._three.setdefault((gram[0], gram[1]), {})
            after[gram[2]] = after.get(gram[2], 0.0) + count

    def _finish(self) -> None:
        self._sums.clear()
        self._cache.clear()
        self._pairs.clear()
        surroundings: dict[str, float] = defaultdict(float)
        for after in self._two.values():
            for syllable, count in after.items():
                surroundings[syllable] += min(1.0, count)
        total = sum(surroundings.values()) or 1.0
        self._after = {syllable: count / total for syllable, count in surroundings.items()}
        by_fold: dict[str, list[str]] = {}
        for syllable in self._one:
            if is_syllable(syllable):
                by_fold.setdefault(folded(syllable), []).append(syllable)
        for syllables in by_fold.values():
            syllables.sort(key=lambda syllable: -self._one[syllable])
        self.by_fold = by_fold
