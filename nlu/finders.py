"""What the understanding needs of the agency registry and the gazetteer, as protocols."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Protocol


class FoundAgency(Protocol):
    """A body found in a text: slice and registry ids (several when the place decides which)."""

    @property
    def start(self) -> int:
        """First character."""
        ...

    @property
    def end(self) -> int:
        """After the last character."""
        ...

    @property
    def agency_ids(self) -> tuple[str, ...]:
        """Registry ids."""
        ...


class FoundPlace(Protocol):
    """A place found in a text: slice and place id; ``exact`` is False when a typo was forgiven."""

    @property
    def exact(self) -> bool:
        """True when the name stands as it is written."""
        ...

    @property
    def start(self) -> int:
        """First character."""
        ...

    @property
    def end(self) -> int:
        """After the last character."""
        ...

    @property
    def place_id(self) -> str:
        """Place id of the registry."""
        ...


class AgencyFinder(Protocol):
    """Finds bodies by name or abbreviation, whatever the accents."""

    def find(self, text: str, jurisdictions: Collection[str] | None = None) -> Sequence[FoundAgency]:
        """Return the bodies of *text* in order, without overlaps.

        A body whose place is not said has one id per place in *jurisdictions*.
        """
        ...


class PlaceFinder(Protocol):
    """Finds places by name, whatever the accents."""

    def find(self, text: str, prefer: Collection[str] = ()) -> Sequence[FoundPlace]:
        """Return the places of *text* in order, without overlaps.

        *prefer* are place ids that come first where a name is ambiguous.
        """
        ...

    def spelled_out(self, text: str) -> str:
        """Return *text* with names cut to an initial and their last syllable ('Q.Ngãi') as whole names."""
        ...


class FoundWindow(Protocol):
    """A window of days found in a text: its slice, and its first and last day (None: open)."""

    @property
    def start(self) -> int:
        """First character."""
        ...

    @property
    def end(self) -> int:
        """After the last character."""
        ...

    @property
    def text(self) -> str:
        """The words."""
        ...

    @property
    def year_named(self) -> bool:
        """False when the words give no year."""
        ...

    @property
    def first(self) -> date | None:
        """First day, None when open."""
        ...

    @property
    def last(self) -> date | None:
        """Last day, None when open."""
        ...


class WindowFinder(Protocol):
    """Finds windows of days ('quý I/2024', 'trước tháng 9'), whatever the accents."""

    def __call__(self, text: str, today: date) -> Sequence[FoundWindow]:
        """Return the windows of *text*; words like 'quý này' are resolved from *today*."""
        ...
