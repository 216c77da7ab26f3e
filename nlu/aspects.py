"""Cues → aspects and operation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import yaml

from nlu.cues import DATA, Cue
from nlu.query import AgencyMention, Aspect, Operation

_ORDER: tuple[Operation, ...] = ("compare", "count", "first", "last", "most", "least", "list", "yes_no")
_WHO_HAS = ("lead", "coordinate", "signer", "applicants")
_DOCUMENT = frozenset({"number", "issued", "signer", "title", "proposal"})


@lru_cache(maxsize=1)
def _tables() -> tuple[Mapping[str, Mapping[str, Aspect]], tuple[str, ...]]:
    data = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return data["aspects"], tuple(data["weak"])


def outermost(cues: Sequence[Cue]) -> list[Cue]:
    """Return *cues* without those that lie inside a longer one, in text order ('none' cues only hide)."""
    kept = [
        cue
        for cue in cues
        if not any(
            other.start <= cue.start
            and cue.end <= other.end
            and other.end - other.start > cue.end - cue.start
            for other in cues
        )
    ]
    return sorted((cue for cue in kept if cue.name != "none"), key=lambda cue: (cue.start, cue.end))


def aspects_of(cues: Sequence[Cue], family: str, agencies: Sequence[AgencyMention]) -> tuple[Aspect, ...]:
    """Return the aspects asked, in the order the message asks them.

    'chủ trì' said of a body the message names is a filter and asks nothing, unless 'ai' stands beside it.
    """
    table, weak = _tables()
    names = [cue.name for cue in cues]
    filters = {mention.role for mention in agencies if mention.role}
    if "who" not in names:
        names = [name for name in names if not (name in ("lead", "coordinate") and name in filters)]
    elif "lead" in names and "coordinate" in names and "lead" in filters:
        names = [name for name in names if name != "lead"]
    if any(name in names for name in _WHO_HAS):
        names = [name for name in names if name != "who"]
    strong = [name for name in names if name not in weak and name in table[family]]
    if not strong:
        strong = [name for name in weak if name in names and name in table[family]][:1]
    if "issued" in strong or "signer" in strong:
        strong = [name for name in strong if name != "deadline"] if "issued" in strong else strong
    if _DOCUMENT & set(strong) and family == "plan":
        strong = [name for name in strong if name not in ("responsibility", "output")]
    return tuple(dict.fromkeys(table[family][name] for name in strong))


def operation_of(
    cues: Sequence[Cue],
    signals: Sequence[Cue],
    agencies: Sequence[AgencyMention],
    aspects: Sequence[Aspect],
    family: str,
) -> Operation:
    """Return what is to be done with the records found."""
    names = {cue.name for cue in cues}
    asks_target = "target" in aspects
    for operation in _ORDER:
        if operation not in names:
            continue
        if operation in ("count", "list") and (asks_target or family == "procedure"):
            continue
        if operation == "list" and {"lead", "coordinate"} & set(aspects) and not agencies:
            continue
        if operation == "yes_no" and any(
            cue.name in ("who", "deadline", "duration", "target") and _asks(cue) for cue in signals
        ):
            continue
        return operation
    return "fact"


def _asks(cue: Cue) -> bool:
    return cue.end - cue.start > 3
