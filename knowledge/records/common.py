"""Values shared by several record types."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

DeadlineKind = Literal[
    "thường xuyên", "ngày", "tháng", "quý", "năm", "khoảng", "theo điều kiện", "định kỳ", "trống"
]


@dataclass(frozen=True)
class Span:
    """Character offsets ``[start, end)`` into the canonical text of one document version."""

    start: int
    end: int


@dataclass(frozen=True)
class AgencyRef:
    """A body as printed, linked to the agency registry (``agency_id`` None when it is not one known body)."""

    text: str
    agency_id: str | None = None


@dataclass(frozen=True)
class Milestone:
    """One dated part of a deadline; ``what`` is the printed text of that part."""

    date: dt.date
    what: str


@dataclass(frozen=True)
class Deadline:
    """A deadline cell. ``text`` is as printed (white space collapsed); see record-conventions.

    ``date`` is the last day by which the task is due, None when there is none. ``before`` is True
    for 'trước X'. ``start`` is the first day of a printed range.
    """

    text: str
    kind: DeadlineKind
    date: dt.date | None = None
    before: bool = False
    start: dt.date | None = None
    milestones: tuple[Milestone, ...] = ()


@dataclass(frozen=True)
class DocumentRef:
    """Another document by its number, with its type and day of issue where they are told."""

    number: str
    type: str | None = None
    issued: dt.date | None = None

    @property
    def text(self) -> str:
        """How it is written: 'Quyết định số 12/2022/QĐ-UBND ngày 05/05/2022'."""
        name = f"{self.type} số {self.number}" if self.type else self.number
        return f"{name} ngày {self.issued:%d/%m/%Y}" if self.issued else name
