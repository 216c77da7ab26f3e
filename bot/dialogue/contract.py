"""What a channel may ask of the dialogue, whatever process keeps the conversation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, runtime_checkable

Audience = Literal["citizen", "official"]


class DialogueUnavailable(Exception):  # noqa: N818 - the name channels know
    """The dialogue engine cannot be reached or did not answer in time; the conversation is intact."""


@dataclass(frozen=True)
class DialogueReply:
    """One answer of the dialogue.

    ``answer`` holds the chat contract's parts (kind, text, items, total, sources, suggestions,
    warnings, as_of); ``understanding`` its intent, confidence and entities.
    """

    answer: Mapping[str, Any]
    understanding: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Parsed:
    """How the dialogue engine alone reads a message: intents best first, and what it marks in the text."""

    intent: str
    confidence: float
    ranking: tuple[tuple[str, float], ...] = ()
    entities: tuple[tuple[str, str], ...] = ()
    """Entity and the text it stands for."""


@runtime_checkable
class Parser(Protocol):
    """A dialogue engine that can be asked how it reads a message, outside any conversation."""

    async def parse(self, message: str) -> Parsed:
        """Return its reading; raise DialogueUnavailable when the engine is down."""


class Dialogue(Protocol):
    """Keeps conversations by session id."""

    async def say(
        self, session_id: str, message: str, audience: Audience | None, agency_id: str | None = None
    ) -> DialogueReply:
        """Return the answer to *message*; raise DialogueUnavailable when the engine is down.

        *agency_id* is the agency of the signed-in civil servant who asks.
        """

    async def ready(self) -> bool:
        """Tell whether the engine would answer a message now."""
