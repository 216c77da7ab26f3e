"""Text functions every room shares: NFC, white space, accent folding.

Index, registry and query must go through the same functions, or a name would not find itself.
"""

from __future__ import annotations

import re
import unicodedata

UPPER = "A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ"
"""The capital letters of Vietnamese in NFC, for use inside a character class."""

_SPACE = re.compile(r"\s+")


def nfc(text: str) -> str:
    """Return *text* in Unicode NFC; half of real procedure records are not."""
    return unicodedata.normalize("NFC", text)


def collapse(text: str) -> str:
    """Return *text* with every run of white space (incl. no-break spaces) as one space, stripped."""
    return _SPACE.sub(" ", text).strip()


def _fold_char(char: str) -> str:
    if char in "đĐ":
        return "d"
    base = unicodedata.normalize("NFD", char)[0]
    lowered = base.lower()
    return lowered if len(lowered) == 1 else base


def fold(text: str) -> str:
    """Return *text* in NFC, lower case, without diacritics.

    The result has as many characters as ``nfc(text)``, so offsets found in it hold there too.

    >>> fold("Đà Nẵng")
    'da nang'
    """
    return "".join(_fold_char(char) for char in nfc(text))
