"""Numbers and words of reminders; both are data/reminders.yaml."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field

from retrieval.tokens import folded_syllables

_DATA = Path(__file__).parents[1] / "data" / "reminders.yaml"


class Rules(BaseModel):
    """The numbers of data/reminders.yaml, where their meanings stand."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    days: int = Field(ge=1)
    most_days: int = Field(ge=1)
    listed: int = Field(ge=1)
    hours: tuple[int, int]
    code_minutes: float = Field(gt=0)
    look_seconds: float = Field(gt=0)
    keep_days: int = Field(ge=1)


@cache
def rules() -> Rules:
    """Return the shipped numbers."""
    return Rules.model_validate(_data()["settings"])


def said(key: str, **values: object) -> str:
    """Return the sentence *key* with *values* filled in."""
    text: str = _data()["texts"][key]
    return text.format(**values)


def written(code: str) -> str:
    """Return a linking code as it is typed."""
    prefix: str = _data()["link"]["prefix"]
    return prefix + code


def typed(message: str) -> str | None:
    """Return the code of a message that is one, None for any other.

    >>> typed("  nhacviec-bcdfghjkmn ")
    'BCDFGHJKMN'
    """
    text, prefix = message.strip().upper(), _data()["link"]["prefix"]
    code = text.removeprefix(prefix)
    return code if code != text and len(code) <= 40 and code.isascii() and code.isalpha() else None


def stops(message: str) -> bool:
    """Tell whether a message asks for no more reminders, with or without accents."""
    wanted: Sequence[str] = _data()["link"]["stop"]
    return folded_syllables(message) in [folded_syllables(each) for each in wanted]


@cache
def _data() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return loaded
