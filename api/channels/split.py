"""Cutting a text into messages: at paragraphs, then sentences, then spaces; never within a word."""

from __future__ import annotations

import re

_BORDERS = (
    re.compile(r"\n\s*\n"),
    re.compile(r"\n"),
    re.compile(r"(?<=[.!?…;])\s+(?=[^\d\s])"),
    re.compile(r"\s+"),
)
_LEAST = 0.4
"""A border this early in a message is passed over for a finer one later on."""


def length(text: str) -> int:
    """Return the length as platforms count it, in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(text: str, limit: int) -> tuple[str, ...]:
    """Return *text* in parts of at most *limit* UTF-16 units.

    >>> split("Một câu. Hai câu. Ba câu.", 17)
    ('Một câu. Hai câu.', 'Ba câu.')
    """
    parts = []
    rest = text.strip()
    while rest:
        end = _end(rest, limit)
        parts.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return tuple(part for part in parts if part)


def _end(text: str, limit: int) -> int:
    if length(text) <= limit:
        return len(text)
    room = _fitting(text, limit)
    # One more character, so that a border right behind the room counts.
    window = text[: room + 1]
    for border, least in zip(_BORDERS, (_LEAST, _LEAST, _LEAST, 0.0), strict=True):
        ends = [match.start() for match in border.finditer(window) if 0 < match.start() <= room]
        if ends and ends[-1] >= least * room:
            return ends[-1]
    return room


def _fitting(text: str, limit: int) -> int:
    used = 0
    for position, char in enumerate(text):
        used += 2 if ord(char) > 0xFFFF else 1
        if used > limit:
            return position
    return len(text)
