"""The gazetteer: finds places in free text and tells what they are today."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

from knowledge.names import Hit, NameFinder, Token, tokenize
from knowledge.places import load
from knowledge.places.place import Place, PlaceFound, PlaceKind
from knowledge.text import fold, nfc

_UNITS: dict[str, frozenset[PlaceKind]] = {
    "phuong": frozenset({"ward", "former_ward"}),
    "p": frozenset({"ward", "former_ward"}),
    "ward": frozenset({"ward", "former_ward"}),
    "xa": frozenset({"commune"}),
    "quan": frozenset({"former_district"}),
    "q": frozenset({"former_district"}),
    "huyen": frozenset({"former_district"}),
    "district": frozenset({"former_district"}),
    "thi xa": frozenset({"former_district"}),
    "tx": frozenset({"former_district"}),
    "thanh pho": frozenset({"city", "former_city"}),
    "tp": frozenset({"city", "former_city"}),
    "city": frozenset({"city", "former_city"}),
    "tinh": frozenset({"province", "former_province"}),
    "province": frozenset({"province", "former_province"}),
}
_INITIALED = re.compile(r"(?<![\w.])([A-ZĐ])(?:\. ?)?([A-ZĐ][^\W\d_A-ZĐ]+)(?!\w)")
_UNIT_TYPED = frozenset({"phường", "xã", "quận", "huyện", "thị", "thành", "phố", "tỉnh"})
_ORDER: tuple[PlaceKind, ...] = (
    "city",
    "province",
    "former_province",
    "former_city",
    "ward",
    "former_district",
    "commune",
    "former_ward",
)
_CONTEXT = frozenset(
    {"o", "tai", "khu", "cua", "ben", "ve", "den", "tu", "nha", "in", "at", "of", "ubnd", "vung"}
)


class Places:
    """All known places. Immutable; share one instance (``Places.default()``)."""

    def __init__(self, data: dict[str, object]) -> None:
        """Build from the values of the data file."""
        self._places: dict[str, Place] = {}
        for place in load.places(data):
            self._places.setdefault(place.id, place)
        self._finder = NameFinder(load.spellings(data, self._places))
        self._everyday = {fold(name) for name in _strings(data["everyday"])}
        self._capitals = {fold(name): name for name in _strings(data["capitals"])}
        self._forgiving = frozenset(_strings(data["forgiving"]))
        bare = data["bare_means"]
        assert isinstance(bare, dict)
        self._common = {fold(name) for name in _strings(data["common_words"])}
        before = data["not_before"]
        assert isinstance(before, dict)
        self._not_before = {fold(name): frozenset(words) for name, words in before.items()}
        self._bare = {fold(name): str(place_id) for name, place_id in bare.items()}
        self._initialed = _initialed(self._places.values())

    @classmethod
    def default(cls) -> Places:
        """Return the places of the shipped data file, loaded once."""
        return _default()

    def get(self, place_id: str) -> Place | None:
        """Return a place by id."""
        return self._places.get(place_id)

    def __iter__(self) -> Iterator[Place]:
        """Iterate over all places, provinces first."""
        return iter(self._places.values())

    def today(self, place_id: str) -> tuple[Place, ...]:
        """Return the places a former one is part of now; empty when unchanged or not in our sources."""
        place = self._places.get(place_id)
        return tuple(self._places[key] for key in place.today) if place else ()

    def spelled_out(self, text: str) -> str:
        """Return *text* with 'Q.Ngãi' and 'QNgãi', the initial and the last syllable, as the whole name.

        Only names of two syllables that no other province or city shares are written out.

        >>> Places.default().spelled_out("ở HP và ở TP QNgãi")
        'ở HP và ở TP Quảng Ngãi'
        """
        return _INITIALED.sub(lambda m: self._initialed.get(fold(m[1] + m[2]), m[0]), text)

    def short(self, folded: str) -> Place | None:
        """Return the place an abbreviation such as 'hp' means right behind a body's name."""
        alias = self._capitals.get(folded)
        if alias is None:
            return None
        hit = self._finder.match(tokenize(alias), 0)
        return self._places[hit.keys[0]] if hit else None

    def jurisdiction(self, place_id: str) -> str:
        """Return the place whose documents speak for *place_id* today; itself when unknown."""
        place = self._places.get(place_id)
        return place.jurisdiction if place else place_id

    def province_of(self, place_id: str) -> str | None:
        """Return the province (or centrally run city) a place belonged to; itself for one."""
        place = self._places.get(place_id)
        return None if place is None else place.parent or place.id

    def find(self, text: str, prefer: Collection[str] = ()) -> list[PlaceFound]:
        """Return the places named in *text*, in reading order, longest names first.

        Accents may be missing and one letter of a name wrong. ``prefer`` are place ids (those with
        documents) that come first where a name is ambiguous.

        >>> [found.place_id for found in Places.default().find("so hoa o tp quang ngai")]
        ['quang-ngai-tp']
        """
        raw = nfc(text)
        tokens = tokenize(raw)
        found = []
        for hit in self._finder.find(tokens):
            unit_words, kinds = _unit(tokens, hit)
            if not any(self._places[key].kind in kinds for key in hit.keys):
                unit_words, kinds = 0, frozenset()
            if not (hit.exact and hit.sure) and not self._forgiven(hit, kinds, prefer):
                continue
            if not self._credible(raw, tokens, hit, bool(kinds)):
                continue
            ids = self._choose(hit, kinds, prefer)
            start = tokens[hit.first - unit_words].start
            end = hit.end
            after = tokens[hit.after].folded if hit.after < len(tokens) else ""
            if after == "cu":
                ids = tuple(sorted(ids, key=lambda key: not self._places[key].former))
            if not kinds and after in ("city", "province", "ward", "district"):
                ids, end = self._choose(hit, _UNITS[after], prefer), tokens[hit.after].end
            found.append(PlaceFound(raw[start:end], start, end, ids, hit.exact))
        return found

    def _choose(self, hit: Hit, kinds: frozenset[PlaceKind], prefer: Collection[str]) -> tuple[str, ...]:
        candidates = [self._places[key] for key in hit.keys]
        fitting = [place for place in candidates if place.kind in kinds] or candidates
        ids = {place.id for place in fitting}
        fitting = [place for place in fitting if not ids.intersection(place.today)]
        bare = self._bare.get(fold(candidates[0].name)) if not kinds else None
        ranked = sorted(
            fitting,
            key=lambda place: (place.id not in prefer, place.id != bare, _ORDER.index(place.kind)),
        )
        return tuple(place.id for place in ranked)

    def _forgiven(self, hit: Hit, kinds: frozenset[PlaceKind], prefer: Collection[str]) -> bool:
        if self._forgiving.intersection(hit.keys) or any(key in prefer for key in hit.keys):
            return True
        return "former_district" in kinds and any(
            self._places[key].kind == "former_district" for key in hit.keys
        )

    def _credible(self, raw: str, tokens: list[Token], hit: Hit, has_unit: bool) -> bool:
        typed = raw[hit.start : hit.end]
        if has_unit or (hit.first > 0 and tokens[hit.first - 1].folded in _CONTEXT):
            return True
        folded = fold(typed)
        if folded in self._capitals:
            return typed == self._capitals[folded] or "đ" in typed.lower()
        plain = typed.islower() and not any(token.accented for token in tokens[hit.first : hit.after])
        if plain and hit.after < len(tokens) and tokens[hit.after].folded in self._not_before.get(folded, ()):
            return False
        names = {fold(self._places[key].name) for key in hit.keys}
        if names & self._common and typed.islower():
            return False
        if names & self._everyday:
            return not plain and hit.exact
        return True


def _initialed(places: Iterable[Place]) -> dict[str, str]:
    names: dict[str, set[str]] = {}
    for place in places:
        first, _, rest = place.name.partition(" ")
        if place.kind in ("city", "province", "former_city", "former_province") and rest and " " not in rest:
            names.setdefault(fold(first[0] + rest), set()).add(place.name)
    return {short: next(iter(found)) for short, found in names.items() if len(found) == 1}


def _unit(tokens: list[Token], hit: Hit) -> tuple[int, frozenset[PlaceKind]]:
    """Return how many tokens before the hit are its unit word and which kinds the word allows."""
    before = tokens[max(0, hit.first - 2) : hit.first]
    if tokens[hit.first].apart:
        return 0, frozenset()
    for words in (2, 1):
        unit = before[-words:]
        kinds = _UNITS.get(" ".join(token.folded for token in unit))
        if len(before) >= words and kinds and all(t.typed in _UNIT_TYPED for t in unit if t.accented):
            return words, kinds
    return 0, frozenset()


def _strings(value: object) -> list[str]:
    assert isinstance(value, list)
    return [str(item) for item in value]


@lru_cache(maxsize=1)
def _default() -> Places:
    return Places(load.read())
