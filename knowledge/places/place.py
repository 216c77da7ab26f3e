"""What a place is, and what its name in a text means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PlaceKind = Literal[
    "city",
    "province",
    "former_province",
    "former_city",
    "former_district",
    "ward",
    "commune",
    "former_ward",
]


@dataclass(frozen=True)
class Place:
    """A place, today's or former.

    ``unit`` is its printed kind ('quận', 'thành phố'); ``parent`` the province it belongs (or
    belonged) to; ``jurisdiction`` the place whose documents speak for it today: a former quận of Đà
    Nẵng has 'da-nang', the former city Long Khánh has itself. ``today`` are the places it is part
    of now, empty when it stands unchanged or when our sources do not tell.
    """

    id: str
    name: str
    kind: PlaceKind
    unit: str
    parent: str | None
    jurisdiction: str
    today: tuple[str, ...] = ()

    @property
    def former(self) -> bool:
        """Whether it ended with the reform of 1 July 2025."""
        return self.kind.startswith("former")

    @property
    def full_name(self) -> str:
        """The name with its unit, e.g. 'quận Hải Châu'."""
        return f"{self.unit} {self.name}"


@dataclass(frozen=True)
class PlaceFound:
    """A place named in a text; offsets are into the NFC text and include the unit word if typed.

    ``place_ids`` has the likeliest place first; several when the name alone cannot tell, e.g. a
    former district and today's ward. ``exact`` is False when a typo was forgiven.
    """

    text: str
    start: int
    end: int
    place_ids: tuple[str, ...]
    exact: bool = True

    @property
    def place_id(self) -> str:
        """The likeliest place."""
        return self.place_ids[0]

    @property
    def ambiguous(self) -> bool:
        """Whether several places go by the words used."""
        return len(self.place_ids) > 1
