"""Entity F1: what the understanding finds in questions whose entities were marked by hand.

A line of ``entities.jsonl`` holds every entity of its question: agencies by the name the registry knows with
the role the question gives them, windows as first and last day (asked on ``ASKED_ON``), places, documents
(id, or number of one we do not hold), task groups, years written as a word of their own ('năm 2024', not
'I/2024'), and the procedure.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

from bot.answers.procedure.catalogue import Catalogue
from bot.answers.procedure.turn import read_turn
from knowledge.agencies import Registry
from knowledge.text import fold
from nlu.intents import families
from nlu.query import Context, Query
from nlu.resources import Resources
from nlu.understand import understand
from tests.eval.sets import HERE

FILE = HERE / "entities.jsonl"
ASKED_ON = date(2026, 11, 24)
KINDS = ("agency", "window", "place", "document", "group", "year", "procedure")
Found = dict[str, list[str]]


def questions() -> list[dict[str, Any]]:
    """Return the marked questions."""
    return [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]


def found_in(text: str, resources: Resources, catalogue: Catalogue) -> Found:
    """Return the entities of *text* by kind, written as ``marked`` writes them."""
    query = understand(text, today=ASKED_ON, resources=resources)
    windows = [query.window] if query.window else []
    return {
        "agency": [f"{_body(m.agency_ids)}/{m.role or ''}" for m in query.agencies],
        "window": [f"{window.start or ''}..{window.end or ''}" for window in windows],
        "place": sorted({mention.place_id for mention in query.places}),
        "document": [*query.document_ids, *(fold(number) for number in query.document_numbers)],
        "group": [_group(query.group)] if query.group else [],
        "year": [str(year) for year in query.years],
        "procedure": _procedure(query, catalogue),
    }


def marked(entities: Mapping[str, list[Any]]) -> Found:
    """Return the entities a person marked, in comparable form."""
    return {
        kind: [_WRITTEN[kind](value) if kind in _WRITTEN else str(value) for value in entities.get(kind, [])]
        for kind in KINDS
    }


def score(pairs: Iterable[tuple[Found, Found]]) -> dict[str, dict[str, float]]:
    """Return F1, hits, and what was found too much or missed by kind and over all, of (marked, found)."""
    counts = {kind: [0, 0, 0] for kind in (*KINDS, "all")}
    for wanted, got in pairs:
        for kind in KINDS:
            hits = len(set(wanted[kind]) & set(got[kind]))
            for name in (kind, "all"):
                counts[name][0] += hits
                counts[name][1] += len(set(got[kind])) - hits
                counts[name][2] += len(set(wanted[kind])) - hits
    return {
        kind: {
            "f1": round(2 * hits / max(1, 2 * hits + extra + missed), 4),
            "hits": hits,
            "extra": extra,
            "missed": missed,
        }
        for kind, (hits, extra, missed) in counts.items()
    }


def _procedure(query: Query, catalogue: Catalogue) -> list[str]:
    """Return the procedure meant; a question the cues take for one about plans names none."""
    if families()[query.intent] != "procedure":
        return []
    best = read_turn(query, catalogue, Context(), ASKED_ON).best("procedure")
    return [best.target] if best else []


def _body(agency_ids: Iterable[str]) -> str:
    """Return the body without its place: which city is meant is the place's entity."""
    return min((agency_id.rpartition("/")[2] for agency_id in agency_ids), default="")


@cache
def _named(name: str) -> str:
    [mention] = Registry.default().find(name)
    return _body(mention.agency_ids)


def _group(title: str) -> str:
    """Return the words that tell a group, alike for the cities' different titles."""
    words = dict.fromkeys(fold(title).replace(",", " ").replace("(tthc)", " ").split())
    return " ".join(word for word in words if word not in _COMMON)


_COMMON = frozenset(
    ["cong", "tac", "xay", "dung", "va", "phat", "trien", "hanh", "chinh", "nha", "nuoc", "dien", "tu"]
)
_WRITTEN = {
    "agency": lambda value: f"{_named(value['name'])}/{value['role'] or ''}",
    "window": lambda value: f"{value[0] or ''}..{value[1] or ''}",
    "document": fold,
    "group": _group,
}
