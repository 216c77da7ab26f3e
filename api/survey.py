"""The survey at the end of a conversation; its questions are data/satisfaction.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

_DATA = Path(__file__).parent / "data" / "satisfaction.yaml"


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    vi: str
    en: str

    def in_language(self, language: str) -> str:
        """Return the words in a language of ours, Vietnamese for any other."""
        return self.en if language == "en" else self.vi


class Question(_Said):
    """One question; figures are kept under ``id``."""

    id: str = Field(pattern=r"^[a-z0-9-]{1,40}$")


class Score(_Said):
    """One answer to choose."""

    score: int = Field(ge=1, le=10)


class Survey(BaseModel):
    """The file. Five scores at most, since a messaging channel has no room for more buttons."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ends: tuple[str, ...]
    questions: tuple[Question, ...]
    scores: tuple[Score, ...] = Field(min_length=2, max_length=5)
    good: int
    thanks: _Said

    @model_validator(mode="after")
    def _told_apart(self) -> Survey:
        for ids in ([each.id for each in self.questions], [each.score for each in self.scores]):
            if len(set(ids)) != len(ids):
                raise ValueError(f"{_DATA.name}: {ids} are not told apart")
        return self

    def takes(self, question: str, score: int) -> bool:
        """Tell whether this is an answer to a question of ours."""
        return any(each.id == question for each in self.questions) and any(
            each.score == score for each in self.scores
        )

    def ended_by(self, answer: Mapping[str, Any]) -> bool:
        """Tell whether an answer of the chat contract ends its conversation."""
        return bool(self.questions) and answer["understanding"]["intent"] in self.ends

    def asked(self, language: Literal["vi", "en"] | str = "vi") -> dict[str, Any]:
        """Return the survey as the chat page shows it."""
        return {
            "questions": [{"id": each.id, "text": each.in_language(language)} for each in self.questions],
            "scores": [{"score": each.score, "text": each.in_language(language)} for each in self.scores],
            "thanks": self.thanks.in_language(language),
        }


@cache
def survey() -> Survey:
    """Return the survey."""
    return Survey.model_validate(yaml.safe_load(_DATA.read_text(encoding="utf-8")))
