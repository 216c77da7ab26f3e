"""What is asked about an answer, and which reasons are offered; the words are data/feedback.yaml."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

from api.welcome import Language

_DATA = Path(__file__).parent / "data" / "feedback.yaml"


class Opinion(BaseModel):
    """The words of one language. Five reasons at most: a messaging channel has no room for more buttons."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    useful: str
    helpful: str
    unhelpful: str
    why: str
    reasons: tuple[str, ...] = Field(min_length=1, max_length=5)
    own: str
    send: str
    thanks: str


@cache
def opinion(language: Language = "vi") -> Opinion:
    """Return the words of a language."""
    loaded = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return Opinion.model_validate(loaded[language])
