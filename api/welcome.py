"""What the chat shows before the first question; wording in data/welcome.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

_FILE = Path(__file__).with_name("data") / "welcome.yaml"


Language = Literal["vi", "en"]


@cache
def welcome(language: Language = "vi") -> Mapping[str, Any]:
    """Return the greeting and, by audience, the questions offered first."""
    loaded: Mapping[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))[language]
    return loaded
