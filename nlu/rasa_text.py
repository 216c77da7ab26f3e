"""The text the intent model sees: short forms opened, slips repaired, English put into Vietnamese, folded.

Folding comes last and always, so that a message with and without diacritics gives the same features.
"""

from __future__ import annotations

from knowledge.text import fold
from nlu.english import English
from nlu.lattice import Restorer
from nlu.normalise import clean
from nlu.tokens import Token, tokenize

__all__ = ["Token", "fold_for_intent", "tokens"]


def fold_for_intent(text: str) -> str:
    """Return *text* as one folded line in standard wording; numbers stay for the caller to mask.

    >>> fold_for_intent("TTHC này bn tiền z")
    'thu tuc hanh chinh nay bao nhieu tien vay'
    """
    typed = clean(text)
    english = English.default()
    wording = english.to_vietnamese(typed) if english.is_english(typed) else english.mixed(typed) or typed
    return fold(Restorer.default().read(wording).text)


def tokens(text: str) -> list[Token]:
    """Return the words, numbers and signs of *text* with their offsets in it, as typed."""
    return tokenize(text)
