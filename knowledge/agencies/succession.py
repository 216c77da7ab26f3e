"""Tells what became of a body after the reforms of 2025."""

from __future__ import annotations

from knowledge.agencies.agency import Kind, RegistryData, Succession, SuccessionRule
from knowledge.agencies.suffix import place_level
from knowledge.places import Places


def find_succession(agency_id: str, data: RegistryData, places: Places) -> Succession | None:
    """Return the succession of a body, None when it stands, is a collective or is unknown."""
    place_id, _, key = agency_id.rpartition("/")
    kind = data.kinds.get(key)
    if kind is None:
        return None
    level = place_level(places.get(place_id))
    rule = next((rule for rule in data.successions if _applies(rule, kind, level)), None)
    return None if rule is None else _told(rule, kind, place_id, data, places)


def _applies(rule: SuccessionRule, kind: Kind, level: str) -> bool:
    named = kind.id in rule.kinds or bool(kind.groups & rule.groups)
    return named and (not rule.levels or level in rule.levels)


def _told(rule: SuccessionRule, kind: Kind, place_id: str, data: RegistryData, places: Places) -> Succession:
    sure = rule.confidence == "high" and (not rule.sure_in or place_id in rule.sure_in)
    place = places.get(place_id)
    today = place.jurisdiction if place else place_id
    ids = tuple(f"{today}/{successor}" for successor in rule.successors)
    names = rule.successor_text or ", ".join(data.kinds[successor].name for successor in rule.successors)
    since = f"{rule.since.day}/{rule.since.month}/{rule.since.year}"
    text = data.texts["successor"].format(since=since, old=kind.name, new=names)
    if rule.note:
        text += " " + rule.note
    if not sure:
        text += " " + data.texts["caution"]
    return Succession(rule.since, ids, names, "high" if sure else "medium", text)
