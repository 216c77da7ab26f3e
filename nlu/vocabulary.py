"""Whose words a message uses: pairs of words from task texts against those from procedure names."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from nlu.tokens import folded, tokenize

PAIR_WEIGHT = {"plan": 0.7, "procedure": 1.5}
"""What one word pair known to a single family counts as evidence; plans have far more pairs."""
MOST = 4.0


class Vocabulary:
    """The folded word pairs that only one family's records use."""

    def __init__(self, plan: Iterable[str], procedure: Iterable[str]) -> None:
        plans = frozenset(pair for text in plan for pair in pairs(text))
        procedures = frozenset(pair for text in procedure for pair in pairs(text))
        self._own = {"plan": plans - procedures, "procedure": procedures - plans}

    def evidence(self, text: str) -> dict[str, float]:
        """Return the weight each family gets from the words of *text*."""
        asked = pairs(text)
        return {
            family: min(MOST, PAIR_WEIGHT[family] * len(own & asked)) for family, own in self._own.items()
        }


def pairs(text: str) -> frozenset[tuple[str, str]]:
    """Return the pairs of neighbouring words of *text*, folded."""
    return frozenset(itertools.pairwise(folded(token.text) for token in tokenize(text) if token.is_word))
