"""Answers and understandings as plain JSON values, ready for a channel."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from bot.answers.answer import Answer
from nlu.query import Query


def jsonable(value: Any) -> Any:
    """Return dataclasses, dates, sets and tuples as plain JSON values."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: jsonable(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): jsonable(item) for key, item in value.items()}
    if isinstance(value, (tuple, list, frozenset, set)):
        return [jsonable(item) for item in value]
    return value


def answer_parts(answer: Answer) -> dict[str, Any]:
    """Return the chat contract's parts of *answer*; its ``context`` stays inside."""
    parts: dict[str, Any] = jsonable(answer)
    del parts["context"]
    return parts


def understanding(query: Query) -> dict[str, Any]:
    """Return what was understood: intent, confidence, aspects and entities with offsets into ``text``."""
    entities: list[dict[str, Any]] = [
        {
            "entity": "agency",
            "text": found.text,
            "value": list(found.agency_ids),
            "role": found.role,
            "start": found.start,
            "end": found.end,
        }
        for found in query.agencies
    ]
    entities += [
        {
            "entity": "place",
            "text": found.text,
            "value": found.place_id,
            "start": found.start,
            "end": found.end,
        }
        for found in query.places
    ]
    entities += [{"entity": "document", "value": found} for found in query.document_ids]
    if query.window:
        entities.append({"entity": "window", **jsonable(query.window)})
    return {
        "intent": query.intent,
        "confidence": round(query.confidence, 4),
        "text": query.text,
        "language": query.language,
        "aspects": list(query.aspects),
        "operation": query.operation,
        "entities": entities,
    }
