"""The working state of one message on its way through the pipeline."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from bot.answers.answer import Answer
from bot.answers.thresholds import in_use, limits
from bot.answers.wording import say
from knowledge.places import Places
from knowledge.snapshot import Snapshot
from nlu.query import Context, Query
from retrieval.live import Published


@dataclass(frozen=True)
class Scope:
    """Which documents a question is about.

    ``document_ids`` in order of preference; ``stated`` is True when the message (or the
    conversation) named them, False when they are everything published with the default first.
    """

    document_ids: tuple[str, ...]
    stated: bool
    default_ids: tuple[str, ...] = ()
    bonus: Mapping[str, float] = field(default_factory=dict)
    """Factor on the relevance of a document's records: the default city's, and newer plans, come first."""


@dataclass
class StageTrace:
    """What one stage did: duration in milliseconds and its evidence."""

    stage: str
    milliseconds: float
    evidence: dict[str, Any] = field(default_factory=dict)


@dataclass
class Turn:
    """A message, its understanding so far and, at the end, its answer."""

    query: Query
    context: Context
    published: Published
    places: Places
    today: date
    agency_id: str | None = None
    """The agency of the signed-in civil servant who asks."""

    by_cues: Callable[[], Query] | None = None
    """Reads the message anew without the dialogue model's intent, for when records show that it is wrong."""

    scope: Scope = field(default_factory=lambda: Scope((), stated=False))
    family: str = "plan"
    answer: Answer | None = None
    outcome: str | None = None
    trace: list[StageTrace] = field(default_factory=list)
    evidence: dict[str, Any] = field(default_factory=dict)
    remember: dict[str, Any] = field(default_factory=dict)

    @property
    def snapshot(self) -> Snapshot:
        """The records this turn sees, the same from its first stage to its last."""
        return self.published.snapshot

    def say(self, key: str, /, **values: Any) -> str:
        """Return the sentence *key* in the language of the question."""
        return say(key, self.query.language, self.snapshot.wording_by_id.get(key), **values)

    def threshold(self, key: str, /) -> float:
        """Return the number *key* in use."""
        return in_use(limits()[key], self.snapshot.threshold_by_id.get(key))

    def finish(self, answer: Answer, outcome: str) -> None:
        """End the run with *answer*; the only way a stage can end it. *outcome* names why."""
        self.answer = answer
        self.outcome = outcome


class Stage(Protocol):
    """One step of the pipeline: looks at the turn, and finishes it or leaves it to the next."""

    def run(self, turn: Turn) -> None:
        """Do the step."""
        ...
