"""Rasa's slots ↔ ``nlu.query.Context``: the same names, plain JSON values."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from pydantic_core import to_jsonable_python

from nlu.query import Context

SLOTS: tuple[str, ...] = tuple(field.name for field in dataclasses.fields(Context))
_LISTS = frozenset({"aspects", "items"})


def context_of(slots: Mapping[str, Any]) -> Context:
    """Return the conversation's context; slots that are not set take the field's default."""
    given: dict[str, Any] = {}
    for name in SLOTS:
        value = slots.get(name)
        if value is None:
            continue
        given[name] = tuple(value) if name in _LISTS else value
    return Context(**given)


def slot_events(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return a SlotSet event for every slot whose value changes; names that are no slot are an error."""
    unknown = set(new) - set(SLOTS)
    if unknown:
        raise KeyError(f"not slots: {sorted(unknown)}")
    events = []
    for name, value in new.items():
        plain = to_jsonable_python(value)
        if plain != old.get(name):
            events.append({"event": "slot", "name": name, "value": plain})
    return events
