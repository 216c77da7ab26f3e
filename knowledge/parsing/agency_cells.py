"""The bodies named in one cell, its printed lines taken into account."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.agencies import Registry, split_agencies
from knowledge.records import AgencyRef


def bodies_of(lines: Sequence[str], jurisdiction: str | None) -> tuple[AgencyRef, ...]:
    """Return the bodies printed on *lines* of one cell, in printed order, linked to the registry.

    A line end parts bodies as a semicolon does, where the next line opens a name.
    """
    registry = Registry.default()
    names = split_agencies("\n".join(lines))
    return tuple(AgencyRef(name, registry.link(name, jurisdiction)) for name in names)
