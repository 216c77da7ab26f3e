"""Chat shorthand and abbreviations as data: typed form → readings, likeliest first."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

from nlu.english import English
from nlu.normalise import place_tone
from nlu.tokens import is_syllable

DATA = Path(__file__).parent / "data" / "shorthand.yaml"


class Shorthand:
    """Readings of short forms; ``foreign`` are words left as typed."""

    def __init__(
        self, words: dict[str, list[str]], abbreviations: dict[str, list[str]], foreign: list[str]
    ) -> None:
        self._readings: dict[str, list[str]] = {}
        for table in (words, abbreviations):
            for short, readings in table.items():
                known = self._readings.setdefault(place_tone(short), [])
                known += [reading for reading in readings if reading not in known]
        self._abbreviations = {place_tone(short): readings for short, readings in abbreviations.items()}
        self.foreign = frozenset(foreign)

    @classmethod
    @lru_cache(maxsize=1)
    def default(cls) -> Shorthand:
        """Return the shipped tables."""
        data = yaml.safe_load(DATA.read_text(encoding="utf-8"))
        english = [word for word in English.default().words if not is_syllable(word)]
        return cls(data["words"], data["abbreviations"], [*data["foreign"], *english])

    def readings(self, word: str, *, capitals: bool = False) -> list[str]:
        """Return what *word* (any case) may stand for, likeliest first; empty when it is no short form.

        In *capitals* it is an abbreviation, if it can be one.

        >>> Shorthand.default().readings("TTHC")
        ['thủ tục hành chính']
        """
        low = word.lower()
        if capitals and low in self._abbreviations:
            return self._abbreviations[low]
        return self._readings.get(low, [])
