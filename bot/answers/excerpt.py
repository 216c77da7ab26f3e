"""Verbatim excerpts of long texts: whole sentences or clauses around what was asked."""

from __future__ import annotations

import re

from knowledge.text import collapse
from retrieval.tokens import folded_syllables

_BREAK = re.compile(r"(?<=[.;:!?])\s+|\n+\s*")
ELLIPSIS = "…"


def shorten(text: str, limit: int) -> str:
    """Return *text* with white space collapsed, cut at a word border to at most *limit* characters."""
    text = collapse(text)
    if len(text) <= limit:
        return text
    return text[: text.rfind(" ", 0, limit - 1)].rstrip(" ,;:-") + ELLIPSIS


def excerpt(text: str, question: str, limit: int) -> str:
    """Return the part of *text* (whole clauses, in order, one run) that shares most with *question*.

    The result is at most *limit* characters (plus ellipses where something was left out).
    """
    if len(collapse(text)) <= limit:
        return collapse(text)
    clauses = [collapse(clause) for clause in _BREAK.split(text) if clause.strip()]
    wanted = set(folded_syllables(question))
    scores = [len(wanted & set(folded_syllables(clause))) / (8 + len(clause)) ** 0.3 for clause in clauses]
    first = last = max(range(len(clauses)), key=lambda n: (scores[n], -n))
    size = len(clauses[first])
    while True:
        after = last + 1 if last + 1 < len(clauses) else None
        before = first - 1 if first > 0 else None
        options = [n for n in (after, before) if n is not None and size + len(clauses[n]) + 1 <= limit]
        if not options:
            break
        best = max(options, key=lambda n: (scores[n], n))
        first, last = min(first, best), max(last, best)
        size += len(clauses[best]) + 1
    joined = " ".join(clauses[first : last + 1])
    if len(joined) > limit:
        return shorten(joined, limit)
    return (ELLIPSIS if first else "") + joined + (ELLIPSIS if last + 1 < len(clauses) else "")
