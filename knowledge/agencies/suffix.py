"""Reads what stands behind a body's name: 'thành phố', 'tỉnh', 'quận Lê Chân', 'Đà Nẵng'."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.names import Token
from knowledge.places import Place, PlaceFound, Places

_UNITS = {
    "thanh pho": "city",
    "tp": "city",
    "tinh": "province",
    "quan": "district",
    "q": "district",
    "huyen": "district",
    "thi xa": "district",
    "phuong": "ward",
    "xa": "ward",
    "dac khu": "ward",
    "cap tinh": "province",
}
_LINKING = frozenset({"cua", "o", "tai", "khu", "vuc", "the", "tren", "dia", "ban", "thuoc", "of", "in", "s"})


@dataclass(frozen=True)
class Suffix:
    """The words behind a name: ``unit`` '' when none is typed, ``place`` None when no place is named.

    ``after`` is the index of the first token behind the suffix, ``after_unit`` behind the unit word.
    """

    unit: str
    place: Place | None
    after: int
    after_unit: int


def read_suffix(tokens: Sequence[Token], first: int, named: Sequence[PlaceFound], places: Places) -> Suffix:
    """Read the suffix that begins at token *first*; *named* are the places found in the same text."""
    position = first
    while position < len(tokens) and tokens[position].folded in _LINKING and position - first < 2:
        position += 1
    if position < len(tokens):
        for found in named:
            if found.start <= tokens[position].start < found.end:
                unit, _ = _unit(tokens, position)
                after = next(
                    (n for n in range(position, len(tokens)) if tokens[n].start >= found.end), len(tokens)
                )
                return Suffix(unit, places.get(found.place_id), after, first)
        short = places.short(tokens[first].folded)
        if short is not None and not tokens[first].apart:
            return Suffix("", short, first + 1, first)
    unit, after = _unit(tokens, first)
    return Suffix(unit, None, after, after)


def _unit(tokens: Sequence[Token], position: int) -> tuple[str, int]:
    for size in (2, 1):
        words = " ".join(token.folded for token in tokens[position : position + size])
        if words in _UNITS and position + size <= len(tokens):
            return _UNITS[words], position + size
    return "", position


def place_of(
    level: str, suffix: Suffix, jurisdiction: str | None, places: Places, *, lenient: bool = False
) -> str | None:
    """Return the place id of the one body meant; None when the words do not tell one.

    ``level`` is the kind's. A department named in a document of a city under a province is the
    province's; 'UBND quận' without a name is nobody in particular. ``lenient`` also takes a
    district's division for a body of a province: a plan of a district that the gazetteer lacks is
    filed under its province.
    """
    base = suffix.place.id if suffix.place else jurisdiction
    if base is None:
        return None
    known = suffix.place or places.get(base)
    if level == "province":
        return places.province_of(base) or base
    at = place_level(known)
    if (
        suffix.unit == "district"
        and suffix.place is None
        and known is not None
        and known.kind == "former_city"
    ):
        return None
    if level in ("district", "ward"):
        under = lenient and at == "province" and not suffix.unit and level == "district"
        return base if at in (level, "") or under else None
    if suffix.unit == "province":
        province = places.province_of(base)
        return province if province is not None and (at != "province" or not _is_city(known)) else None
    if suffix.unit == "city" and suffix.place is None and at in ("district", "ward") and known is not None:
        return base if known.kind == "former_city" else places.province_of(base)
    if suffix.unit in ("district", "ward") and suffix.place is None:
        return base if at == suffix.unit else None
    return base


def place_level(place: Place | None) -> str:
    """Return 'province', 'district' or 'ward'; '' for an unknown place."""
    if place is None:
        return ""
    if place.kind in ("city", "province", "former_province"):
        return "province"
    return "district" if place.kind in ("former_city", "former_district") else "ward"


def _is_city(place: Place | None) -> bool:
    return place is not None and place.kind == "city"
