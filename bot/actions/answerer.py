"""What the action endpoint needs of the answer rooms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

from bot.answers.answer import Answer
from bot.answers.forms import Step
from nlu.query import Context, Query

Audience = Literal["citizen", "official"]


class Replied(Protocol):
    """An answer and the query it answers."""

    @property
    def answer(self) -> Answer:
        """What is said; its ``context`` holds new slot values."""

    @property
    def query(self) -> Query:
        """The message, understood."""


class Answerer(Protocol):
    """Answers a message; ``bot.answers.pipeline.Assistant.answer`` is the one in production."""

    def __call__(
        self,
        message: str,
        context: Context,
        *,
        intent: str,
        confidence: float,
        ranking: Sequence[tuple[str, float]],
        audience: Audience | None,
        agency_id: str | None,
    ) -> Replied:
        """Return the answer to *message* as the dialogue engine understood it."""


class Filler(Protocol):
    """Takes a reply to an open form; ``bot.answers.pipeline.Assistant.fill`` is the one in production."""

    def __call__(
        self,
        message: str,
        context: Context,
        *,
        intent: str,
        confidence: float,
        ranking: Sequence[tuple[str, float]],
        audience: Audience | None,
        agency_id: str | None,
    ) -> tuple[Step, Query]:
        """Return what *message* does to the form open in *context*."""
        ...
