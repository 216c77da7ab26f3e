"""Sentences by key, from data/wording.yaml; nothing a user reads stands in code."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from string import Formatter
from typing import Any

import yaml

from knowledge.records.catalogue import Wording

_SUGGESTIONS = tuple(
    f"suggest.{name}" for name in ("place", "lead", "coordinate", "deadline", "output", "capabilities")
)
"""Not 'suggest.more': its words are what turns the page."""
EDITABLE = ("social.", "refuse.", "clarify.topic", *_SUGGESTIONS)
"""Beginnings of the keys of whole replies and of suggestions, which an administrator may word anew."""


@lru_cache(maxsize=1)
def sentences() -> dict[str, dict[str, str]]:
    """Return the shipped sentences by key and language."""
    text = files("bot.answers").joinpath("data/wording.yaml").read_text(encoding="utf-8")
    loaded: dict[str, dict[str, str]] = yaml.safe_load(text)
    return loaded


def say(key: str, language: str = "vi", edited: Wording | None = None, /, **values: Any) -> str:
    """Return the sentence *key* in *language* (Vietnamese where it has no other), filled with *values*.

    *edited* is what an administrator made of it. Raises KeyError for an unknown key.
    """
    return worded(sentences()[key], language, edited).format(**values)


def worded(shipped: dict[str, str], language: str, edited: Wording | None) -> str:
    """Return the sentence to fill: the edited one as long as it has the names of the shipped one."""
    sentence = shipped.get(language) or shipped["vi"]
    if edited is None:
        return sentence
    own = (edited.en if language == "en" and shipped.get("en") else edited.vi) or sentence
    return own if names_in(own) == names_in(sentence) else sentence


def names_in(sentence: str) -> frozenset[str]:
    """Return the names in braces; raise ValueError for braces that are not closed or hold no name."""
    found = set()
    for _, name, spec, conversion in Formatter().parse(sentence):
        if name is None:
            continue
        if not name.isidentifier() or spec or conversion:
            raise ValueError(sentence)
        found.add(name)
    return frozenset(found)
