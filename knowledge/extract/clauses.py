"""Cuts a paragraph into the clauses that state goals, keeping offsets."""

from __future__ import annotations

import re
from functools import cache

from knowledge.extract.vocabulary import alternatives, vocabulary

_BREAK = re.compile(
    r";\s+|(?<!\d)\.\s+(?=[A-ZĐÀ-Ỹ\-+])|(?<=\d)\.\s+(?=[A-ZĐÀ-Ỹ])|\n\s*(?=[-+•]\s)|"
    r"(?<=[;:.>])\s+(?=[-+]\s+[A-ZĐÀ-Ỹ])|(?<!\d)\s(?=[-+]\s+\d+(?:,\d+)?\s*%)"
)


@cache
def _continues() -> re.Pattern[str]:
    levels = alternatives(vocabulary()["targets"]["levels"])
    return re.compile(rf"\s*(?:và\s+)?(?:(?:tại|ở|đối\s+với|của)\s+)?(?:các\s+)?(?:{levels})(?!\w)", re.I)


def clauses(text: str) -> list[tuple[int, int]]:
    """Return the offsets of the clauses of *text*.

    A semicolon inside a list of levels ('của thành phố; quận, huyện và phường, xã', 'tại thành phố
    1.600 hồ sơ; tại quận, huyện 1.200 hồ sơ') or inside parentheses does not end a clause.
    """
    found: list[tuple[int, int]] = []
    start = 0
    for mark in _BREAK.finditer(text):
        if mark.start() < start or _open(text[start : mark.start()]):
            continue
        if mark.group().startswith(";") and _continues().match(text, mark.end()):
            continue
        found.append((start, mark.start()))
        start = mark.end()
    found.append((start, len(text)))
    return [_trimmed(text, low, high) for low, high in found if text[low:high].strip(" .;-+•\n\t")]


def _open(text: str) -> bool:
    return text.count("(") > text.count(")") or text.count("“") > text.count("”")


def _trimmed(text: str, low: int, high: int) -> tuple[int, int]:
    lead = re.match(
        r"[\s\-+•*]*(?:\d{1,2}(?:\.\d{1,2})*[.)]\s+(?=\D|\d+(?:,\d+)?\s*%)|[a-zđ][.)]\s+)?", text[low:high]
    )
    low += lead.end() if lead else 0
    while high > low and text[high - 1] in " \n\t;.,*":
        high -= 1
    return low, high
