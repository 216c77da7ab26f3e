"""Finds names of a closed list in text typed with or without accents, exactly or with one typo."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import Indel, Levenshtein

from knowledge.text import fold, modern_tones, nfc

_TOKEN = re.compile(r"[a-z0-9]+")
_APART = re.compile(r"[,;:.?!()\n]")
_ABBREVIATION = 2
_SKIPPED = frozenset({"va"})
_FUZZY_LENGTH = 7
_LONG = 13
_MANY_TOKENS = 4
_MOST_TOKENS = 12


@dataclass(frozen=True)
class Token:
    """A syllable: folded, as typed (NFC, lower case, one tone-mark placement), and its offsets."""

    folded: str
    typed: str
    start: int
    end: int
    apart: bool = False
    """Whether a comma, full stop or the like stands between it and the syllable before."""

    @property
    def accented(self) -> bool:
        """Whether it was typed with any diacritic."""
        return self.folded != self.typed


def tokenize(text: str) -> list[Token]:
    """Return the syllables of NFC *text* without 'và', which people add and drop inside names."""
    folded, typed = fold(text), modern_tones(text.lower())
    if len(typed) != len(folded):
        typed = folded
    tokens: list[Token] = []
    end = 0
    for match in _TOKEN.finditer(folded):
        if match.group() in _SKIPPED:
            continue
        apart = bool(tokens) and _apart(folded[end : match.start()], tokens[-1])
        tokens.append(Token(match.group(), typed[match.start() : match.end()], *match.span(), apart))
        end = match.end()
    return tokens


def _apart(gap: str, before: Token) -> bool:
    """Tell whether a gap parts two names; the full stop of an abbreviation ('P.NV', 'Tp. ') does not."""
    return bool(_APART.search(gap.replace(".", "") if len(before.folded) <= _ABBREVIATION else gap))


@dataclass(frozen=True)
class Name:
    """One spelling of a thing: ``key`` names the thing; ``syllables`` the spelling with accents."""

    key: str
    syllables: tuple[Token, ...]
    folded: str
    """The folded syllables joined by spaces."""


@dataclass(frozen=True)
class Hit:
    """A place in the text where names stand. ``keys`` are the things so spelled, in list order."""

    start: int
    end: int
    keys: tuple[str, ...]
    first: int
    """Index of the first token; ``after`` of the token behind the last."""
    after: int
    exact: bool
    sure: bool
    """Whether every accent typed is the name's."""


def accents_agree(typed: tuple[Token, ...], name: tuple[Token, ...]) -> bool:
    """Tell whether typed diacritics speak for the name: 'hai cháu' is not 'Hải Châu'.

    Text without diacritics always agrees; else half of the accented syllables must be right.
    """
    right, marked = _accents(typed, name)
    return right * 2 >= marked


def _accents(typed: tuple[Token, ...], name: tuple[Token, ...]) -> tuple[int, int]:
    """Return how many of the accented syllables are the name's, and how many are accented."""
    marked = [(a, b) for a, b in zip(typed, name, strict=False) if a.accented]
    return sum(a.typed == b.typed for a, b in marked), len(marked)


def _together(typed: tuple[Token, ...], name: tuple[Token, ...]) -> bool:
    """Tell whether the syllables belong together: 'Hàn Quốc, hồi trước' does not hold 'Quốc hội'."""
    if len(name) >= _MANY_TOKENS:
        return True
    return all(not a.apart or b.apart for a, b in zip(typed[1:], name[1:], strict=False))


def _head_stands(typed: str, name: str) -> bool:
    """Tell whether a changed first syllable may be a typo; in 'Vụ', 'Sở', 'Bộ' one letter is another word."""
    return typed == name or min(len(typed), len(name)) >= _MANY_TOKENS


def one_typo(typed: str, name: str) -> bool:
    """Tell whether *typed* is *name* with one letter lost, added or swapped.

    A long name may also have one letter changed, a very long one two.
    """
    if len(name) < _FUZZY_LENGTH or typed == name:
        return False
    if len(name) >= _LONG:
        return Levenshtein.distance(typed, name, score_cutoff=2) <= (2 if len(name) >= 2 * _LONG else 1)
    if Indel.distance(typed, name, score_cutoff=2) == 1:
        return True
    return sorted(typed) == sorted(name) and Indel.distance(typed, name, score_cutoff=2) == 2


