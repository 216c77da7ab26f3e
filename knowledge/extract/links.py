"""Links printed bodies and places to the registry."""

from __future__ import annotations

from typing import Protocol

from knowledge.records import AgencyRef


class AgencyLinker(Protocol):
    """What extraction needs of the agency registry."""

    def link(self, text: str, jurisdiction: str | None) -> str | None:
        """Return the id of the one body that *text* names, else None."""


def agency_ref(text: str, jurisdiction: str | None, registry: AgencyLinker | None) -> AgencyRef:
    """Return *text* as an AgencyRef, linked when the registry knows it."""
    return AgencyRef(text, registry.link(text, jurisdiction) if registry else None)
