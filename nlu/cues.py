"""Cue phrases (``nlu/data/cues.yaml``): which words of a message ask, and for what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.text import fold
from nlu.normalise import place_tone

DATA = Path(__file__).parent / "data" / "cues.yaml"
_SLOT = re.compile(r"\{(\w+)\}")
_GAPS = {"..": 7, "...": 30}
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Cue:
    """A cue found: its ``name`` ('deadline', 'count', …) and the slice of the text that says it.

    ``gaps`` are the slices inside it that any words may fill ('có … không').
    """

    name: str
    start: int
    end: int
    gaps: tuple[tuple[int, int], ...] = ()

    @property
    def words(self) -> list[tuple[int, int]]:
        """The slices of the cue's own words, without what stands in its gaps."""
        edges = [self.start, *(edge for gap in self.gaps for edge in gap), self.end]
        return [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]


def phrase_pattern(phrases: Iterable[str], lists: Mapping[str, list[str]] | None = None) -> re.Pattern[str]:
    """Return a pattern that finds any of *phrases* as whole words, longest first.

    ``{name}`` in a phrase stands for any phrase of that list, '..' for up to seven words, '...' thirty.
    """
    lists = lists or {}
    parts = sorted({_phrase(str(phrase), lists) for phrase in phrases}, key=lambda part: (-len(part), part))
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(parts)})(?![^\W_])")


def _phrase(phrase: str, lists: Mapping[str, list[str]]) -> str:
    pieces: list[str] = []
    for word in _SLOT.sub(lambda m: f"{{{m.group(1)}}}", phrase).split():
        if word in _GAPS:
            pieces.append(rf"((?:\S+ ){{0,{_GAPS[word]}}}?)")
            continue
        slot = _SLOT.fullmatch(word)
        if slot:
            choices = sorted(map(_literal, lists[slot.group(1)]), key=lambda c: -len(c))
            pieces.append(f"(?:{'|'.join(choices)}) ")
        else:
            pieces.append(_literal(word) + " ")
    return "".join(pieces).removesuffix(" ")


def _literal(phrase: str) -> str:
    return re.escape(_WORD.sub(lambda m: place_tone(m.group()), phrase.lower())).replace(r"\ ", " ")


class Cues:
    """The compiled cue tables."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        lists = data["lists"]
        self._signals = {name: phrase_pattern(p, lists) for name, p in data["signals"].items()}
        self._times = phrase_pattern(fold(phrase) for phrase in lists["when"] if " " in phrase)
        self._operations = {name: phrase_pattern(p, lists) for name, p in data["operations"].items()}
        self._intents = {name: phrase_pattern(p) for name, p in data["intents"].items()}
        self._negations = phrase_pattern(data["negations"])
        self.who = phrase_pattern(lists["who"])
        self._families = {
            family: [(float(weight), phrase_pattern(p)) for weight, p in groups.items()]
            for family, groups in data["families"].items()
        }

    @classmethod
    @lru_cache(maxsize=1)
    def default(cls) -> Cues:
        """Return the shipped cues."""
        return cls(yaml.safe_load(DATA.read_text(encoding="utf-8")))

    def signals(self, text: str) -> list[Cue]:
        """Return every signal cue of *text* (lower case), one list for all names."""
        return _find(self._signals, text)

    def times(self, folded: str) -> list[Cue]:
        """Return the words that ask 'when' in a text without accents ('chung nao' may be read otherwise)."""
        return _find({"deadline": self._times}, folded)

    def operations(self, text: str) -> list[Cue]:
        """Return the cues of operations (count, list, compare …)."""
        return _find(self._operations, text)

    def intents(self, text: str) -> list[Cue]:
        """Return the cues of intents that ask no record."""
        return _find(self._intents, text)

    def negated(self, text: str) -> bool:
        """Return True when *text* asks for what is missing or excluded."""
        return bool(self._negations.search(text))

    def families(self, text: str) -> dict[str, float]:
        """Return the weight of evidence for each family (plan, procedure).

        Words inside longer cues do not count, and repeated ones count once.
        """
        found = [
            (family, weight, match.group(), match.start(), match.end())
            for family, groups in self._families.items()
            for weight, pattern in groups
            for match in pattern.finditer(text)
        ]
        weights = dict.fromkeys(self._families, 0.0)
        counted: set[tuple[str, str]] = set()
        for family, weight, words, start, end in found:
            inside = any(a <= start and end <= b and b - a > end - start for *_, a, b in found)
            if not inside and (family, words) not in counted:
                counted.add((family, words))
                weights[family] += weight
        return weights


def _find(patterns: Mapping[str, re.Pattern[str]], text: str) -> list[Cue]:
    found: list[Cue] = []
    for name, pattern in patterns.items():
        position = 0
        while (match := pattern.search(text, position)) is not None:
            gaps = tuple(span for span in match.regs[1:] if span[0] >= 0)
            found.append(Cue(name, match.start(), match.end(), gaps))
            position = match.start() + 1
    return found
