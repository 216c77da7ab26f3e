"""Abbreviations spelled out, the same way in the index and in a question."""

from __future__ import annotations

import re

from nlu.shorthand import Shorthand

_ABBREVIATION = re.compile(r"\b[A-ZĐ][A-ZĐa-zđ&]{1,9}\b")


def _expansion(word: str) -> str | None:
    if sum(char.isupper() for char in word) * 2 <= len(word):
        return None
    readings = Shorthand.default().readings(word, capitals=True)
    return readings[0] if readings else None


def spelled_out(text: str) -> str:
    """Return *text* with each known abbreviation replaced by what it stands for.

    >>> spelled_out("xếp hạng CCHC")
    'xếp hạng cải cách hành chính'
    """
    return _ABBREVIATION.sub(lambda match: _expansion(match.group()) or match.group(), text)


def with_expansions(text: str) -> str:
    """Return *text* followed by what its abbreviations stand for; the abbreviations stay findable."""
    found = dict.fromkeys(e for word in _ABBREVIATION.findall(text) if (e := _expansion(word)))
    return "\n".join([text, *found])
