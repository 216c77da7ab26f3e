"""Cues → aspects and operation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Literal, cast

import yaml

from nlu.cues import DATA, Cue
from nlu.query import AgencyMention, Aspect, Operation

_Named = Literal[
    "compare", "enumerate", "count", "confirm", "first", "last", "most", "least", "list", "parts", "yes_no"
]
_ORDER: tuple[_Named, ...] = (
    "compare", "enumerate", "count", "first", "last", "most", "least", "list", "parts", "confirm", "yes_no",
)  # fmt: skip
_WHO_HAS = ("lead", "coordinate", "signer", "responsibility", "applicants")
_MEANS: dict[str, Operation] = {"enumerate": "list", "parts": "list", "confirm": "yes_no"}
_OF_ONE = frozenset({"who", "output", "coordinate", "what_is", "definition", "papers", "deadline"})
"""What is asked of one task: 'gồm những gì' beside it asks for its parts, not for a list of tasks."""
_DOCUMENT = frozenset({"number", "issued", "signer", "title", "proposal"})


@lru_cache(maxsize=1)
def _tables() -> tuple[Mapping[str, Mapping[str, Aspect]], Mapping[str, Sequence[str]]]:
    data = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return data["aspects"], data["weak"]


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


def aspects_of(
    cues: Sequence[Cue], family: str, agencies: Sequence[AgencyMention], operation: Operation
) -> tuple[tuple[Aspect, ...], bool]:
    """Return the aspects asked, in the order the message asks them, and whether a cue says so plainly.

    'chủ trì' said of a body the message names, or of the rows to list, is a filter and asks nothing,
    unless 'ai' stands beside it.
    """
    table, weak = _tables()
    names = [cue.name for cue in cues]
    filters = {mention.role for mention in agencies if mention.role}
    many = operation in ("list", "count")
    asked_role = filters if operation == "yes_no" else set()
    if "who" not in names:
        names = [
            n for n in names if n not in ("lead", "coordinate") or not (n in filters - asked_role or many)
        ]
        names += sorted(asked_role - set(names))
    elif "lead" in names and "coordinate" in names and "lead" in filters:
        names = [name for name in names if name != "lead"]
    if any(name in names and name in table[family] for name in _WHO_HAS):
        names = [name for name in names if name != "who"]
    strong = [name for name in names if name not in weak[family] and name in table[family]]
    plain = bool(strong)
    if not strong and not many:
        strong = [name for name in weak[family] if name in names and name in table[family]][:1]
    if "groups" in strong and operation != "count" and len(strong) > 1:
        strong.remove("groups")
    if "issued" in strong:
        strong = [name for name in strong if name != "deadline"]
    if _DOCUMENT & set(strong) and family == "plan":
        strong = [name for name in strong if name not in ("responsibility", "output", "legal")]
    return tuple(dict.fromkeys(table[family][name] for name in strong)), plain


def operation_of(
    cues: Sequence[Cue],
    signals: Sequence[Cue],
    family: str,
    place_count: int,
    *,
    named_agencies: bool,
    period: bool,
) -> Operation:
    """Return what is to be done with the records found.

    *place_count* is how many places with documents the message names: two of them are compared. What
    a body must do within a *period* (part of a year) is the list of what falls due in it.
    """
    names = {cue.name for cue in cues}
    asked = {cue.name for cue in signals}
    for name in _ORDER:
        if name not in names:
            continue
        operation: Operation = _MEANS.get(name, cast("Operation", name))
        if operation in ("count", "list") and ("target" in asked or family == "procedure"):
            continue
        own = {"target", "number"} & asked or ("yes_no" in names and asked)
        if name == "compare" and place_count == 1 and own:
            continue
        if name == "parts" and asked & _OF_ONE:
            continue
        if name == "list" and asked & {"who"} and not named_agencies:
            continue
        if name == "yes_no" and asked & {"who", "deadline", "duration", "target", "fee", "papers"}:
            continue
        if operation == "yes_no" and place_count > 1:
            return "compare"
        return operation
    if place_count > 1:
        return "compare"
    owed = period and named_agencies and asked == {"responsibility"} and family != "procedure"
    return "list" if owed else "fact"
