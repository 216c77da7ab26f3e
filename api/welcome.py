"""What the chat and its pages say of their own; wording in data/welcome.yaml and data/pages.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

_DATA = Path(__file__).with_name("data")


Language = Literal["vi", "en"]


@cache
def welcome(language: Language = "vi") -> Mapping[str, Any]:
    """Return the greeting and, by audience, the questions offered first."""
    loaded: Mapping[str, Any] = yaml.safe_load((_DATA / "welcome.yaml").read_text(encoding="utf-8"))[language]
    return loaded


@cache
def page_words(language: Language = "vi") -> Mapping[str, Any]:
    """Return the fixed words of the chat's pages."""
    loaded: Mapping[str, Any] = yaml.safe_load((_DATA / "pages.yaml").read_text(encoding="utf-8"))[language]
    return loaded
