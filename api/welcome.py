"""What the chat shows before the first question; wording in data/welcome.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).with_name("data") / "welcome.yaml"


@cache
def welcome() -> Mapping[str, Any]:
    """Return the greeting and, by audience, the questions offered first."""
    loaded: Mapping[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return loaded
