"""Scope: which documents the question is about, or that it asks about one we do not have."""

from __future__ import annotations

from collections.abc import Iterable

from bot.answers.answer import Answer
from bot.answers.cite import document_label, place_name
from bot.answers.turn import Scope as ScopeValue
from bot.answers.turn import Turn
from knowledge.records import Document

PLAN_YEAR_WORDS = ("ke hoach", "chuong trinh", "plan")


def newest_first(documents: Iterable[Document]) -> list[Document]:
    """Order documents by the year they start in, newest first."""
    return sorted(documents, key=lambda document: (-(min(document.years or (0,))), document.id))


class Scope:
    """Sets ``turn.scope``; ends the turn for a place or a plan year no document covers."""

    def __init__(self, default_place: str) -> None:
        self._default_place = default_place

    def run(self, turn: Turn) -> None:
        """Work out the documents in question."""
        query, snapshot = turn.query, turn.snapshot
        default = [d for d in snapshot.documents if d.jurisdiction == self._default_place]
        default_ids = tuple(document.id for document in newest_first(default))
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
            chosen = newest_first(d for d in snapshot.documents if d.jurisdiction in covered)
        else:
            chosen = []
        if missing and not chosen:
            turn.evidence["missing_place"] = missing[0]
            turn.scope = ScopeValue((), stated=True)
            return
        if query.years and not query.document_ids:
            pool = chosen or list(snapshot.documents)
            in_year = [d for d in pool if set(d.years) & set(query.years)]
            if in_year and chosen:
                chosen = self._prefer(in_year, query.years)
            elif not in_year and any(word in query.folded for word in PLAN_YEAR_WORDS):
                turn.evidence["missing_year"] = query.years[0]
        if chosen:
            turn.scope = ScopeValue(tuple(document.id for document in chosen), stated=True)
            return
        ordered = [*default_ids, *(d.id for d in snapshot.documents if d.id not in default_ids)]
        turn.scope = ScopeValue(tuple(ordered), stated=False, default_ids=default_ids)

    @staticmethod
    def _prefer(documents: list[Document], years: tuple[int, ...]) -> list[Document]:
        """Documents made for the year before documents whose span merely includes it."""
        exact = [document for document in documents if set(document.years) == set(years)]
        return exact + [document for document in documents if document not in exact]


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
