"""What is shipped of the replies and numbers that people may change, from the answers and from the desk."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from api.handoff import rules
from bot.answers import thresholds, wording
from bot.answers.thresholds import Limit


@cache
def sentences() -> Mapping[str, Mapping[str, str]]:
    """Return the replies by key and language."""
    own = {key: told for key, told in wording.sentences().items() if key.startswith(wording.EDITABLE)}
    return {**own, **rules.editable()}


@cache
def limits() -> Mapping[str, Limit]:
    """Return the numbers by id."""
    return {**thresholds.limits(), **rules.adjustable()}
