"""Sentences about access; wording lives in data/access.yaml."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

_DATA = Path(__file__).parents[1] / "data" / "access.yaml"


def told(key: str, **values: object) -> str:
    """Return the Vietnamese sentence *key* with *values* filled in."""
    return _sentences()[key].format(**values)


@cache
def _sentences() -> dict[str, str]:
    loaded: dict[str, str] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return loaded


class AccessError(Exception):
    """Access cannot be given or changed as asked; the message is one Vietnamese sentence."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(told(key, **values))
        self.key = key
