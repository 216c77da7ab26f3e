"""The sentences of procedure answers, from wording.yaml."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).with_name("wording.yaml")


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return data


def say(key: str, **values: object) -> str:
    """Return the sentence *key* with *values* filled in. Raises KeyError for an unknown key."""
    sentence: str = _table()[key]
    return sentence.format(**values)


def suggestion(aspect: str, short: str) -> str | None:
    """Return a follow-up question about *aspect*, None when there is none for it."""
    sentence: str | None = _table()["suggestions"].get(aspect)
    return sentence.format(short=short) if sentence else None
