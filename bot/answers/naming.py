"""Whether a question is about a named thing and nothing else: the name, asking words, and no rest."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.answers.cues import phrases
from nlu.query import Query
from retrieval.tokens import folded_syllables, function_words, syllables

T = TypeVar("T")
_YEAR = re.compile(r"(?:19|20)\d\d|\d{1,2}")


@dataclass(frozen=True)
class Named(Generic[T]):
    """Things named in a question in reading order, and the telling words left beside them."""

    things: tuple[T, ...]
    phrases: tuple[str, ...]
    rest: frozenset[str]


def named(query: Query, names: Mapping[str, T], *beside: str) -> Named[T]:
    """Find the *names* (folded syllables joined by spaces) in the question, the longest first.

    Places, numbers of dates, function words and the cue phrases of the kinds *beside* are no rest.
    """
    text = query.text
    for place in query.places:
        text = text.replace(place.text, " ")
    words = syllables(text)
    folded: list[str] = folded_syllables(text)
    found: dict[int, tuple[T, str]] = {}
    for phrase in sorted(names, key=lambda name: -len(name.split())):
        for start in _starts(folded, phrase):
            found[start] = (names[phrase], phrase)
            _blank(folded, start, phrase)
    for phrase in _longest_first(phrase for kind in beside for phrase in phrases(kind)):
        for start in _starts(folded, phrase):
            _blank(folded, start, phrase)
    rest = frozenset(
        bare
        for word, bare in zip(words, folded, strict=True)
        if bare and word not in function_words() and not _YEAR.fullmatch(bare)
    )
    ordered = [found[start] for start in sorted(found)]
    return Named(tuple(thing for thing, _ in ordered), tuple(phrase for _, phrase in ordered), rest)


def key(name: str) -> str:
    """Return *name* as the keys of ``named`` are written."""
    return " ".join(folded_syllables(name))


def _longest_first(given: Iterable[str]) -> Collection[str]:
    return sorted(set(given), key=lambda phrase: -len(phrase.split()))


def _starts(folded: list[str], phrase: str) -> list[int]:
    words = phrase.split()
    if not words or words[0] not in folded:
        return []
    return [n for n in range(len(folded)) if folded[n : n + len(words)] == words]


def _blank(folded: list[str], start: int, phrase: str) -> None:
    size = len(phrase.split())
    folded[start : start + size] = [""] * size
