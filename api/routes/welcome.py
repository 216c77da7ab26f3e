"""GET /api/v1/welcome: what the chat shows before the first question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.opinion import opinion
from api.services import ServicesDep
from api.welcome import Language, welcome

router = APIRouter()


@router.get("/api/v1/welcome", tags=["chat"], summary="Lời chào và câu hỏi gợi ý")
def greeting(using: ServicesDep, lang: Annotated[Language, Query()] = "vi") -> Mapping[str, Any]:
    """Return the greeting, a hint, the first questions, and how feedback is asked for."""
    notice = using.web.closed() if using.web else ""
    words = {"greeting": notice, "hint": "", "suggestions": {}} if notice else welcome(lang)
    asked = opinion(lang).model_dump(include={"why", "reasons", "own", "send"})
    kept = using.feedback is not None
    return {**words, "feedback": kept, "opinion": asked if kept else None}
