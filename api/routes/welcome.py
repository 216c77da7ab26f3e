"""GET /api/v1/welcome: what the chat shows before the first question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter

from api.welcome import welcome

router = APIRouter()


@router.get("/api/v1/welcome", tags=["chat"], summary="Lời chào và câu hỏi gợi ý")
async def greeting() -> Mapping[str, Any]:
    """Return the greeting, a hint and the first questions by audience."""
    return welcome()