class NameFinder:
    """Longest-match finder over spellings. Build once; ``find`` is read-only and thread-safe."""

    def __init__(self, spellings: Iterable[tuple[str, str]], fewest_for_typo: int = 2) -> None:
        """``spellings`` are (spelling, key); several keys may share one spelling.

        Only names of at least *fewest_for_typo* syllables are found with a typo.
        """
        self._fewest = fewest_for_typo
        self._exact: dict[str, dict[tuple[str, ...], list[Name]]] = {}
        self._by_first: dict[tuple[str, int], list[Name]] = {}
        self._by_last: dict[tuple[str, int], list[Name]] = {}
        self._longest: dict[str, int] = {}
        for spelling, key in spellings:
            syllables = tuple(tokenize(nfc(spelling)))
            self._add(Name(key, syllables, " ".join(token.folded for token in syllables)))

    def _add(self, name: Name) -> None:
        parts = tuple(token.folded for token in name.syllables)
        if not parts:
            return
        names = self._exact.setdefault(parts[0], {}).setdefault(parts, [])
        if name in names:
            return
        names.append(name)
        self._longest[parts[0]] = max(self._longest.get(parts[0], 0), len(parts))
        if len(parts) >= self._fewest and len(name.folded) >= _FUZZY_LENGTH:
            self._by_first.setdefault((parts[0], len(parts)), []).append(name)
            self._by_last.setdefault((parts[-1], len(parts)), []).append(name)

    def match(self, tokens: list[Token], position: int) -> Hit | None:
        """Return the longest exact match that begins at token *position*."""
        head = tokens[position].folded
        spellings = self._exact.get(head)
        if spellings is None:
            return None
        for size in range(min(self._longest[head], len(tokens) - position), 0, -1):
            window = tuple(tokens[position : position + size])
            names = spellings.get(tuple(token.folded for token in window)) or ()
            fitting = [
                name
                for name in names
                if accents_agree(window, name.syllables) and _together(window, name.syllables)
            ]
            if fitting:
                return _hit(tokens, position, size, fitting, exact=True)
        return None

    def match_typo(self, tokens: list[Token], position: int, shortest: int = 2) -> Hit | None:
        """Return the longest match with one typo and at least *shortest* tokens that begins at *position*."""
        for size in range(min(_MOST_TOKENS, len(tokens) - position), shortest - 1, -1):
            window = tuple(tokens[position : position + size])
            candidates = [
                *self._by_first.get((window[0].folded, size), ()),
                *self._by_last.get((window[-1].folded, size), ()),
            ]
            if not candidates:
                continue
            typed = " ".join(token.folded for token in window)
            fitting = [
                name
                for name in candidates
                if abs(len(name.folded) - len(typed)) <= 2
                and one_typo(typed, name.folded)
                and _head_stands(window[0].folded, name.syllables[0].folded)
                and accents_agree(window, name.syllables)
                and _together(window, name.syllables)
            ]
            if fitting:
                return _hit(tokens, position, size, fitting, exact=False)
        return None

    def find(self, tokens: list[Token]) -> list[Hit]:
        """Return non-overlapping matches: exact ones first claim their syllables, then typos."""
        hits: list[Hit] = []
        position = 0
        while position < len(tokens):
            hit = self.match(tokens, position)
            if hit is not None:
                hit = self.match_typo(tokens, position, hit.after - hit.first + 2) or hit
                hits.append(hit)
            position = hit.after if hit is not None else position + 1
        taken = {index for hit in hits for index in range(hit.first, hit.after)}
        position = 0
        while position < len(tokens):
            hit = None
            if position not in taken:
                free = next((n for n in range(position, len(tokens)) if n in taken), len(tokens))
                hit = self.match_typo(tokens[:free], position)
            if hit is not None:
                hits.append(hit)
            position = hit.after if hit is not None else position + 1
        return sorted(hits, key=lambda hit: hit.start)


def _hit(tokens: list[Token], position: int, size: int, names: list[Name], *, exact: bool) -> Hit:
    window = tuple(tokens[position : position + size])
    sure = [name for name in names if len(set(_accents(window, name.syllables))) == 1]
    keys = tuple(dict.fromkeys(name.key for name in sure or names))
    return Hit(window[0].start, window[-1].end, keys, position, position + size, exact, bool(sure))
