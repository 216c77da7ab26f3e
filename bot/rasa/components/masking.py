"""Numbers, dates and documents stand for their kind: which decision is asked never decides the intent."""

from __future__ import annotations

import re

from knowledge.text import fold, nfc

_SPACE_MARKS = re.compile(r"[^\w%&/.,:+-]+")
_EDGE = re.compile(r"(?<!\w)[.,:+/-]+|[.,:+/-]+(?!\w)")

# Order matters: a document number holds digits and a date holds digits too.
MASKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("xvanban", re.compile(r"\b\d+(?:/\d{4})?/[a-z]{2,}(?:-[a-z0-9]+)*\b|\b(?:kh|qd|nq|nd|ct)\s?-?\d{2,}\b")),
    (
        "xngay",
        re.compile(
            r"\b(?:ngay\s+)?\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?\b|\bthang\s+\d{1,2}(?:[/.-]\d{4})?\b"
        ),
    ),
    ("xquy", re.compile(r"\b(?:qu[yi]|q)\s?(?:i{1,3}|iv|[1-4])(?:[/-]\d{4})?\b")),
    ("xnam", re.compile(r"\b(?:19|20)\d{2}\b")),
    ("xso", re.compile(r"\b\d+(?:[.,]\d+)*(?=%|k\b|h\b|\b)")),
)


def intent_text(text: str) -> str:
    """Return *text* as the intent model sees it: folded, numbers and dates masked, signs dropped.

    >>> intent_text("Hạn của KH 183 là Quý IV/2024?")
    'han cua xvanban la xquy'
    """
    folded = fold(nfc(text))
    for mask, pattern in MASKS:
        folded = pattern.sub(f" {mask} ", folded)
    folded = _SPACE_MARKS.sub(" ", folded)
    return " ".join(_EDGE.sub(" ", folded).split())
