"""The agency registry: links printed bodies to ids and finds bodies in free text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from knowledge.agencies import load
from knowledge.agencies.agency import CENTRAL, Agency, AgencyFound, Collective, Kind, RegistryData, Succession
from knowledge.agencies.cells import split_agencies
from knowledge.agencies.succession import find_succession
from knowledge.agencies.suffix import Suffix, place_level, place_of, read_suffix
from knowledge.names import Hit, NameFinder, Token, tokenize
from knowledge.places import PlaceFound, Places
from knowledge.text import fold, nfc

_PARENTHESIS = re.compile(r"\s*\([^()]*\)?")
_TITLE = re.compile(
    r"(?i)^\s*(?:(?:tất cả|toàn thể)\s+)?(?:(?:phó\s+)?(?:giám đốc|chánh(?=\s+(?:văn|thanh))|chủ tịch"
    r"|trưởng(?=\s+(?:phòng|ban|công)))|thủ trưởng|người đứng đầu|lãnh đạo|đề nghị)?\s*"
)
_LISTED = re.compile(r"(?:cac )?so\b(?:\s*:)?")
_DUTY = frozenset({"chu", "tham", "phoi"})
_NOT_BEFORE_SO = frozenset(
    (
        "ho",
        "chi",
        "ma",
        "con",
        "mot",
        "co",
        "quyen",
        "doi",
        "chuyen",
        "ky",
        "nhieu",
        "may",
        "tham",
        "dan",
        "tri",
        "ty",
        "he",
        "bien",
        "tong",
        "tu",
        "hang",
        "day",
        "bo",
    )
)
_SO_TYPED = frozenset({"so", "sở", "sỡ", "sờ", "só"})
_CAPITALS_LENGTH = 3


class Registry:
    """All kinds of bodies and collectives. Immutable; share one instance (``Registry.default()``)."""

    def __init__(self, data: RegistryData, places: Places) -> None:
        """Build from the data file's values and the gazetteer."""
        self._data = data
        self._places = places
        self._patterns = {
            key: (re.compile(match), re.compile(requires)) for key, (match, requires) in data.patterns.items()
        }
        self._finder = NameFinder(_spellings(data))
        self._capitals = {
            fold(alias)
            for kind in data.kinds.values()
            for alias in kind.aliases
            if alias.isalpha()
            and len(alias) <= _CAPITALS_LENGTH
            and not alias.startswith("S")
            and alias != "IOC"
        }

    @classmethod
    def default(cls) -> Registry:
        """Return the registry of the shipped data file, loaded once."""
        return _default()

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
        found = self._read(text)
        if found is None:
            return None
        kind, suffix = found
        if kind.place_needed and suffix.place is None:
            return None
        return self._id(kind, suffix, jurisdiction)

    def collective(self, text: str, jurisdiction: str | None) -> str | None:
        """Return the id of the collective a printed text means ('da-nang/so-ban-nganh'), None for others."""
        words = " ".join(token.folded for token in tokenize(_core(text)))
        words = words.replace("uy ban nhan dan", "ubnd")
        for key, (match, requires) in self._patterns.items():
            if match.fullmatch(words) and requires.search(words):
                return self._collective_id(self._data.collectives[key], jurisdiction)
        return None

    def covers(self, collective: str, agency_id: str) -> bool:
        """Tell whether a collective contains a body. Unspecific collectives contain nobody for sure.

        *collective* is a collective's id ('da-nang/so-ban-nganh') or the text printed in a document
        of the body's own place ('Các sở, ban, ngành').
        """
        at = agency_id.rpartition("/")[0]
        known = self._data.collectives.get(collective.rpartition("/")[2])
        if known is not None:
            return self._covers(known, collective.rpartition("/")[0], agency_id)
        kind = self._data.kinds.get(agency_id.rpartition("/")[2])
        if kind is not None and _lists(collective, kind):
            return True
        place = self._places.get(at)
        for over in dict.fromkeys((at, (place and place.parent) or at)):
            read = self.collective(collective, over)
            if read is not None and self._covers(
                self._data.collectives[read.rpartition("/")[2]], read.rpartition("/")[0], agency_id
            ):
                return True
        return False

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
        known = self._data.kinds.get(kind)
        if known is not None:
            return self._id(known, Suffix("", None, 0, 0), jurisdiction)
        collective = self._data.collectives.get(kind)
        return self._collective_id(collective, jurisdiction) if collective else None

    def find(self, text: str, jurisdictions: Iterable[str] | None = None) -> list[AgencyFound]:
        """Return the bodies and collectives named in free text, in reading order, longest names first.

        Accents may be missing, names abbreviated, one letter of a long name wrong. A body whose
        place is not said has one id per jurisdiction in *jurisdictions* (the cities with documents;
        default: those of the data file).

        >>> [m.agency_ids for m in Registry.default().find("so noi vu da nang lam gi")]
        [('da-nang/so-noi-vu',)]
        """
        raw = nfc(text)
        tokens = tokenize(raw)
        named = self._places.find(raw)
        cities = tuple(self._data.default_jurisdictions if jurisdictions is None else jurisdictions)
        found: list[AgencyFound] = []
        for hit in self._finder.find(tokens):
            mention = self._mention(raw, tokens, hit, cities, named)
            if mention is not None and (not found or mention.start >= found[-1].end):
                found.append(mention)
        return found

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
        raw = _core(text)
        tokens = tokenize(raw)
        if not tokens:
            return None
        hit = self._finder.match(tokens, 0) or self._finder.match_typo(tokens, 0)
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

    def _id(self, kind: Kind, suffix: Suffix, jurisdiction: str | None) -> str | None:
        if kind.level == "central":
            return f"{CENTRAL}/{kind.id}"
        place = place_of(kind.level, suffix, jurisdiction, self._places)
        return None if place is None else f"{place}/{kind.id}"

    def _collective_id(self, collective: Collective, jurisdiction: str | None) -> str:
        place = jurisdiction or ""
        if collective.levels == {"province"}:
            place = self._places.province_of(place) or place
        if collective.levels == {"central"}:
            place = CENTRAL
        return f"{place}/{collective.id}" if place else collective.id

    def _mention(
        self, raw: str, tokens: list[Token], hit: Hit, cities: tuple[str, ...], named: Sequence[PlaceFound]
    ) -> AgencyFound | None:
        key = hit.keys[0]
        suffix = read_suffix(tokens, hit.after, named, self._places)
        collective = self._data.collectives.get(key)
        if collective is not None:
            at = (suffix.place.jurisdiction,) if suffix.place else cities
            ids = dict.fromkeys(self._collective_id(collective, city) for city in at)
            return AgencyFound(raw[hit.start : hit.end], hit.start, hit.end, tuple(ids), key, True, hit.exact)
        kind = self._data.kinds[key]
        if not self._credible(raw, tokens, hit, kind, suffix):
            return None
        over: tuple[str | None, ...] = (None,) if suffix.place else cities
        found = dict.fromkeys(self._id(kind, suffix, city) for city in over)
        ids_of = tuple(agency_id for agency_id in found if agency_id is not None)
        if not ids_of:
            return None
        after = (
            suffix.after if suffix.place and (kind.suffix_needed or kind.place_needed) else suffix.after_unit
        )
        end = tokens[after - 1].end if after > hit.after else hit.end
        return AgencyFound(raw[hit.start : end], hit.start, end, ids_of, key, False, hit.exact)

    def _credible(self, raw: str, tokens: list[Token], hit: Hit, kind: Kind, suffix: Suffix) -> bool:
        typed = raw[hit.start : hit.end]
        marked = bool(suffix.unit) or suffix.place is not None
        if kind.place_needed:
            return suffix.place is not None and typed != typed.lower()
        if kind.suffix_needed and not marked and len(typed.split()) <= 4 and kind.id != "mttq":
            return False
        if fold(typed) in self._capitals and not marked:
            return typed.isupper()
        head = tokens[hit.first]
        if head.folded == "so":
            before = tokens[hit.first - 1].folded if hit.first else ""
            plain = not any(token.accented for token in tokens[hit.first : hit.after])
            return head.typed in _SO_TYPED and not (
                plain and typed == typed.lower() and before in _NOT_BEFORE_SO
            )
        return True


