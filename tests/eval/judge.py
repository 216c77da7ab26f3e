"""Judges an answer as the question sets define it: every list of ``must_contain`` met by whole tokens."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_DROPPED = dict.fromkeys(map(ord, "*`​‌‍⁠﻿­"))


def fold(text: str) -> str:
    """Return *text* in NFC, lower case, one space, dashes alike, without emphasis and zero-width marks."""
    lowered = unicodedata.normalize("NFC", text).lower().translate(_DASHES).translate(_DROPPED)
    return re.sub(r"\s+", " ", lowered).strip()


def contains(answer: str, wanted: str) -> bool:
    """Tell whether *wanted* stands in the folded *answer* as whole tokens ('5%' is not in '95%')."""
    wanted = fold(wanted)
    left = r"(?<!\w)" if re.match(r"\w", wanted[0]) else ""
    left += r"(?<!\d[.,/])" if wanted[0].isdigit() else ""
    right = r"(?!\w)" if re.match(r"\w", wanted[-1]) else ""
    right += r"(?![.,/]\d)" if wanted[-1].isdigit() else ""
    return re.search(left + re.escape(wanted) + right, answer) is not None


def judge(question: Mapping[str, Any], answer: str) -> tuple[list[list[str]], list[str]]:
    """Return what is missing from *answer* and what stands in it though it must not; both empty: passed."""
    text = fold(answer)
    if not text:
        return [["<empty answer>"]], []
    missing = [
        list(any_of) for any_of in question["must_contain"] if not any(contains(text, w) for w in any_of)
    ]
    forbidden = [word for word in question["must_not_contain"] if fold(word) in text]
    return missing, forbidden
