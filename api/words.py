"""Sentences for the operator: progress, command line, admin API. Wording lives in data/words.yaml."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

_DATA = Path(__file__).with_name("data") / "words.yaml"


def word(key: str, **values: object) -> str:
    """Return the Vietnamese sentence *key* with *values* filled in."""
    return _words()[key].format(**values)


@cache
def _words() -> dict[str, str]:
    words: dict[str, str] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return words
