"""Cut a cleaned message into tokens with offsets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from knowledge.text import fold

_TOKEN = re.compile(
    r"""
    \S+@\S+\.\w+ | https?://\S+                                # addresses
  | \d+(?:[.,/]\d+)+(?:[-/][^\W_]+)*(?:-[^\W_]+)*              # 31/12/2024, 1.600, 2766/QĐ-UBND parts below
  | \d+/(?:\d{4}/)?[^\W\d_]+(?:-[^\W_]+)*                      # 2766/QĐ-UBND, 107/2021/NĐ-CP
  | (?:NQ|NĐ|QĐ|KH|TT|CT|TB|TTr|CV|nq|nđ|nd|qđ|qd|kh|ttr)-[^\W\d_]{2,}(?![^\W_])  # NĐ-CP, QĐ-UBND
  | \d+[^\W\d_]+\d*                                            # 15k, 4h, 10tr
  | \d+
  | [^\W\d_]+\d+(?![^\W_])                                     # kh183, t9, CT01
  | [^\W\d_]/[^\W\d_](?![^\W_])                               # p/h, Q/H
  | [^\W\d_]+(?:&[^\W\d_]+)+                                   # KH&ĐT
  | [^\W\d_]+
  | [^\w\s]
    """,
    re.VERBOSE,
)
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|tr|th|ph|kh|gh|gi|qu|[bcdghklmnprstvx])?"
    r"(?:uye|uya|uyu|uay|uoi|uou|ieu|yeu|oai|oay|oao|oeo|ai|ao|au|ay|eo|eu|ia|ie|iu|oa|oe|oi|oo|ua|ue|ui|uo|uu|uy|ye"
    r"|[aeiouy])(?:ch|ng|nh|[cmnpt])?"
)
_MARKED = re.compile(r"[^\x00-\x7f]")


@dataclass(frozen=True)
class Token:
    """One word, number or sign of a text: ``text`` is the slice ``[start, end)``."""

    text: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """True for a run of letters."""
        return self.text.isalpha()


def tokenize(text: str) -> list[Token]:
    """Return the tokens of *text* in order.

    >>> [token.text for token in tokenize("KH 183, QĐ 2766/QĐ-UBND quý IV/2024?")]
    ['KH', '183', ',', 'QĐ', '2766/QĐ-UBND', 'quý', 'IV', '/', '2024', '?']
    """
    return [Token(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(text)]


@lru_cache(maxsize=16384)
def folded(word: str) -> str:
    """Return ``fold(word)``, remembered: the same few syllables are asked for over and over."""
    return fold(word)


@lru_cache(maxsize=16384)
def is_syllable(word: str) -> bool:
    """Return True when *word* has the shape of one written Vietnamese syllable, with or without marks."""
    return bool(_SYLLABLE.fullmatch(folded(word)))


def is_marked(word: str) -> bool:
    """Return True when *word* carries a Vietnamese letter or tone mark."""
    return bool(_MARKED.search(word))
