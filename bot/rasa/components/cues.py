"""The cue phrases of nlu/, matched on folded text, as evidence for the intent model.

Folding lets a message without accents show the same evidence as one with them; where folding makes
two cues alike, the model weighs them by what stands beside.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import yaml

from knowledge.text import fold
from nlu.aspects import outermost
from nlu.cues import DATA, Cue, phrase_pattern

Patterns = Mapping[str, re.Pattern[str]]


def _folded(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _folded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_folded(item) for item in value]
    return fold(str(value))


class FoldedCues:
    """The cue tables of nlu/, folded."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        lists = _folded(data["lists"])
        self._tables: dict[str, Patterns] = {
            "signal": _patterns(_folded(data["signals"]), lists),
            "operation": _patterns(_folded(data["operations"]), lists),
            "intent": _patterns(_folded(data["intents"]), {}),
        }
        self._families = {
            family: [(float(weight), phrase_pattern(phrases)) for weight, phrases in _folded(groups).items()]
            for family, groups in data["families"].items()
        }

    @classmethod
    @lru_cache(maxsize=1)
    def default(cls) -> FoldedCues:
        """Return the shipped cues."""
        return cls(yaml.safe_load(DATA.read_text(encoding="utf-8")))

    def evidence(self, text: str) -> list[str]:
        """Return what *text* (folded) shows: one word per cue, and per cue in its family.

        >>> FoldedCues.default().evidence("ai chu tri so hoa ho so")
        ['signal_lead', 'signal_who', 'family_plan', 'plan_lead', 'plan_who']
        """
        found: list[str] = []
        signals: list[str] = []
        for table, patterns in self._tables.items():
            cues = [Cue(name, m.start(), m.end()) for name, p in patterns.items() for m in p.finditer(text)]
            names = {cue.name for cue in (outermost(cues) if table == "signal" else cues)}
            if table == "signal":
                signals = sorted(names)
            found += [f"{table}_{name}" for name in sorted(names)]
        family = self._family(text)
        return [*found, f"family_{family}", *(f"{family}_{name}" for name in signals)]

    def _family(self, text: str) -> str:
        weights = {
            family: sum(weight * len({m.group() for m in p.finditer(text)}) for weight, p in groups)
            for family, groups in self._families.items()
        }
        if not any(weights.values()):
            return "none"
        if len(set(weights.values())) == 1:
            return "both"
        return max(weights, key=lambda family: weights[family])


def _patterns(table: Mapping[str, list[str]], lists: Mapping[str, list[str]]) -> Patterns:
    return {name: phrase_pattern(phrases, dict(lists)) for name, phrases in table.items()}
