"""What a message asks for: aspects by the words of aspects.yaml, joined with what understanding found."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from bot.answers.procedure.words import syllables
from nlu.query import Query

DATA = Path(__file__).with_name("aspects.yaml")
_GAP = r"(?: \S+){0,4}"


@dataclass(frozen=True)
class AspectWords:
    """One aspect: how it is labelled and which words ask for it."""

    name: str
    label: str
    heading: str
    english: str
    recorded: bool
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class AspectTable:
    """aspects.yaml, read once."""

    words: dict[str, AspectWords]
    intents: dict[str, str]
    common: frozenset[str]

    def asked(self, texts: Iterable[str], query: Query) -> tuple[str, ...]:
        """Return the aspects that *texts* (readings of one message) ask, in the order they stand there."""
        found: dict[str, int] = {}
        for text in texts:
            folded = " ".join(syllables(text))
            for name, words in self.words.items():
                match = words.pattern.search(folded)
                if match:
                    found[name] = min(found.get(name, match.start()), match.start())
        named = [self.intents[query.intent]] if query.intent in self.intents else []
        named += [aspect for aspect in query.aspects if aspect in self.words]
        for name in named:
            found.setdefault(name, len(found) + 10_000)
        return tuple(sorted(found, key=lambda name: found[name]))


def _pattern(cues: Iterable[str]) -> re.Pattern[str]:
    longest = sorted({cue for cue in cues}, key=len, reverse=True)
    parts = (_GAP.join(re.escape(" ".join(syllables(part))) for part in cue.split("..")) for cue in longest)
    joined = "|".join(part.replace(_GAP, f"{_GAP} ") if _GAP in part else part for part in parts)
    return re.compile(rf"(?<!\S)(?:{joined})(?!\S)")


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
            pattern=_pattern(entry["cues"]),
        )
        for name, entry in data["aspects"].items()
    }
    common = frozenset(word for text in data["common"] for word in syllables(text))
    return AspectTable(words, data["intents"], common)
