"""The agency registry: links printed bodies to ids and finds bodies in free text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache

from knowledge.agencies import load
from knowledge.agencies.agency import CENTRAL, Agency, AgencyFound, Collective, Kind, RegistryData, Succession
from knowledge.agencies.cells import split_agencies
from knowledge.agencies.mentions import MentionFinder, spellings
from knowledge.agencies.printed import core, lists
from knowledge.agencies.succession import find_succession
from knowledge.agencies.suffix import Suffix, place_level, place_of, read_suffix
from knowledge.names import NameFinder, tokenize
from knowledge.places import Places

_REMEMBERED = 8192
_DUTY = frozenset({"chu", "tham", "phoi"})


class Registry:
    """All kinds of bodies and collectives. Immutable; share one instance (``Registry.default()``)."""

    def __init__(self, data: RegistryData, places: Places) -> None:
        """Build from the data file's values and the gazetteer."""
        self._data = data
        self._places = places
        self._patterns = {
            key: (re.compile(match), re.compile(requires)) for key, (match, requires) in data.patterns.items()
        }
        self._names = NameFinder(spellings(data), fewest_for_typo=3)
        self._mentions = MentionFinder(data, places, self._names, self._id_of)
        self._linked = lru_cache(maxsize=_REMEMBERED)(self._link)
        self._collected = lru_cache(maxsize=_REMEMBERED)(self._collective)

    @classmethod
    def default(cls) -> Registry:
        """Return the registry of the shipped data file, loaded once."""
        return _default()

    def extended(self, names: Iterable[tuple[str, Iterable[str]]], more: Iterable[Kind] = ()) -> Registry:
        """Return a registry that knows *more* kinds, and further names of kinds: pairs of kind id and names.

        Names of kinds that are not known are left out, and so are kinds whose id is known; with nothing
        to add it is this registry itself.
        """
        added = {kind.id: kind for kind in more if kind.id not in self._data.kinds}
        called = {kind: tuple(extra) for kind, extra in names if kind in self._data.kinds}
        if not added and not any(called.values()):
            return self
        kinds = {
            key: replace(kind, aliases=(*kind.aliases, *called.get(key, ())))
            for key, kind in self._data.kinds.items()
        } | added
        return Registry(replace(self._data, kinds=kinds), self._places)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """All kinds of single bodies."""
        return tuple(self._data.kinds.values())

    def link(self, text: str, jurisdiction: str | None) -> str | None:
        """Return the id of the one body a printed name means in a document of *jurisdiction*.

        None for collectives, for kinds without a body of that place and for unknown names. A
        trailing parenthesis and one typo are forgiven; a place in the name decides over *jurisdiction*.

        >>> Registry.default().link("Sở Nội vụ", "long-khanh")
        'dong-nai/so-noi-vu'
        """
        return self._linked(text, jurisdiction)

    def _link(self, text: str, jurisdiction: str | None) -> str | None:
        found = self._read(text)
        if found is None:
            return None
        kind, suffix = found
        if kind.place_needed and suffix.place is None:
            return None
        return self._id(kind, suffix, jurisdiction, lenient=True)

    def collective(self, text: str, jurisdiction: str | None) -> str | None:
        """Return the id of the collective a printed text means ('da-nang/so-ban-nganh'), None for others."""
        return self._collected(text, jurisdiction)

    def _collective(self, text: str, jurisdiction: str | None) -> str | None:
        words = " ".join(token.folded for token in tokenize(core(text)))
        words = words.replace("uy ban nhan dan", "ubnd")
        for key, (match, requires) in self._patterns.items():
            if match.fullmatch(words) and requires.search(words):
                return self._collective_id(self._data.collectives[key], jurisdiction)
        return None

    def covers(self, collective: str, agency_id: str) -> bool:
        """Tell whether a collective contains a body or a narrower collective.

        Unspecific collectives contain nobody for sure.

        *collective* is a collective's id ('da-nang/so-ban-nganh') or the text printed in a document
        of the body's own place ('Các sở, ban, ngành').
        """
        at = agency_id.rpartition("/")[0]
        narrower = self._data.collectives.get(agency_id.rpartition("/")[2])
        if narrower is not None:
            return self._encloses(self._data.collectives, collective, narrower, at)
        known = self._data.collectives.get(collective.rpartition("/")[2])
        if known is not None:
            return self._covers(known, collective.rpartition("/")[0], agency_id)
        kind = self._data.kinds.get(agency_id.rpartition("/")[2])
        if kind is not None and lists(collective, kind):
            return True
        place = self._places.get(at)
        for over in dict.fromkeys((at, (place and place.parent) or at)):
            read = self.collective(collective, over)
            if read is not None and self._covers(
                self._data.collectives[read.rpartition("/")[2]], read.rpartition("/")[0], agency_id
            ):
                return True
        return False

    def _encloses(
        self, known: Mapping[str, Collective], collective: str, narrower: Collective, at: str
    ) -> bool:
        read = collective if collective.rpartition("/")[2] in known else self.collective(collective, at)
        outer = known.get((read or "").rpartition("/")[2])
        if outer is None or outer.unspecific or outer == narrower:
            return False
        return narrower.groups <= outer.groups and narrower.levels <= outer.levels

    def _covers(self, collective: Collective, over: str, agency_id: str) -> bool:
        kind = self._data.kinds.get(agency_id.rpartition("/")[2])
        if kind is None or collective.unspecific or not kind.groups & collective.groups:
            return False
        at = agency_id.rpartition("/")[0]
        if at == CENTRAL:
            return "central" in collective.levels
        place = self._places.get(at)
        if place is None:
            return at == over
        return place_level(place) in collective.levels and over in (at, place.parent, place.jurisdiction)

    def get(self, agency_id: str) -> Agency | None:
        """Return a body or collective by id; None when the kind is unknown."""
        place_id, _, key = agency_id.rpartition("/")
        place = self._places.get(place_id)
        where = place.full_name if place else ""
        collective = self._data.collectives.get(key)
        if collective is not None:
            full = f"{collective.name} ({where})" if where else collective.name
            return Agency(
                agency_id, key, collective.name, full, "local", place_id, (), True, collective.unspecific
            )
        kind = self._data.kinds.get(key)
        if kind is None:
            return None
        full = f"{kind.name} {where}".strip()
        return Agency(agency_id, key, kind.name, full, kind.level, place_id, kind.aliases)

    def at(self, kind: str, jurisdiction: str) -> str | None:
        """Return the id of the body of that kind that works for *jurisdiction*, None when it has none."""
        return self._id_of(kind, Suffix("", None, 0, 0), jurisdiction, lenient=True)

    def find(self, text: str, jurisdictions: Iterable[str] | None = None) -> list[AgencyFound]:
        """Return the bodies and collectives named in free text, in reading order, longest names first.

        Accents may be missing, names abbreviated, one letter of a long name wrong. A body whose
        place is not said has one id per jurisdiction in *jurisdictions* (the cities with documents;
        default: those of the data file).

        >>> [m.agency_ids for m in Registry.default().find("so noi vu da nang lam gi")]
        [('da-nang/so-noi-vu',)]
        """
        usual = self._data.default_jurisdictions
        cities = set(usual if jurisdictions is None else jurisdictions)
        ordered = [city for city in usual if city in cities] + sorted(cities.difference(usual))
        return self._mentions.find(text, tuple(ordered))

    def succession(self, agency_id: str) -> Succession | None:
        """Return what became of a body after the reforms of 2025; None when it stands or is unknown."""
        return find_succession(agency_id, self._data, self._places)

    def unknown_bodies(self, cells: Iterable[str], jurisdiction: str | None) -> list[str]:
        """Return the bodies of cells that are neither linked nor collectives, each once, as printed."""
        unknown: dict[str, None] = {}
        for cell in cells:
            for body in split_agencies(cell):
                if self.link(body, jurisdiction) is None and self.collective(body, jurisdiction) is None:
                    unknown.setdefault(body)
        return list(unknown)

    def _read(self, text: str) -> tuple[Kind, Suffix] | None:
        raw = core(text)
        tokens = tokenize(raw)
        if not tokens:
            return None
        hit = self._names.match(tokens, 0) or self._names.match_typo(tokens, 0)
        if hit is None or hit.keys[0] not in self._data.kinds:
            return None
        suffix = read_suffix(tokens, hit.after, self._places.find(raw), self._places)
        rest = tokens[suffix.after :]
        while rest and suffix.place is not None:
            more = read_suffix(tokens, suffix.after, self._places.find(raw), self._places)
            if more.place is None:
                break
            suffix = Suffix(suffix.unit, suffix.place, more.after, suffix.after_unit)
            rest = tokens[suffix.after :]
        if rest and rest[0].folded not in _DUTY:
            return None
        return self._data.kinds[hit.keys[0]], suffix

    def _id_of(
        self, key: str, suffix: Suffix, jurisdiction: str | None, *, lenient: bool = False
    ) -> str | None:
        kind = self._data.kinds.get(key)
        if kind is not None:
            return self._id(kind, suffix, jurisdiction, lenient=lenient)
        collective = self._data.collectives.get(key)
        over = suffix.place.jurisdiction if suffix.place else jurisdiction
        return self._collective_id(collective, over) if collective else None

    def _id(self, kind: Kind, suffix: Suffix, jurisdiction: str | None, *, lenient: bool) -> str | None:
        if kind.level == "central":
            return f"{CENTRAL}/{kind.id}"
        place = place_of(kind.level, suffix, jurisdiction, self._places, lenient=lenient)
        return None if place is None else f"{place}/{kind.id}"

    def _collective_id(self, collective: Collective, jurisdiction: str | None) -> str:
        place = jurisdiction or ""
        if collective.levels == {"province"}:
            place = self._places.province_of(place) or place
        if collective.levels == {"central"}:
            place = CENTRAL
        return f"{place}/{collective.id}" if place else collective.id


@lru_cache(maxsize=1)
def _default() -> Registry:
    return Registry(load.read(), Places.default())
