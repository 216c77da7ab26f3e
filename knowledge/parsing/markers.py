"""The marks that open rows and items: 'II.', '3', '2.1', 'đ)', '-', '+'."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from knowledge.text import collapse

MarkerKind = Literal["upper", "roman", "number", "letter", "dash", "plus", "blank"]
_RANK: dict[MarkerKind, int] = {
    "upper": 0,
    "roman": 1,
    "number": 2,
    "letter": 8,
    "dash": 9,
    "plus": 10,
    "blank": 9,
}
_FORMS: tuple[tuple[MarkerKind, str], ...] = (
    ("roman", r"(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})"),
    ("number", r"\d{1,3}(?:\.\d{1,3}){0,3}[a-zđ]?"),
    ("letter", r"[a-zđ]"),
    ("upper", r"[A-ZĐ]"),
)
_ALONE = [(kind, re.compile(rf"\(?({form})\s*[.)/:]?\)?$")) for kind, form in _FORMS]
_BEFORE = [(kind, re.compile(rf"\(?({form})\s*[.)/]\)?\s+(?=\S)")) for kind, form in _FORMS]
_BULLET = re.compile(r"[-–—•*●▪·]\s+")


@dataclass(frozen=True)
class Marker:
    """A parsed mark. ``value`` is what is printed without bracket and full stop ('2.1', 'đ', 'II')."""

    kind: MarkerKind
    value: str = ""

    @property
    def rank(self) -> int:
        """Nesting depth: a lower rank encloses a higher one."""
        return _RANK[self.kind] + (self.value.count(".") if self.kind == "number" else 0)

    @property
    def numbered(self) -> bool:
        """True when the mark names its row, False for bullets and blanks."""
        return self.kind not in {"dash", "plus", "blank"}


BLANK = Marker("blank")


def alone(text: str) -> Marker | None:
    """Parse a number cell: the whole of *text* is a mark; None when it is something else."""
    text = collapse(text).strip("*_ ")
    if not text:
        return BLANK
    if text in {"-", "–", "—", "•", "*", "●", "▪"}:
        return Marker("dash")
    if text == "+":
        return Marker("plus")
    for kind, pattern in _ALONE:
        match = pattern.match(text)
        if match:
            return Marker(kind, match.group(1))
    return None


def before(text: str) -> tuple[Marker, int, int] | None:
    """Parse a mark that opens *text* ('a) Rà soát …'): the mark, where it and where the rest begins."""
    offset = len(text) - len(text.lstrip())
    bullet = _BULLET.match(text, offset)
    for start in (offset, bullet.end() if bullet else offset):
        for kind, pattern in _BEFORE:
            match = pattern.match(text, start)
            if match:
                return Marker(kind, match.group(1)), match.start(), match.end()
    return None


def bullet_of(text: str) -> MarkerKind | None:
    """Return 'dash' or 'plus' when *text* opens with such a bullet."""
    stripped = text.lstrip()
    if stripped.startswith("+"):
        return "plus"
    return "dash" if _BULLET.match(stripped) else None