def _core(text: str) -> str:
    """Return a printed body without a trailing parenthesis and without the title of its head."""
    return _TITLE.sub("", _PARENTHESIS.sub("", nfc(text)), count=1)


def _lists(text: str, kind: Kind) -> bool:
    """Tell whether a text that lists departments ('Các Sở: Nội vụ, Tài chính') lists *kind*."""
    folded = fold(_core(text))
    opening = _LISTED.match(folded)
    if opening is None or not ("so" in kind.groups or "ban" in kind.groups):
        return False
    items = [re.sub(r"[^a-z]+", " ", item).strip() for item in re.split("[,;:]", folded[opening.end() :])]
    name = " ".join(token.folded for token in tokenize(kind.name.removeprefix("Sở ")))
    return len(items) > 1 and name in [item.replace(" va ", " ").removeprefix("va ") for item in items]


def _spellings(data: RegistryData) -> Iterable[tuple[str, str]]:
    for kind in data.kinds.values():
        yield kind.name, kind.id
        if "UBND" in kind.name:
            yield kind.name.replace("UBND", "Ủy ban nhân dân"), kind.id
        for alias in kind.aliases:
            yield alias, kind.id
    for key, spellings in data.spellings.items():
        for spelling in spellings:
            yield spelling, key
            if spelling.startswith("UBND"):
                yield spelling.replace("UBND", "Ủy ban nhân dân", 1), key


@lru_cache(maxsize=1)
def _default() -> Registry:
    return Registry(load.read(), Places.default())
