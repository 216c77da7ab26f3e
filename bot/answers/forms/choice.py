"""Which of several options a short reply means: by number, order, or the words that tell them apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from bot.answers.forms.state import cues
from retrieval.tokens import folded_syllables

Choice = int | Literal["any", "stop"] | None
MOST_FOREIGN = 2
"""Words of a reply that no option has, from which it is rather something else."""
LEAD = 1.5
_NUMBER = re.compile(r"^(?:so|cai|cau|muc|truong hop|lua chon|chon|phuong an|option|number)? ?(\d{1,2})$")


@lru_cache(maxsize=1)
def _order() -> dict[str, int]:
    return {phrase: place for place, phrases in enumerate(_rows(), start=1) for phrase in phrases}


def _rows() -> list[list[str]]:
    return [[" ".join(folded_syllables(phrase)) for phrase in row.split("|")] for row in cues("ordinals")]


@lru_cache(maxsize=8)
def _phrases(kind: str) -> tuple[str, ...]:
    return tuple(" ".join(folded_syllables(phrase)) for phrase in cues(kind))


def is_cue(kind: str, message: str) -> bool:
    """Tell whether *message*, politeness aside, is nothing but a phrase of *kind*."""
    said = " ".join(_plain(message))
    whole = " ".join(folded_syllables(message))
    return said in _phrases(kind) or whole in _phrases(kind)


def _plain(message: str) -> list[str]:
    polite = set(_phrases("polite"))
    return [word for word in folded_syllables(message) if word not in polite]


def chosen(message: str, options: Sequence[str], beside: Sequence[str] = ()) -> Choice:
    """Return the place of the option meant; 'any' for 'không biết', 'stop' for 'thôi', None otherwise.

    *beside* are what the options were offered beside: words they share with it tell nothing.

    >>> chosen("lan dau", ["Cấp lần đầu", "Cấp đổi"]), chosen("cái thứ hai", ["Cấp lần đầu", "Cấp đổi"])
    (0, 1)
    """
    words = _plain(message)
    said = " ".join(words)
    number = _NUMBER.match(said)
    if number:
        place = int(number[1]) - 1
        return place if 0 <= place < len(options) else None
    for kind, meaning in (("stop", "stop"), ("unsure", "any")):
        if is_cue(kind, message):
            return meaning  # type: ignore[return-value]
    if said in ("cuoi", "cuoi cung"):
        return len(options) - 1
    wordings = [folded_syllables(option) for option in options]
    if said in _order() and not any(said in " ".join(wording) for wording in wordings):
        place = _order()[said] - 1
        return place if place < len(options) else None
    return _by_words(words, wordings, [folded_syllables(text) for text in beside])


def _by_words(
    words: Sequence[str], wordings: Sequence[Sequence[str]], beside: Sequence[Sequence[str]]
) -> int | None:
    among = [*wordings, *beside]
    shared = Counter(word for wording in among for word in set(wording))
    most = len(among) if len(among) > 1 else 2
    telling = [{word: 1 / shared[word] for word in wording if shared[word] < most} for wording in wordings]
    said = set(words)
    scores = [sum(weight for word, weight in table.items() if word in said) for table in telling]
    ranked = sorted(range(len(scores)), key=lambda place: -scores[place])
    best = ranked[0]
    if scores[best] <= 0 or (len(ranked) > 1 and scores[best] < LEAD * scores[ranked[1]]):
        return None
    unknown = said - set(shared)
    share = scores[best] / sum(telling[best].values())
    return best if len(unknown) <= MOST_FOREIGN or share >= 0.6 else None
