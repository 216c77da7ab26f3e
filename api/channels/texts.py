"""Wording and numbers of the channels; both are data."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, cast

import yaml
from pydantic import BaseModel, ConfigDict

_DATA = Path(__file__).with_name("data")


class Limits(BaseModel):
    """The numbers of data/limits.yaml, where their meanings stand."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    max_body_bytes: int
    settle: float
    inbox_lanes: int
    outbox_lanes: int
    inbox_lease: float
    outbox_lease: float
    poll: float
    inbox_retries: tuple[float, ...]
    outbox_retries: tuple[float, ...]
    answer_age_hours: float
    backlog: int
    parts: int
    message_length: int
    letters_length: int
    button_title: int
    buttons: int
    menus: int
    keep_days: float
    tell_again: float
    survey_again_hours: float
    human_minutes: float
    free_messages: int
    window_days: float
    night: tuple[int, int]
    alarm_pause: float


@cache
def limits() -> Limits:
    """Return the shipped numbers."""
    return Limits.model_validate(_load("limits.yaml"))


@cache
def _load(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((_DATA / name).read_text(encoding="utf-8"))
    return loaded


def text(key: str, **values: object) -> str:
    """Return the sentence *key* with *values* filled in."""
    return cast(str, _load("texts.yaml")[key]).format(**values)


def has_text(key: str) -> bool:
    """Tell whether there is a sentence *key*."""
    return key in _load("texts.yaml")
