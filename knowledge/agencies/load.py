"""Reads the agencies data file into typed values."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from knowledge.agencies.agency import Collective, Kind, RegistryData, SuccessionRule

DATA = Path(__file__).resolve().parents[1] / "data" / "agencies.yaml"

# The C one where PyYAML has it: ten times as fast.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(path: Path = DATA) -> RegistryData:
    """Return the registry data; raises KeyError or yaml.YAMLError when the file is malformed."""
    with path.open(encoding="utf-8") as stream:
        raw: dict[str, Any] = yaml.load(stream, Loader=_LOADER)  # both are safe loaders  # nosec B506
    collectives: Mapping[str, Mapping[str, Any]] = raw["collectives"]
    return RegistryData(
        kinds={key: _kind(key, entry) for key, entry in raw["kinds"].items()},
        collectives={key: _collective(key, entry) for key, entry in collectives.items()},
        patterns={key: (entry["match"], entry.get("requires", "")) for key, entry in collectives.items()},
        spellings={key: tuple(entry.get("spellings", ())) for key, entry in collectives.items()},
        successions=tuple(_succession(entry) for entry in raw["successions"]),
        texts=raw["texts"],
        not_before_so=frozenset(raw["not_before_so"]),
        default_jurisdictions=tuple(raw["default_jurisdictions"]),
    )


def _kind(key: str, entry: Mapping[str, Any]) -> Kind:
    return Kind(
        key,
        entry["name"],
        entry["level"],
        frozenset(entry["groups"]),
        tuple(entry.get("aliases", ())),
        bool(entry.get("suffix_needed", False)),
        bool(entry.get("place_needed", False)),
    )


def _collective(key: str, entry: Mapping[str, Any]) -> Collective:
    covers = entry.get("covers", {})
    return Collective(
        key,
        entry["name"],
        frozenset(covers.get("groups", ())),
        frozenset(covers.get("levels", ())),
        bool(entry.get("unspecific", False)),
    )


def _succession(entry: Mapping[str, Any]) -> SuccessionRule:
    return SuccessionRule(
        entry["since"],
        frozenset(entry.get("kinds", ())),
        frozenset(entry.get("groups", ())),
        frozenset(entry.get("levels", ())),
        tuple(entry.get("successors", ())),
        entry.get("successor_text", ""),
        entry["confidence"],
        frozenset(entry.get("sure_in", ())),
        entry.get("note", ""),
    )
