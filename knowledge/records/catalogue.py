"""Records that administrators keep as lists: figures, questions with answers, and the directory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from knowledge.records.procedure import Confidence

PeriodKind = Literal["ngày", "tháng", "quý", "khoảng", "năm"]


@dataclass(frozen=True)
class Statistic:
    """One socio-economic figure: what was measured, where, for which period, and who says so.

    ``area_id`` is a place id of the registry, ``area`` the name shown. ``period`` is as printed
    ('2025', 'Quý I/2025', '14/4/2025'); ``period_end`` its last day, by which figures of one
    indicator and area are ordered. ``value_text`` is the number as printed ('2.819.900').
    ``other_names`` are further names by which people ask for the indicator.
    """

    id: str
    indicator: str
    area_id: str
    area: str
    period: str
    period_kind: PeriodKind
    period_end: date
    value: float
    value_text: str
    unit: str
    source: str
    source_date: date | None = None
    source_url: str | None = None
    other_names: tuple[str, ...] = ()
    note: str = ""
    confidence: Confidence = "high"

    @property
    def text(self) -> str:
        """The statement that a citation quotes."""
        measured = f"{self.value_text} {self.unit}".strip()
        note = f" ({self.note})" if self.note else ""
        return f"{self.indicator} của {self.area}, {self.period}: {measured}{note}"


@dataclass(frozen=True)
class Faq:
    """A question with its answer, valid on the days from ``valid_from`` to ``valid_to`` (open when None)."""

    id: str
    question: str
    answer: str
    variants: tuple[str, ...] = ()
    """Other wordings of the question."""
    topic: str = ""
    source: str = ""
    source_url: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    def valid_on(self, day: date) -> bool:
        """Tell whether the answer holds on *day*."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )

    @property
    def text(self) -> str:
        """The text that a citation quotes."""
        return self.answer


ServiceKind = Literal["hotline", "portal", "centre", "app"]


@dataclass(frozen=True)
class PublicService:
    """An entry of the directory: a hotline, portal, centre or app. What has no source is None.

    ``about`` is one sentence on what it is for. ``hours`` and ``holidays`` are as published;
    ``as_of`` tells how fresh the facts are.
    """

    id: str
    kind: ServiceKind
    name: str
    about: str
    other_names: tuple[str, ...] = ()
    phone: str | None = None
    url: str | None = None
    address: str | None = None
    hours: str | None = None
    holidays: str | None = None
    note: str = ""
    source: str = ""
    as_of: str = ""
    confidence: Confidence = "high"

    @property
    def text(self) -> str:
        """The statement that a citation quotes: all that is known of the entry, line by line."""
        lines = (self.about, self.phone, self.url, self.address, self.hours, self.holidays, self.note)
        return "\n".join([self.name, *(line for line in lines if line)])


@dataclass(frozen=True)
class AgencyNames:
    """Further names of a kind of body, beside those shipped: ``id`` is the kind ('so-noi-vu')."""

    id: str
    names: tuple[str, ...]


BodyLevel = Literal["central", "province", "district", "ward", "local"]


@dataclass(frozen=True)
class AddedBody:
    """A kind of body that the shipped registry lacks.

    ``level`` 'local' means the same name stands at every level. ``group`` tells which collectives contain
    it ('so': 'Các sở, ban, ngành'), '' when none does.
    """

    id: str
    name: str
    level: BodyLevel
    group: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wording:
    """A fixed reply in an administrator's words; ``en`` blank where the shipped one stays."""

    id: str
    vi: str
    en: str = ""


@dataclass(frozen=True)
class Threshold:
    """A number by which answers are decided, as an administrator set it."""

    id: str
    value: float


CatalogueRecord = Statistic | Faq | PublicService
