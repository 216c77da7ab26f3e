"""What the registry tells of a body."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Level = Literal["central", "province", "district", "ward", "local"]
CENTRAL = "trung-uong"


@dataclass(frozen=True)
class Kind:
    """A kind of body that exists once per place, e.g. 'Sở Nội vụ'.

    ``level`` 'local' means the same name stands at every level. ``suffix_needed`` names are too
    common to count in free text without 'thành phố', 'quận …' or a place behind them.
    """

    id: str
    name: str
    level: Level
    groups: frozenset[str]
    aliases: tuple[str, ...] = ()
    suffix_needed: bool = False
    place_needed: bool = False


@dataclass(frozen=True)
class Collective:
    """A group addressed as a whole, e.g. 'Sở, ban, ngành'; ``unspecific`` ones name nobody in particular."""

    id: str
    name: str
    groups: frozenset[str]
    levels: frozenset[str]
    unspecific: bool = False


@dataclass(frozen=True)
class Agency:
    """One body, or one collective of a place.

    ``id`` is '<place id>/<kind>'; ``name`` the canonical name, ``full_name`` with its place;
    ``place`` the place id ('trung-uong' for central bodies).
    """

    id: str
    kind: str
    name: str
    full_name: str
    level: Level
    place: str
    aliases: tuple[str, ...] = ()
    collective: bool = False
    unspecific: bool = False


@dataclass(frozen=True)
class AgencyFound:
    """A body named in free text; offsets are into the NFC text.

    ``agency_ids`` has several ids when the words do not tell the place. ``kind`` is the shared kind
    (or collective) id. ``exact`` is False when a typo was forgiven.
    """

    text: str
    start: int
    end: int
    agency_ids: tuple[str, ...]
    kind: str
    collective: bool = False
    exact: bool = True


@dataclass(frozen=True)
class Succession:
    """What became of a body: ``ended`` is the day it ended; ``text`` one Vietnamese sentence to tell.

    ``confidence`` 'medium' is told with the caution already in ``text``. ``agency_ids`` are empty
    when the work went to bodies of many places.
    """

    ended: dt.date
    agency_ids: tuple[str, ...]
    names: str
    confidence: Literal["high", "medium"]
    text: str


@dataclass(frozen=True)
class SuccessionRule:
    """One entry of the data file's successions."""

    since: dt.date
    kinds: frozenset[str]
    groups: frozenset[str]
    levels: frozenset[str]
    successors: tuple[str, ...]
    successor_text: str
    confidence: Literal["high", "medium"]
    sure_in: frozenset[str]
    note: str


@dataclass(frozen=True)
class RegistryData:
    """The values of the data file."""

    kinds: Mapping[str, Kind]
    collectives: Mapping[str, Collective]
    patterns: Mapping[str, tuple[str, str]]
    spellings: Mapping[str, tuple[str, ...]]
    successions: tuple[SuccessionRule, ...]
    texts: Mapping[str, str] = field(default_factory=dict)
    default_jurisdictions: tuple[str, ...] = ()
    not_before_so: frozenset[str] = frozenset()
