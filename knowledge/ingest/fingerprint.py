"""Names the rules that read documents, so that a change of them is seen."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from knowledge.store.codec import digest_of

_KNOWLEDGE = Path(__file__).parents[1]
_RULES = ("readers", "parsing", "extract", "agencies", "dates", "places", "records", "data", "text.py")


@cache
def recogniser() -> str:
    """Return the digest of all code and data that turn bytes into records."""
    files = (
        path
        for rule in _RULES
        for path in sorted(
            (_KNOWLEDGE / rule).rglob("*") if (_KNOWLEDGE / rule).is_dir() else [_KNOWLEDGE / rule]
        )
        if path.suffix in {".py", ".yaml", ".yml", ".json", ".txt", ".csv", ".gz"}
    )
    return digest_of(
        part for path in files for part in (path.relative_to(_KNOWLEDGE).as_posix(), path.read_bytes().hex())
    )
