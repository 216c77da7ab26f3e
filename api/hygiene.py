"""What a typed message may hold: visible text, spaces and line ends."""

from __future__ import annotations

import re
import unicodedata

from api.problems import Problem

MAX_MESSAGE = 2_000
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
# Letters by category, yet drawn as nothing: Hangul fillers, the Braille blank, variation selectors.
_BLANK = re.compile("[\u115f\u1160\u2800\u3164\uffa0\u034f\ufe00-\ufe0f]")


def clean_message(text: str) -> str:
    """Return *text* in NFC without control and invisible characters, stripped.

    Line ends and tabs stay as white space. Raises the problems 'empty-message' and
    'message-too-long' (counted in characters of the stripped text).
    """
    stripped = unicodedata.normalize("NFC", text.strip())
    if len(stripped) > MAX_MESSAGE:
        raise Problem("message-too-long", limit=MAX_MESSAGE)
    visible = "".join(
        char for char in stripped if char in "\n\t" or unicodedata.category(char) not in _INVISIBLE
    )
    cleaned = _BLANK.sub("", visible).strip()
    if not cleaned:
        raise Problem("empty-message")
    return cleaned
