"""An Answer is data first; each channel renders it. Field meanings: the chat contract in docs/."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

Kind = Literal["answer", "list", "clarify", "refuse", "handoff", "smalltalk", "form"]


@dataclass(frozen=True)
class Source:
    """Where a shown fact stands. ``quote`` re-reads byte-exact from ``start:end`` of the record's text.

    ``record_id`` is a document id (with ``version``) or 'procedure:<id>'.
    """

    record_id: str
    version: int
    document: str
    title: str
    section: str
    quote: str
    start: int
    end: int
    url: str


@dataclass(frozen=True)
class Answer:
    """What is said, and what it stands on."""

    kind: Kind
    text: str
    items: tuple[Mapping[str, Any], ...] = ()
    total: int | None = None
    sources: tuple[Source, ...] = ()
    suggestions: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    as_of: date | None = None
    context: Mapping[str, Any] = field(default_factory=dict)
    """New values of conversation slots (fields of nlu.query.Context); not shown to the user."""
