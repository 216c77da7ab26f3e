"""Finds bodies in free text: which words name one, and which only look like it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from knowledge.agencies.agency import AgencyFound, Kind, RegistryData
from knowledge.agencies.suffix import Suffix, read_suffix
from knowledge.names import Hit, NameFinder, Token, tokenize
from knowledge.places import PlaceFound, Places
from knowledge.text import fold, nfc

_SO_TYPED = frozenset({"so", "sở", "sỡ", "sờ", "só"})
_CAPITALS_LENGTH = 3
_ENGLISH = "Department of "
_DOCUMENT = re.compile(r"\d/[^\W\d_]+(?:-[^\W\d_]+)+")
"""The number of a document: the initials in '112/KH-UBND' say who issued it and name nobody asked about."""


class IdOf(Protocol):
    """Turns a kind or collective, its suffix and a city into an id; see ``place_of`` for ``lenient``."""

    def __call__(
        self, key: str, suffix: Suffix, jurisdiction: str | None, *, lenient: bool = False
    ) -> str | None:
        """Return the id, None when no one body is meant."""
        ...


class MentionFinder:
    """Finds the registry's names in text. ``id_of`` gives the ids."""

    def __init__(self, data: RegistryData, places: Places, names: NameFinder, id_of: IdOf) -> None:
        """Share the registry's values, gazetteer and name finder."""
        self._data = data
        self._places = places
        self._names = names
        self._id_of = id_of
        self._capitals = {
            fold(alias) for kind in data.kinds.values() for alias in kind.aliases if _is_ambiguous(alias)
        }

    def find(self, text: str, cities: tuple[str, ...]) -> list[AgencyFound]:
        """Return the mentions of *text* in reading order; *cities* are meant where no place is said."""
        raw = nfc(text)
        tokens = tokenize(raw)
        named = self._places.find(raw)
        documents = [match.span() for match in _DOCUMENT.finditer(raw)]
        found: list[AgencyFound] = []
        for hit in self._names.find(tokens):
            if any(start < hit.start < end for start, end in documents):
                continue
            mention = self._mention(raw, tokens, hit, cities, named)
            if mention is not None and (not found or mention.start >= found[-1].end):
                found.append(mention)
        return found

    def _mention(
        self, raw: str, tokens: list[Token], hit: Hit, cities: tuple[str, ...], named: Sequence[PlaceFound]
    ) -> AgencyFound | None:
        key = hit.keys[0]
        suffix = read_suffix(tokens, hit.after, named, self._places)
        if suffix.place is None and (before := _place_before(raw, hit, named)):
            suffix = replace(suffix, place=self._places.get(before))
        kind = self._data.kinds.get(key)
        if kind is not None and not self._credible(raw, tokens, hit, kind, suffix):
            return None
        over: tuple[str | None, ...] = (None,) if suffix.place else cities
        ids = self._ids(key, suffix, over, lenient=False) or self._ids(key, suffix, over, lenient=True)
        if not ids:
            return None
        after = hit.after
        if kind is not None:
            whole = suffix.place is not None and (kind.suffix_needed or kind.place_needed)
            after = suffix.after if whole else suffix.after_unit
        end = tokens[after - 1].end if after > hit.after else hit.end
        return AgencyFound(raw[hit.start : end], hit.start, end, ids, key, kind is None, hit.exact)

    def _ids(
        self, key: str, suffix: Suffix, cities: Iterable[str | None], *, lenient: bool
    ) -> tuple[str, ...]:
        found = dict.fromkeys(self._id_of(key, suffix, city, lenient=lenient) for city in cities)
        return tuple(agency_id for agency_id in found if agency_id is not None)

    def _credible(self, raw: str, tokens: list[Token], hit: Hit, kind: Kind, suffix: Suffix) -> bool:
        typed = raw[hit.start : hit.end]
        marked = bool(suffix.unit) or suffix.place is not None
        if kind.place_needed:
            return suffix.place is not None and typed != typed.lower()
        if kind.suffix_needed and not marked:
            return False
        if fold(typed) in self._capitals and not marked:
            return typed.isupper()
        head = tokens[hit.first]
        if head.folded != "so":
            return True
        before = tokens[hit.first - 1].folded if hit.first else ""
        plain = typed == typed.lower() and not any(t.accented for t in tokens[hit.first : hit.after])
        return head.typed in _SO_TYPED and not (plain and before in self._data.not_before_so)


def _place_before(raw: str, hit: Hit, named: Sequence[PlaceFound]) -> str | None:
    """Return the place that stands right before a name: 'Da Nang People's Committee'."""
    return next((p.place_id for p in named if p.end < hit.start and raw[p.end : hit.start] == " "), None)


def _is_ambiguous(alias: str) -> bool:
    """Tell whether an abbreviation counts only in capitals; those of departments ('SNV') are safe."""
    return alias.isalpha() and len(alias) <= _CAPITALS_LENGTH and not alias.startswith("S") and alias != "IOC"


def spellings(data: RegistryData) -> Iterable[tuple[str, str]]:
    """Yield every (spelling, kind or collective id)."""
    for kind in data.kinds.values():
        yield kind.name, kind.id
        if "UBND" in kind.name:
            yield kind.name.replace("UBND", "Ủy ban nhân dân"), kind.id
        for alias in kind.aliases:
            yield alias, kind.id
            if alias.startswith(_ENGLISH):
                yield f"{alias.removeprefix(_ENGLISH)} Department", kind.id
    for key, spellings in data.spellings.items():
        for spelling in spellings:
            yield spelling, key
            if spelling.startswith("UBND"):
                yield spelling.replace("UBND", "Ủy ban nhân dân", 1), key
