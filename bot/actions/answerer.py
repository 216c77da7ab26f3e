"""What the action endpoint needs of the answer rooms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol, TypeVar

from bot.answers.answer import Answer
from bot.answers.forms import Step
from nlu.query import Context, Query

Audience = Literal["citizen", "official"]
Made = TypeVar("Made", covariant=True)


class Replied(Protocol):
    """An answer and the query it answers."""

    @property
    def answer(self) -> Answer:
        """What is said; its ``context`` holds new slot values."""

    @property
    def query(self) -> Query:
        """The message, understood."""


class Room(Protocol[Made]):
    """Makes something of a message as the dialogue engine understood it."""

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
    ) -> Made:
        """Return what is made of *message*, said in *context*."""
        ...


Answerer = Room[Replied]
"""Answers a message; ``bot.answers.pipeline.Assistant.answer`` is the one in production."""
Filler = Room[tuple[Step, Query]]
"""Takes a reply to the form open in the context; in production ``Assistant.fill``."""
