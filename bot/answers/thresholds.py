"""The numbers an administrator may change, from data/thresholds.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from knowledge.records.catalogue import Threshold


class Limit(BaseModel):
    """One number: what it is called and does, the shipped value, and the range it may have."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: str
    about: str
    value: float
    least: float
    most: float
    whole: bool = False

    def allows(self, value: float) -> bool:
        """Tell whether *value* makes sense here."""
        return self.least <= value <= self.most and (not self.whole or value == int(value))


@cache
def limits() -> Mapping[str, Limit]:
    """Return the numbers by id."""
    text = files("bot.answers").joinpath("data/thresholds.yaml").read_text(encoding="utf-8")
    return limits_of(text)


def limits_of(text: str) -> Mapping[str, Limit]:
    """Return the numbers that a YAML *text* describes; raise ValueError for a value outside its range."""
    found = TypeAdapter(dict[str, Limit]).validate_python(yaml.safe_load(text))
    for name, limit in found.items():
        if not limit.allows(limit.value):
            raise ValueError(f"{name}: {limit.value} is outside {limit.least} to {limit.most}")
    return found


def in_use(limit: Limit, edited: Threshold | None) -> float:
    """Return the edited value where there is one that this version still allows, else the shipped one."""
    return edited.value if edited is not None and limit.allows(edited.value) else limit.value
