"""What was asked, typed. The one thing the rooms below the dialogue know of a message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from knowledge.dates import in_year

Role = Literal["lead", "coordinate"]
Aspect = Literal[
    # of plan records
    "lead",
    "coordinate",
    "deadline",
    "output",
    "content",
    "goal",
    "target",
    "responsibility",
    # of documents
    "number",
    "issued",
    "signer",
    "basis",
    "proposal",
    "title",
    "groups",
    # of procedures
    "papers",
    "fee",
    "time",
    "where",
    "online",
    "form",
    "steps",
    "result",
    "legal",
    "condition",
    "applicants",
    "overview",
]
COLUMNS: frozenset[str] = frozenset({"lead", "coordinate", "deadline", "output"})
"""The aspects that are columns of a task's row."""
Operation = Literal["fact", "list", "count", "compare", "yes_no", "first", "last", "most", "least"]
Accents = Literal["full", "partial", "none"]


@dataclass(frozen=True)
class AgencyMention:
    """A body named in the message. ``agency_ids`` has several ids when the name is ambiguous between places.

    ``role`` is the role the message gives it ('Sở Nội vụ chủ trì …'), None when it gives none.
    Offsets are into ``Query.text``.
    """

    text: str
    agency_ids: tuple[str, ...]
    role: Role | None
    start: int
    end: int


@dataclass(frozen=True)
class PlaceMention:
    """A place named in the message: place id of the registry and the words used."""

    text: str
    place_id: str
    start: int
    end: int


@dataclass(frozen=True)
class DateWindow:
    """An inclusive window of days; an open side is None. ``text`` as typed.

    ``year_named`` is False for 'quý 4' or 'trước 30/6': the days are then in the year of asking,
    and ``in_year`` moves them into the year of the plan that is meant.
    """

    start: date | None
    end: date | None
    text: str
    year_named: bool = True

    def in_year(self, year: int) -> DateWindow:
        """Return the window in *year*; unchanged when its own year is named."""
        if self.year_named:
            return self
        start, end = in_year(self.start, self.end, year)
        return replace(self, start=start, end=end)


@dataclass(frozen=True)
class Reference:
    """A pointer into the conversation: 'nó', 'việc đó', 'nhiệm vụ thứ hai' (``ordinal`` 2), 'còn …'."""

    kind: Literal["it", "ordinal", "what_about", "more", "back", "correct"]
    ordinal: int | None = None


@dataclass(frozen=True)
class Query:
    """A message, understood.

    ``raw`` as received; ``text`` NFC, shorthand and abbreviations expanded, accents restored where
    they were missing (best reading); ``folded`` the accent-folded ``text`` from before restoration,
    so a wrong restoration cannot lose the right reading. ``alternatives`` are further readings.
    ``topic`` is ``text`` without the words that only ask (who, when, please) and without places,
    dates and documents already taken out as fields; it is what retrieval searches for.
    ``document_ids`` and ``place_ids`` only hold what the message itself names. ``unknown_places``
    are places named that no published document covers ('Hà Nội').
    """

    raw: str
    text: str
    folded: str
    accents: Accents
    language: Literal["vi", "en"]
    intent: str
    confidence: float
    topic: str
    clauses: tuple[str, ...] = ()
    """The topic clause by clause: of a long story only one clause may be the question."""
    aspects: tuple[Aspect, ...] = ()
    operation: Operation = "fact"
    agencies: tuple[AgencyMention, ...] = ()
    places: tuple[PlaceMention, ...] = ()
    document_ids: tuple[str, ...] = ()
    document_numbers: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    window: DateWindow | None = None
    group: str | None = None
    """Group title words or number asked for ('chính quyền số', 'nhóm 7')."""
    negated: bool = False
    reference: Reference | None = None
    alternatives: tuple[str, ...] = ()
    intent_ranking: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Context:
    """What the conversation holds (Rasa's slots), as plain values.

    ``items`` are the record ids last shown, in order, for 'nhiệm vụ thứ hai'; ``listing`` describes
    the list being paged (a JSON-able mapping the answer room wrote), ``offset`` where it stands.
    """

    task_id: str | None = None
    document_id: str | None = None
    agency_id: str | None = None
    place_id: str | None = None
    procedure_id: str | None = None
    procedure_case: str | None = None
    aspects: tuple[str, ...] = ()
    intent: str | None = None
    question: str | None = None
    """The last question's text, for follow-ups that replace one part of it."""
    items: tuple[str, ...] = ()
    listing: Mapping[str, object] = field(default_factory=dict)
    offset: int = 0
    form: Mapping[str, Any] = field(default_factory=dict)
    """The question of ours that is open, or just told: ``bot.answers.forms.state`` says what it holds."""
    audience: Literal["citizen", "official"] | None = None
