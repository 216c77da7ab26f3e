"""Cue phrases by kind, from data/cues.yaml, matched on accent-folded whole syllables."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

import yaml

from retrieval.tokens import folded_syllables, syllables


@lru_cache(maxsize=1)
def _cues() -> dict[str, tuple[str, ...]]:
    loaded = yaml.safe_load(files("bot.answers").joinpath("data/cues.yaml").read_text(encoding="utf-8"))
    return {
        kind: tuple(f" {' '.join(folded_syllables(phrase))} " for phrase in phrases)
        for kind, phrases in loaded.items()
    }


def has_cue(kind: str, *texts: str) -> bool:
    """Tell whether one of *texts* holds a phrase of *kind*. Raises KeyError for an unknown kind."""
    padded = [f" {' '.join(folded_syllables(text))} " for text in texts]
    return any(cue in text for cue in _cues()[kind] for text in padded)


def phrases(kind: str) -> tuple[str, ...]:
    """Return the phrases of *kind*, folded. Raises KeyError for an unknown kind."""
    return tuple(cue.strip() for cue in _cues()[kind])


def around_cue(kind: str, text: str) -> tuple[str, str]:
    """Return the syllables of *text* before and after its first phrase of *kind*, accents kept."""
    words, folded = syllables(text), folded_syllables(text)
    for start in range(len(folded)):
        for cue in _cues()[kind]:
            phrase = cue.split()
            if folded[start : start + len(phrase)] == phrase:
                return " ".join(words[:start]), " ".join(words[start + len(phrase) :])
    return " ".join(words), ""


def without_cues(kind: str, text: str) -> str:
    """Return the syllables of *text*, accents kept, without any phrase of *kind*."""
    words, folded = syllables(text), folded_syllables(text)
    for cue in _cues()[kind]:
        phrase = cue.split()
        for start in range(len(folded) - len(phrase), -1, -1):
            if folded[start : start + len(phrase)] == phrase:
                del words[start : start + len(phrase)], folded[start : start + len(phrase)]
    return " ".join(words)


def asks_for_a_person(text: str) -> bool:
    """Tell whether *text* asks an official's name or number, other than who signed."""
    return has_cue("person", text) and has_cue("official", text) and not has_cue("signing", text)
