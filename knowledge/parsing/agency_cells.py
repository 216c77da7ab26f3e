"""The bodies named in one cell, its printed lines taken into account."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.agencies import split_agencies
from knowledge.records import AgencyRef


def bodies_of(lines: Sequence[str], jurisdiction: str | None) -> tuple[AgencyRef, ...]:
    """Return the bodies printed on *lines* of one cell, in printed order.

    A line end parts bodies as a semicolon does, where the next line opens a name.
    """
    return tuple(AgencyRef(name) for name in split_agencies("\n".join(lines), jurisdiction))
