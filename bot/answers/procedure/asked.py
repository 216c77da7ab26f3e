"""What a message asks for: aspects by the words of aspects.yaml, joined with what understanding found."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from bot.answers.procedure.words import syllables, typed_syllables
from nlu.query import Query

DATA = Path(__file__).with_name("aspects.yaml")
_AMOUNTS = {
    "money": re.compile(r"(?<!\S)\d[\d.]*\s?(?:k|ngàn|nghìn|đồng|vnd|triệu|ngan|nghin)(?!\S)"),
    "duration": re.compile(r"(?<!\S)\d+ (?:ngày|tuần|tháng|tiếng|ngay|tuan|thang|tieng)(?!\S)"),
}
_NAMELESS = ("papers", "fee", "time", "result")
_GAP = r"(?: \S+){0,4}"


@dataclass(frozen=True)
class AspectWords:
    """One aspect: how it is labelled and which words ask for it."""

    name: str
    label: str
    heading: str
    english: str
    recorded: bool
    amount: str | None
    """Kind of amount that asks for it when the message states one ('10k đúng không')."""
    typed: re.Pattern[str]
    folded: re.Pattern[str]


@dataclass(frozen=True)
class Asked:
    """The aspects a message asks; ``said`` are those its own words ask, the rest was understood."""

    aspects: tuple[str, ...]
    said: frozenset[str]
    carried: bool = False
    """Whether the aspects are those of the question before, asked again for another case."""


@dataclass(frozen=True)
class AspectTable:
    """aspects.yaml, read once."""

    words: dict[str, AspectWords]
    intents: dict[str, str]
    common: frozenset[str]
    asking: frozenset[str]
    """The words that ask for a time, a fee or a place, and name nothing."""

    def asked_beside(self, name: str, texts: Iterable[str], query: Query) -> Asked | None:
        """Return what *texts* ask beside the official *name* they hold; None where none holds it.

        'Chấm dứt hiệu lực giấy phép …' does not ask for legal bases.
        """
        rest = [left for text in texts if (left := _without(name, text)) is not None]
        if not rest:
            return None
        asked = self.asked(rest, query)
        return asked if asked.said else Asked((), frozenset())

    def asked(self, texts: Iterable[str], query: Query) -> Asked:
        """Return the aspects that *texts* (readings of one message) ask, in the order they stand there.

        What understanding found counts where these words find nothing, or nothing but conditions.
        """
        found: dict[str, int] = {}
        for text in texts:
            typed = " ".join(word for _, word in typed_syllables(text))
            for name, words in self.words.items():
                match = (words.folded if typed.isascii() else words.typed).search(typed)
                if match is None and words.amount:
                    match = _AMOUNTS[words.amount].search(typed)
                if match:
                    found[name] = min(found.get(name, match.start()), match.start())
        said = frozenset(found)
        if not said - {"yesno"} or (said == {"condition"} and query.intent == "procedure_condition"):
            named = [self.intents[query.intent]] if query.intent in self.intents else []
            for name in [*named, *(aspect for aspect in query.aspects if aspect in self.words)]:
                if name == "condition" and "yesno" in found:
                    continue
                found.setdefault(name, 10_000 + len(found))
        return Asked(tuple(sorted(found, key=lambda name: found[name])), said)


def _without(name: str, text: str) -> str | None:
    """Return *text* without the syllables of *name*, None when they do not stand there one after another."""
    wanted = syllables(name)
    listed = typed_syllables(text)
    said = tuple(folded for folded, _ in listed)
    for start in range(len(said) - len(wanted) + 1):
        if said[start : start + len(wanted)] == wanted:
            kept = [*listed[:start], *listed[start + len(wanted) :]]
            return " ".join(typed for _, typed in kept)
    return None


def _pattern(cues: Iterable[str], folded: bool) -> re.Pattern[str]:
    """Return a pattern of *cues*, as typed or without diacritics.

    Without them a single syllable is too ambiguous ('gia' is 'giá' or 'gia'), unless it has none anyway.
    """
    texts = {cue for cue in cues if not folded or " " in cue or cue.isascii()}
    parts = []
    for text in sorted(texts, key=len, reverse=True):
        pieces = [[f if folded else t for f, t in typed_syllables(piece)] for piece in text.split("..")]
        parts.append(f"{_GAP} ".join(re.escape(" ".join(words)) for words in pieces))
    return re.compile(rf"(?<!\S)(?:{'|'.join(parts)})(?!\S)")


@lru_cache(maxsize=1)
def table() -> AspectTable:
    """Return the aspect table of aspects.yaml."""
    data = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    words = {
        name: AspectWords(
            name=name,
            label=entry["label"],
            heading=entry["heading"],
            english=entry["english"],
            recorded=entry.get("recorded", True),
            amount=entry.get("amount"),
            typed=_pattern(entry["cues"], folded=False),
            folded=_pattern(entry["cues"], folded=True),
        )
        for name, entry in data["aspects"].items()
    }
    common = frozenset(word for text in data["common"] for word in syllables(text))
    cues = (cue for name in _NAMELESS for cue in data["aspects"][name]["cues"])
    asking = frozenset(word for cue in cues for word in syllables(cue))
    return AspectTable(words, data["intents"], common, asking)
