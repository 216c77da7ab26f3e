"""A message as the intent model reads it: what asks stays as words, what is asked about as its kind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot.rasa.components.cues import FoldedCues
from bot.rasa.components.names import names_in
from knowledge.text import fold
from nlu.english import English
from nlu.normalise import clean
from nlu.shorthand import Shorthand

FRAME = Path(__file__).with_name("frame.txt")
CONTENT = "_"
"""Stands for a run of words that only say what is asked about."""

_WORD = re.compile(r"[^\W_]+(?:[-/&.][^\W_]+)*|%|\?")
_ENGLISH = re.compile(r"[a-z']+")
_NAMES = {"agency": "xcoquan", "place": "xnoi", "document": "xvanban", "year": "xnam"}
# Order matters: a date holds digits too.
_MASKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (" xngay ", re.compile(r"\bngay\s+\d{1,2}\b(?:[/.-]\d{1,2})*|\b\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?\b")),
    (" xngay ", re.compile(r"\bthang\s+\d{1,2}(?:[/.-]\d{4})?\b|\bt\d{1,2}/\d{4}\b")),
    (" xquy ", re.compile(r"\b(?:qu[yi]|q)\s?(?:i{1,3}|iv|[1-4])(?:[/-]\d{4})?\b")),
    (" xso ", re.compile(r"\b\d+(?:[.,]\d+)*")),
)


@dataclass(frozen=True)
class Reading:
    """``words``: all words, folded, names as kinds; ``frame``: the words that ask; ``evidence``: cues."""

    words: str
    frame: str
    evidence: str


class Reader:
    """Reads messages; light enough to run on every message in Rasa's process (well under 2 ms)."""

    def __init__(self) -> None:
        self._cues = FoldedCues.default()
        self._english = English.default()
        self._shorthand = Shorthand.default()
        self._frame = frozenset(FRAME.read_text("utf-8").split())

    @classmethod
    @lru_cache(maxsize=1)
    def default(cls) -> Reader:
        """Return the reader over the shipped data."""
        return cls()

    def read(self, text: str) -> Reading:
        """Return the reading of any text; an empty one reads as nothing asked."""
        typed = clean(text)
        english = self._english.is_english(typed)
        wording = self._english.to_vietnamese(typed) if english else self._english.mixed(typed) or typed
        opened = self._open(wording)
        evidence = self._cues.evidence(fold(opened).lower())
        masked = fold(self._mask_names(opened))
        for mask, pattern in _MASKS:
            masked = pattern.sub(mask, masked)
        words = _WORD.findall(masked)
        frame: list[str] = []
        for word in words:
            kept = word if word in self._frame or word in _KINDS else CONTENT
            if not (kept == CONTENT and frame and frame[-1] == CONTENT):
                frame.append(kept)
        evidence.append(f"length_{min(len(words), 12) // 2}")
        if wording is not typed:
            evidence.append("english")
            # The lexicon makes one Vietnamese phrase of many English ones; the model may tell them apart.
            frame += [f"e{word}" for word in _ENGLISH.findall(typed.lower()) if word in self._english.words]
        return Reading(" ".join(words), " ".join(frame), " ".join(evidence))

    def _open(self, text: str) -> str:
        """Write shorthand out in its likeliest reading."""

        def written(match: re.Match[str]) -> str:
            word = match.group()
            readings = self._shorthand.readings(word)
            return readings[0] if readings else word

        return re.sub(r"[^\W\d_]+", written, text)

    @staticmethod
    def _mask_names(text: str) -> str:
        parts: list[str] = []
        end = 0
        for name in names_in(text):
            parts += [text[end : name.start], f" {_NAMES[name.kind]} "]
            end = name.end
        return "".join([*parts, text[end:]])


_KINDS = frozenset(_NAMES.values()) | {mask.strip() for mask, _ in _MASKS}
