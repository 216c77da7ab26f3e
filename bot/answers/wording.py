"""Sentences by key, from data/wording.yaml; nothing a user reads stands in code."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml


@lru_cache(maxsize=1)
def _sentences() -> dict[str, dict[str, str]]:
    text = files("bot.answers").joinpath("data/wording.yaml").read_text(encoding="utf-8")
    loaded: dict[str, dict[str, str]] = yaml.safe_load(text)
    return loaded


def say(key: str, language: str = "vi", /, **values: Any) -> str:
    """Return the sentence *key* in *language* (Vietnamese where it has no other), filled with *values*.

    Raises KeyError for an unknown key.
    """
    sentence = _sentences()[key]
    return sentence.get(language, sentence["vi"]).format(**values)
