"""Rasa's slots ↔ ``nlu.query.Context``: the same names, plain JSON values."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from pydantic_core import to_jsonable_python

from bot.answers.forms import FORM_SLOTS
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
    """Return a SlotSet event for every slot whose value changes; names that are no slot are an error.

    An empty form and no form are the same.
    """
    unknown = set(new) - set(SLOTS)
    if unknown:
        raise KeyError(f"not slots: {sorted(unknown)}")
    events = []
    for name, value in new.items():
        plain = to_jsonable_python(value)
        if plain != old.get(name) and (plain or old.get(name) or name != "form"):
            events.append({"event": "slot", "name": name, "value": plain})
    return events


def slot_event(name: str, value: Any) -> dict[str, Any]:
    """Return a SlotSet event, for slots that are Rasa's own."""
    return {"event": "slot", "name": name, "value": value}


def form_events(slots: Mapping[str, Any], form: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what opens the loop of *form*, or clears the slots of forms that are over.

    Slots before the one asked for are filled with what is known, so that Rasa asks for that one.
    """
    name, asked = form.get("name"), form.get("slot")
    if name not in FORM_SLOTS or not asked:
        told = [slot for each in FORM_SLOTS.values() for slot in each if slots.get(slot) is not None]
        return [slot_event(slot, None) for slot in told]
    order = FORM_SLOTS[str(name)]
    values: Mapping[str, Any] = form.get("values") or {}
    events = [slot_event(slot, values.get(slot)) for slot in order if values.get(slot) != slots.get(slot)]
    return [*events, {"event": "active_loop", "name": name}]
