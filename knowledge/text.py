"""Text functions every room shares: NFC, white space, accent folding.

Index, registry and query must go through the same functions, or a name would not find itself.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

UPPER = "A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ"
"""The capital letters of Vietnamese in NFC, for use inside a character class."""

_SPACE = re.compile(r"\s+")


def nfc(text: str) -> str:
    """Return *text* in Unicode NFC; half of real procedure records are not."""
    return unicodedata.normalize("NFC", text)


def collapse(text: str) -> str:
    """Return *text* with every run of white space (incl. no-break spaces) as one space, stripped."""
    return _SPACE.sub(" ", text).strip()


@lru_cache(maxsize=8192)
def _fold_char(char: str) -> str:
    if char in "đĐ":
        return "d"
    base = unicodedata.normalize("NFD", char)[0]
    lowered = base.lower()
    return lowered if len(lowered) == 1 else base


# The same record texts are folded for every question; unremembered, that was a fifth of an answer's time.
@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """Return *text* in NFC, lower case, without diacritics.

    The result has as many characters as ``nfc(text)``, so offsets found in it hold there too.

    >>> fold("Đà Nẵng")
    'da nang'
    """
    return "".join(_fold_char(char) for char in nfc(text))


def _moved_marks() -> dict[str, str]:
    """Map 'oà', 'oẻ', 'uý' … to 'òa', 'ỏe', 'úy' …, in both cases."""
    moved = {}
    for first, second in ("oa", "oe", "uy"):
        for mark in "\u0300\u0301\u0303\u0309\u0323":
            old = nfc(first + second + mark)
            new = nfc(first + mark + second)
            for change in (str.lower, str.upper, str.capitalize):
                moved[change(old)] = change(new)
    return moved


_MOVED = _moved_marks()
_MOVABLE = re.compile(rf"(?<![qQ])({'|'.join(_MOVED)})(?![^\W\d_])")


def modern_tones(text: str) -> str:
    """Return *text* in NFC with the tone mark where official texts put it: 'hoà' → 'hòa', 'thuỷ' → 'thủy'.

    Only open syllables change ('toàn', 'quý' stay); the length is that of ``nfc(text)``.
    """
    return _MOVABLE.sub(lambda match: _MOVED[match.group()], nfc(text))


_TONES = "\u0300\u0301\u0303\u0309\u0323"


@lru_cache(maxsize=16384)
def _marks(word: str) -> tuple[str, str]:
    """Return *word* as (letters with their quality marks, tone mark): where a tone stands does not matter."""
    decomposed = unicodedata.normalize("NFD", word)
    tone = "".join(char for char in decomposed if char in _TONES)
    return unicodedata.normalize("NFC", "".join(char for char in decomposed if char not in _TONES)), tone


def may_mean(typed: str, wanted: str) -> bool:
    """Tell whether *typed* may mean *wanted*: marks may be missing, but none may be another one.

    >>> may_mean("căn", "căn"), may_mean("can", "căn"), may_mean("thì", "thi")
    (True, True, False)
    """
    if not typed:
        return True
    letters, tone = _marks(typed)
    wanted_letters, wanted_tone = _marks(wanted)
    if tone not in ("", wanted_tone) or len(letters) != len(wanted_letters):
        return False
    return all(a in (b, fold(b)) for a, b in zip(letters, wanted_letters, strict=True))
