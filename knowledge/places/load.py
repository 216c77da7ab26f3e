"""Builds the places from the data file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from knowledge.places.place import Place
from knowledge.text import fold

DATA = Path(__file__).resolve().parents[1] / "data" / "places.yaml"


def slug(name: str) -> str:
    """Return the id form of a name: 'Lê Chân' → 'le-chan'."""
    return "-".join(fold(name).replace("-", " ").split())


# The C one where PyYAML has it: ten times as fast.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(path: Path = DATA) -> dict[str, Any]:
    """Return the data file as plain values."""
    with path.open(encoding="utf-8") as stream:
        loaded: dict[str, Any] = yaml.load(stream, Loader=_LOADER)  # both are safe loaders  # nosec B506
    return loaded


def places(data: Mapping[str, Any]) -> Iterator[Place]:
    """Yield every place of the data file, provinces first."""
    ended: dict[str, str] = {key: today for key, (_, today) in data["former_provinces"].items()}
    for key, entry in data["provinces"].items():
        kind = entry["kind"]
        yield Place(key, entry["name"], kind, "thành phố" if kind == "city" else "tỉnh", None, key)
    for key, (name, today) in data["former_provinces"].items():
        yield Place(key, name, "former_province", "tỉnh", None, today, (today,))
    for key, (name, parent) in data["former_cities"].items():
        yield Place(key, name, "former_city", "thành phố", parent, _own(key, parent, ended))
    for parent, units in data["former_districts"].items():
        for unit, names in units.items():
            for name in names:
                place_id = f"{parent}/{slug(name)}"
                yield Place(place_id, name, "former_district", unit, parent, ended.get(parent, parent))
    for parent, wards in data["wards"].items():
        yield from _wards(parent, wards)
    for parent, names in data["unmapped_wards"].items():
        for name in names:
            yield Place(f"{parent}/phuong-cu-{slug(name)}", name, "former_ward", "phường", parent, parent)
    for parent, names in data["unchanged_communes"].items():
        for name in names:
            yield Place(f"{parent}/xa-{slug(name)}", name, "commune", "xã", parent, parent)


def _wards(parent: str, wards: Mapping[str, Sequence[str]]) -> Iterator[Place]:
    """The wards of a place, then those that became part of them."""
    ids = {name: f"{parent}/phuong-{slug(name)}" for name in wards}
    for name, place_id in ids.items():
        yield Place(place_id, name, "ward", "phường", parent, parent)
    for name, olds in wards.items():
        for old in olds:
            place_id = f"{parent}/phuong-cu-{slug(old)}"
            yield Place(place_id, old, "former_ward", "phường", parent, parent, (ids[name],))


def _own(key: str, parent: str, ended: Mapping[str, str]) -> str:
    """A former city speaks for itself, except where it became part of another city ('Hội An')."""
    today = ended.get(parent)
    return today if today == "da-nang" else key


def spellings(data: Mapping[str, Any], known: Mapping[str, Place]) -> Iterator[tuple[str, str]]:
    """Yield every (spelling, place id): names, names written as one word, aliases."""
    for place in known.values():
        yield place.name, place.id
        joined = fold(place.name).replace(" ", "").replace("-", "")
        if " " in place.name and len(joined) >= 6:
            yield joined, place.id
    for key, entry in data["provinces"].items():
        for alias in entry.get("aliases", ()):
            yield alias, key
    for key, aliases in data["city_aliases"].items():
        for alias in aliases:
            yield alias, key
