"""When a conversation goes to an officer, and the words for it; both are data/handoff.yaml."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field

from bot.answers.thresholds import Limit, in_use
from bot.answers.wording import worded
from knowledge.records.catalogue import Threshold, Wording
from knowledge.store.handoffs import Reason
from retrieval.tokens import folded_syllables

_EDITABLE = ("queued", "request", "hotline", "offer")
_DATA = Path(__file__).parents[1] / "data" / "handoff.yaml"


class Rules(BaseModel):
    """The numbers of data/handoff.yaml, where their meanings stand."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    desk: str
    misunderstood: int = Field(ge=0)
    minutes: float = Field(gt=0)
    figures_days: int = Field(ge=1)


@cache
def rules() -> Rules:
    """Return the shipped numbers."""
    return Rules.model_validate(_data()["settings"])


def why(message: str, answer: Mapping[str, Any]) -> Reason | None:
    """Return why a message with its answer needs an officer, None when it does not.

    >>> why("cho tôi gặp nhân viên", {"kind": "handoff", "understanding": {"intent": "handoff"}})
    'asked'
    """
    sensitive = _data()["sensitive"]
    intent = answer["understanding"]["intent"]
    if intent in sensitive["intents"]:
        return "sensitive"
    if answer["kind"] != "handoff":
        return None
    if _holds(message, sensitive["phrases"]):
        return "sensitive"
    return "asked" if _holds(message, _data()["ask"]) else None


def said(key: str, language: str, edited: Wording | None = None, /, **values: object) -> str:
    """Return the sentence *key* in a language of ours, Vietnamese for any other.

    *edited* is what an administrator made of it.
    """
    return worded(_data()["texts"][key], language, edited).format(**values)


def editable() -> Mapping[str, Mapping[str, str]]:
    """Return the replies that an administrator may word anew, by the id of their wording."""
    return {f"handoff.{key}": _data()["texts"][key] for key in _EDITABLE}


@cache
def adjustable() -> Mapping[str, Limit]:
    """Return the numbers that an administrator may set, with the shipped values."""
    found = {}
    for name, spec in _data()["adjustable"].items():
        value = float(getattr(rules(), spec["setting"]))
        found[name] = Limit(value=value, **{key: of for key, of in spec.items() if key != "setting"})
    return found


def adjusted(name: str, edited: Threshold | None) -> float:
    """Return the number *name* in use."""
    return in_use(adjustable()[name], edited)


def _holds(message: str, phrases: Iterable[str]) -> bool:
    text = f" {' '.join(folded_syllables(message))} "
    return any(f" {' '.join(folded_syllables(phrase))} " in text for phrase in phrases)


@cache
def _data() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return loaded
