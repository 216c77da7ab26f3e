"""Sentences of the store and the pipeline; wording lives in knowledge/data/keeping.yaml."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

_DATA = Path(__file__).parents[1] / "data" / "keeping.yaml"


def sentence(key: str, **values: object) -> str:
    """Return the Vietnamese sentence *key* with *values* filled in."""
    return _sentences()[key].format(**values)


@cache
def _sentences() -> dict[str, str]:
    loaded: dict[str, str] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return loaded
