"""Former wards and districts in a message: what they are today, and whether the name is ambiguous."""

from __future__ import annotations

from dataclasses import dataclass

from bot.answers.procedure.wording import say
from knowledge.places import Place, PlaceFound, Places
from knowledge.text import fold

_WARD_WORDS = ("phuong", "p", "ward", "xa")


@dataclass(frozen=True)
class PlaceSaid:
    """A ward, commune or district named in the message, with what is said of it."""

    name: str
    former_district: Place | None
    former_ward: Place | None
    ward: Place | None
    today: tuple[Place, ...]
    unit_said: bool

    @property
    def ambiguous(self) -> bool:
        """Whether the name alone is both an old district and a ward of today."""
        return self.ward is not None and self.former_district is not None and not self.unit_said


def place_said(text: str) -> PlaceSaid | None:
    """Return the first ward, commune or district of *text*, None when it names none.

    Former cities that are wards today (Hội An, Tam Kỳ) count as districts.
    """
    places = Places.default()
    wards_said = "phuong" in fold(text).split()
    for found in places.find(text):
        said = _said(places, found, wards_said)
        if said:
            return said
    return None


def _said(places: Places, found: PlaceFound, wards_said: bool) -> PlaceSaid | None:
    candidates = [place for key in found.place_ids if (place := places.get(key))]
    names = {fold(place.name) for place in candidates}
    if len(candidates) == 1:
        # A unit word narrows the search to one place; the same name may still be another place today.
        candidates += [
            place for place in places if fold(place.name) in names and place.id != candidates[0].id
        ]
    first = candidates[0]
    if first.kind in ("province", "former_province") and wards_said:
        first = next((p for p in candidates if p.kind == "former_ward" and _in_city(places, p)), first)
    if first.kind not in ("ward", "commune", "former_ward", "former_district", "former_city"):
        return None
    local = [place for place in candidates if _in_city(places, place)]
    if not local or not _in_city(places, first):
        return None
    district = next((p for p in local if p.kind in ("former_district", "former_city")), None)
    former = next((p for p in local if p.kind == "former_ward"), None)
    ward = next((p for p in local if p.kind in ("ward", "commune")), None)
    # 'Thanh Khê' begins like 'thành phố', and is a bare name.
    unit_said = fold(found.text) not in names and fold(found.text).split()[0] in (
        *_WARD_WORDS,
        "quan",
        "q",
        "huyen",
        "district",
        "tp",
        "thanh",
        "thi",
    )
    if unit_said and first.kind in ("former_district", "former_city"):
        ward, former = None, None
    elif unit_said:
        district = None
    if first.kind == "former_ward":
        ward, district = None, None
    return PlaceSaid(first.name, district, former, ward, places.today(first.id), unit_said)


def _in_city(places: Places, place: Place) -> bool:
    province = places.province_of(place.id)
    today = places.get(province).today if province and places.get(province) else ()  # type: ignore[union-attr]
    return "da-nang" in (province, place.jurisdiction, *today)


def about_place(said: PlaceSaid, asks_where: bool) -> str | None:
    """Return what the former ward or district of *said* is today, None when nothing is to be said."""
    if said.former_ward is not None and said.ward is None:
        former = f"phường {said.former_ward.name}"
        if not said.today:
            return say("ward_unknown", former=former)
        today = said.today[0].full_name
        return say(
            "former_ward_where" if asks_where else "former_ward",
            former=_upper(former),
            today=today,
        )
    if said.ambiguous and said.former_district and said.ward:
        return say(
            "both_place",
            name=said.name,
            former=said.former_district.unit,
            today=said.ward.unit,
        )
    if said.former_district is not None:
        full = said.former_district.full_name
        return say("former_district", former=_upper(full))
    if said.ward is not None and not asks_where:
        return say("current_ward", place=_upper(said.ward.full_name)) if said.ward.kind == "ward" else None
    return None


def _upper(text: str) -> str:
    return text[0].upper() + text[1:]
