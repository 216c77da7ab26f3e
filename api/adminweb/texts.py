"""The words of the admin pages; they live in data/adminweb.yaml."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_DATA = Path(__file__).parents[1] / "data" / "adminweb.yaml"


@cache
def texts() -> dict[str, Any]:
    """Return the words by page and name."""
    loaded: dict[str, Any] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return loaded


def message(key: str, **values: object) -> str:
    """Return a message about something done or refused, with *values* filled in."""
    text: str = texts()["messages"][key]
    return text.format(**values)
