"""The bodies named in one cell, its printed lines taken into account."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.agencies import split_agencies
from knowledge.records import AgencyRef
from knowledge.text import collapse


def cell_text(lines: Sequence[str]) -> str:
    """Join the printed lines of a cell; a line that opens a new name is parted from the one before.

    Cells list one body a line as often as they part bodies by semicolons.
    """
    joined = ""
    for line in (collapse(line) for line in lines):
        if not joined:
            joined = line
        elif line[:1] in "-+•" and not joined.endswith((";", ",", ".")):
            joined = f"{joined}; {line}"
        else:
            joined = f"{joined} {line}"
    return joined


def bodies_of(lines: Sequence[str], jurisdiction: str | None) -> tuple[AgencyRef, ...]:
    """Return the bodies printed on *lines*, in printed order."""
    text = cell_text([line for line in lines if line.strip()])
    return tuple(AgencyRef(name) for name in split_agencies(text, jurisdiction)) if text else ()
