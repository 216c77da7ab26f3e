"""Verbatim excerpts of long texts: whole sentences or clauses around what was asked."""

from __future__ import annotations

import re
from collections.abc import Sequence

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


def excerpt_around(text: str, question: str, limit: int, values: Sequence[str]) -> str:
    """Return an excerpt as ``excerpt`` does, moved so that all *values* that *text* holds are in it."""
    body, whole = excerpt(text, question, limit), collapse(text)
    spans = [(at, at + len(value)) for value in values if value and (at := whole.find(value)) >= 0]
    if not spans or all(whole[start:end] in body for start, end in spans):
        return body
    end = min(len(whole), max(max(end for _, end in spans), limit))
    start = whole.find(" ", max(0, end - limit)) + 1 if end > limit else 0
    if start > min(begin for begin, _ in spans):
        return body
    return (ELLIPSIS if start else "") + whole[start:end] + (ELLIPSIS if end < len(whole) else "")
