"""Scope: which documents the question is about, or that it asks about one we do not have."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from bot.answers.answer import Answer
from bot.answers.cite import document_label, place_name
from bot.answers.turn import Scope as ScopeValue
from bot.answers.turn import Turn
from knowledge.records import Document

_PLAN_OF_YEAR = re.compile(
    r"\b(?:ke hoach|chuong trinh|plan)\b(?: \w+){0,7}? (?:nam |for )?((?:19|20)\d{2})\b"
)
"""'kế hoạch cải cách hành chính … năm 2023': the year of a plan, not of what a plan speaks of."""


DEFAULT_BONUS = 1.25
"""How much better another city's record must fit before the default city's is passed over."""
NEWEST_BONUS = 1.12
"""How much better an older plan's record must fit before the newest plan of a city is passed over."""


BEHIND = 0.8
"""Factor on the records of a document for which another stands, where the question names neither."""


def newest_first(documents: Iterable[Document], behind: Collection[str] = ()) -> list[Document]:
    """Order documents by the year they start in, newest first; those *behind* come last."""
    return sorted(
        documents, key=lambda document: (document.id in behind, -(min(document.years or (0,))), document.id)
    )


class Scope:
    """Sets ``turn.scope``; ends the turn for a place or a plan year no document covers."""

    def __init__(self, default_place: str) -> None:
        self._default_place = default_place

    def run(self, turn: Turn) -> None:
        """Work out the documents in question."""
        query, snapshot = turn.query, turn.snapshot
        behind = frozenset() if query.years or query.document_ids else self._behind(turn)
        spoken_of = snapshot.document_by_id.get(turn.context.document_id or "")
        default_place = spoken_of.jurisdiction if spoken_of else self._default_place
        default = [d for d in snapshot.documents if d.jurisdiction == default_place]
        default_ids = tuple(document.id for document in newest_first(default, behind))
        if spoken_of:
            default_ids = tuple(dict.fromkeys([spoken_of.id, *default_ids]))
        known = {document.jurisdiction for document in snapshot.documents}
        places = list(dict.fromkeys(turn.places.jurisdiction(mention.place_id) for mention in query.places))
        covered = [place for place in places if place in known]
        missing = [place for place in places if place not in known]
        if query.document_ids:
            chosen = [snapshot.document_by_id[i] for i in query.document_ids if i in snapshot.document_by_id]
            named = {document.jurisdiction for document in chosen}
            others = [place for place in covered if place not in named]
            chosen += newest_first(d for d in snapshot.documents if d.jurisdiction in others)
        elif covered:
            covering = (d for d in snapshot.documents if d.jurisdiction in covered)
            chosen = newest_first(covering, behind)
        else:
            chosen = []
        if missing and not chosen:
            turn.evidence["missing_place"] = missing[0]
            turn.scope = ScopeValue((), stated=True)
            return
        if query.years and not query.document_ids:
            chosen = self._of_year(turn, chosen)
        if not chosen:
            chosen = self._from_conversation(turn)
        if chosen:
            newest = {document.jurisdiction: document.id for document in reversed(chosen)}
            bonus = {} if query.document_ids else dict.fromkeys(newest.values(), NEWEST_BONUS)
            bonus |= dict.fromkeys(behind - {self._spoken_of(turn)}, BEHIND)
            turn.scope = ScopeValue(tuple(document.id for document in chosen), stated=True, bonus=bonus)
            return
        ordered = [*default_ids, *(d.id for d in snapshot.documents if d.id not in default_ids)]
        bonus = dict.fromkeys(default_ids, (1 + DEFAULT_BONUS) / 2) | dict.fromkeys(
            default_ids[:1], DEFAULT_BONUS
        )
        bonus |= dict.fromkeys(behind - {self._spoken_of(turn)}, BEHIND)
        turn.scope = ScopeValue(tuple(ordered), stated=False, default_ids=default_ids, bonus=bonus)

    @staticmethod
    def _spoken_of(turn: Turn) -> str | None:
        """A conversation about an old document stays with it."""
        return turn.context.document_id or turn.evidence.get("context_document")

    @staticmethod
    def _behind(turn: Turn) -> frozenset[str]:
        """Documents for which another stored one stands today: its successor, or what it will replace."""
        found = turn.snapshot.endings
        replaced = {id_ for id_, one in found.items() if one.successor and one.counts_on(turn.today)}
        coming = {
            one.successor.id for one in found.values() if one.successor and not one.counts_on(turn.today)
        }
        return frozenset(replaced | coming)

    @staticmethod
    def _of_year(turn: Turn, chosen: list[Document]) -> list[Document]:
        """Documents made for a year named come first; only they count when the year is the plan's."""
        years = set(turn.query.years)
        pool = chosen or list(turn.snapshot.documents)
        exact = [document for document in pool if set(document.years) == years]
        within = [document for document in pool if years & set(document.years)]
        named = _PLAN_OF_YEAR.search(turn.query.folded)
        if named and not any(_made_for(document, int(named.group(1))) for document in pool):
            turn.evidence["missing_year"] = int(named.group(1))
        if not chosen:
            return []
        if named and within:
            return exact or within
        return exact + [document for document in chosen if document not in exact]

    @staticmethod
    def _from_conversation(turn: Turn) -> list[Document]:
        """The document talked of before, when this message leans on it."""
        document = turn.snapshot.document_by_id.get(turn.evidence.get("context_document", ""))
        return [document] if document else []


def _made_for(document: Document, year: int) -> bool:
    """A plan of several years is 'the plan of' its first year only."""
    return bool(document.years) and min(document.years) == year


def refuse_missing(turn: Turn) -> Answer | None:
    """Return the refusal for a place or year that no document covers, None when nothing is missing."""
    snapshot = turn.snapshot
    if "missing_place" in turn.evidence:
        names = dict.fromkeys(place_name(turn, document.jurisdiction) for document in snapshot.documents)
        place = place_name(turn, turn.evidence["missing_place"])
        return Answer("refuse", turn.say("refuse.place", place=place, places=", ".join(names)))
    if "missing_year" in turn.evidence:
        labels = "; ".join(document_label(turn, document) for document in snapshot.documents)
        return Answer("refuse", turn.say("refuse.year", year=turn.evidence["missing_year"], documents=labels))
    return None
