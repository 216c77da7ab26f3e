"""Cue phrases by kind, from data/cues.yaml, matched on whole syllables.

A syllable typed without diacritics may be any of its readings; one typed with them must have those of the
phrase: 'hồ sơ tối đa' is not 'hồ sơ tôi đã'.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import yaml

from knowledge.text import may_mean
from nlu.query import Query
from retrieval.tokens import folded_syllables, syllables

GAP = 6
"""Syllables that may stand where a phrase has '..'."""


@dataclass(frozen=True)
class _Phrase:
    """A cue phrase: its syllables as written, and folded with a space at either end.

    '..' in it leaves room for other syllables: ``rest`` is what must follow within ``GAP`` of them.
    """

    words: tuple[str, ...]
    padded: str
    rest: _Phrase | None = None


@lru_cache(maxsize=1)
def _cues() -> dict[str, tuple[_Phrase, ...]]:
    loaded = yaml.safe_load(files("bot.answers").joinpath("data/cues.yaml").read_text(encoding="utf-8"))
    return {kind: tuple(map(_phrase, phrases)) for kind, phrases in loaded.items()}


def _phrase(text: str) -> _Phrase:
    first, _, rest = text.partition("..")
    return _Phrase(
        tuple(syllables(first)),
        f" {' '.join(folded_syllables(first))} ",
        _phrase(rest) if rest else None,
    )


def _spans(kind: str, text: str) -> Iterator[tuple[int, int]]:
    """Yield the slices of syllables of *text* that are a phrase of *kind*, longest phrases first."""
    padded = f" {' '.join(folded_syllables(text))} "
    typed: list[str] = []
    for phrase in _longest_first(kind):
        if phrase.padded not in padded:
            continue
        typed = typed or syllables(text)
        for start in range(len(typed) - len(phrase.words) + 1):
            end = _end_of(phrase, typed, start)
            if end:
                yield start, end


def _end_of(phrase: _Phrase, typed: Sequence[str], start: int) -> int:
    """Return where *phrase* ends when it stands in *typed* from *start* on, 0 when it does not."""
    end = start + len(phrase.words)
    if end > len(typed) or not all(map(may_mean, typed[start:end], phrase.words)):
        return 0
    if phrase.rest is None:
        return end
    return next((far for gap in range(GAP + 1) if (far := _end_of(phrase.rest, typed, end + gap))), 0)


@lru_cache(maxsize=256)
def _longest_first(kind: str) -> tuple[_Phrase, ...]:
    return tuple(sorted(_cues()[kind], key=lambda phrase: -len(phrase.words)))


def has_cue(kind: str, *texts: str) -> bool:
    """Tell whether one of *texts* holds a phrase of *kind*. Raises KeyError for an unknown kind."""
    return any(True for text in texts for _ in _spans(kind, text))


def says(query: Query, kind: str) -> bool:
    """Tell whether a message holds a phrase of *kind*, as typed or with its slips corrected."""
    return has_cue(kind, query.raw, query.text)


def phrases(kind: str) -> tuple[str, ...]:
    """Return the phrases of *kind*, folded. Raises KeyError for an unknown kind."""
    return tuple(phrase.padded.strip() for phrase in _cues()[kind])


def around_cue(kind: str, text: str) -> tuple[str, str]:
    """Return the syllables of *text* before and after its first phrase of *kind*, accents kept."""
    words = syllables(text)
    start, end = min(_spans(kind, text), default=(len(words), len(words)))
    return " ".join(words[:start]), " ".join(words[end:])


def without_cues(kind: str, text: str) -> str:
    """Return the syllables of *text*, accents kept, without any phrase of *kind*."""
    cut = {place for start, end in _spans(kind, text) for place in range(start, end)}
    return " ".join(word for place, word in enumerate(syllables(text)) if place not in cut)


def asks_for_a_person(text: str) -> bool:
    """Tell whether *text* asks an official's name or number, other than who signed."""
    return has_cue("person", text) and has_cue("official", text) and not has_cue("signing", text)


def asks_for_a_phone(query: Query) -> bool:
    """Tell whether *query* asks the telephone number of a body it names."""
    return says(query, "phone") and bool(query.agencies)
