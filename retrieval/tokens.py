"""Index terms: syllables and syllable bigrams, accent-folded and, where accents are there, accented.

Bigrams of syllables do the work of word segmentation, and folded terms are untouched by missing
diacritics (measured in docs/adr/0003-hybrid-retrieval.md).
"""

from __future__ import annotations

import itertools
import re
from functools import lru_cache
from importlib.resources import files

from knowledge.text import fold, nfc

_WORD = re.compile(r"[^\W_]+")
_ACCENTED = "="


def syllables(text: str) -> list[str]:
    """Return the lower-case syllables and numbers of *text*, accents kept."""
    return _WORD.findall(nfc(text).lower())


def folded_syllables(text: str) -> list[str]:
    """Return the syllables of *text* without accents."""
    return list(_folded(text))


@lru_cache(maxsize=8192)
def _folded(text: str) -> tuple[str, ...]:
    return tuple(fold(word) for word in syllables(text))


def terms(text: str) -> list[str]:
    """Return every index term of *text*: folded and accented syllables and bigrams, with repeats."""
    accented = syllables(text)
    folded = [fold(word) for word in accented]
    result = list(folded)
    result += [f"{a} {b}" for a, b in itertools.pairwise(folded)]
    result += [_ACCENTED + word for word, bare in zip(accented, folded, strict=True) if word != bare]
    for index in range(len(accented) - 1):
        pair = f"{accented[index]} {accented[index + 1]}"
        if pair != f"{folded[index]} {folded[index + 1]}":
            result.append(_ACCENTED + pair)
    return result


@lru_cache(maxsize=1)
def function_words() -> frozenset[str]:
    """Return the syllables, accents as written, that carry no subject (data/function_words.txt)."""
    text = files("retrieval").joinpath("data/function_words.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


def telling_syllables(text: str) -> set[str]:
    """Return the distinct syllables of *text* that carry its subject, folded.

    Function words are told apart by their accents ('đô' is none, 'do' is), so give restored text.
    """
    return {fold(word) for word in telling_text(text).split()}


def telling_text(text: str) -> str:
    """Return *text* in lower case without function words, accents kept."""
    return " ".join(word for word in syllables(text) if word not in function_words())
