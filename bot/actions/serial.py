"""Answers and understandings as plain JSON values, ready for a channel."""

from __future__ import annotations

from typing import Any

from pydantic_core import to_jsonable_python

from bot.answers.answer import Answer
from nlu.query import Query


def answer_parts(answer: Answer) -> dict[str, Any]:
    """Return the chat contract's parts of *answer*; its ``context`` stays inside."""
    parts: dict[str, Any] = to_jsonable_python(answer)
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
        entities.append({"entity": "window", **to_jsonable_python(query.window)})
    return {
        "intent": query.intent,
        "confidence": round(query.confidence, 4),
        "text": query.text,
        "language": query.language,
        "aspects": list(query.aspects),
        "operation": query.operation,
        "entities": entities,
    }
