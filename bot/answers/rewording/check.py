"""Whether a new wording says what the old one says: no word of substance added, lost, changed or moved."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

import yaml

from knowledge.text import nfc

LONGEST = 1.6
"""How much longer than the answer a wording may be; a short answer may grow by ``SLACK`` characters."""
SLACK = 80

_TOKEN = re.compile(r"https?://\S+|\d+(?:[./,:-]\d+)*|[^\W\d_]+|[%$€₫+=≥≤<>±]")
_QUOTES = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")
_UNSAID = re.compile(r"[*_#`|{}\[\]\\?\x00-\x08\x0b-\x1f\x7f]")
"""Markup, questions and control characters: only what the answer itself has of them may stand."""


@cache
def words() -> dict[str, str]:
    """Return the shipped instruction and the words that may come and go."""
    text = (resources.files("bot.answers.rewording") / "rewording.yaml").read_text(encoding="utf-8")
    data: dict[str, str] = yaml.safe_load(text)
    return data


@cache
def _free() -> frozenset[str]:
    return frozenset(nfc(words()["free_words"]).split())


def same_facts(old: str, new: str) -> bool:
    """Tell whether *new* may stand for *old*.

    Numbers, dates, names, quotes and every word that is not merely joining or polite stand in both, in the
    same order. So a model can be polite and join sentences, and cannot promise, deny, add, drop or swap.

    >>> same_facts("Thời hạn: 30/6/2024.", "Dạ thưa anh chị, thời hạn là 30/6/2024 ạ.")
    True
    >>> same_facts("Thời hạn: 30/6/2024.", "Dạ thưa anh chị, thời hạn là 30/9/2024 ạ.")
    False
    """
    old, new = nfc(old), nfc(new)
    if len(new) > LONGEST * len(old) + SLACK or set(_UNSAID.findall(new)) - set(_UNSAID.findall(old)):
        return False
    return _QUOTES.findall(old) == _QUOTES.findall(new) and _substance(old) == _substance(new)


def _substance(text: str) -> list[str]:
    """Return the words that say something, in order."""
    found = (match.group() for match in _TOKEN.finditer(text))
    return [word.lower() for word in found if word.lower() not in _free()]
