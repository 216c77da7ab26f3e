"""Whether a document holds on a day, and what has replaced or abolished it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from knowledge.places import Places
from knowledge.records import Document, DocumentRef
from knowledge.text import fold

REFORM = date(2025, 7, 1)
"""From this day on provinces speak for the cities that were dissolved."""

State = Literal["in_force", "future", "expired", "replaced", "abolished"]


@dataclass(frozen=True)
class Ending:
    """What ends a document, from the day ``since`` (None: it is not told). ``successor`` is stored."""

    how: Literal["replaced", "abolished"]
    by: DocumentRef
    since: date | None
    successor: Document | None = None

    def counts_on(self, day: date) -> bool:
        """Tell whether the document has ended on *day*."""
        return self.since is None or self.since <= day


@dataclass(frozen=True)
class Standing:
    """How one document stands on a day."""

    document: Document
    state: State
    ending: Ending | None = None


def standings(documents: Sequence[Document], day: date) -> dict[str, Standing]:
    """Return how each of *documents*, which know of each other, stands on *day*, by id."""
    found = endings(documents)
    return {
        document.id: Standing(
            document, state_on(document, found.get(document.id), day), found.get(document.id)
        )
        for document in documents
    }


def endings(documents: Sequence[Document]) -> dict[str, Ending]:
    """Return what ends each of *documents*, by id: as they say of each other, or as an editor says.

    Numbers begin anew in every place and year: without a day beside it a number stands for an earlier
    document of the same place, and for none when there are several. With its day it may also be that of a
    city which has become part of the place since the reform of 1 July 2025.
    """
    by_number: dict[str, list[Document]] = {}
    for document in documents:
        if document.number:
            by_number.setdefault(fold(document.number), []).append(document)
    found: dict[str, Ending] = {}
    for newer, how, ref in _statements(documents):
        earlier = [
            older for older in _meant(by_number, ref) if older.id != newer.id and _before(older, newer)
        ]
        here = [older for older in earlier if older.jurisdiction == newer.jurisdiction]
        alike = here or [older for older in earlier if _inherits(newer, older, ref)]
        if len(alike) == 1:
            found.setdefault(alike[0].id, Ending(how, _ref(newer), newer.effective or newer.issued, newer))
    for document in documents:
        if document.replaced_by is not None:
            found[document.id] = _told(document, document.replaced_by, by_number)
    return found


def state_on(document: Document, ending: Ending | None, day: date) -> State:
    """Return how a document stands on *day*."""
    if ending is not None and ending.counts_on(day):
        return ending.how
    if document.expires is not None and document.expires < day:
        return "expired"
    return "future" if document.effective is not None and document.effective > day else "in_force"


def latest(document: Document, found: Mapping[str, Ending], day: date) -> Document:
    """Return the stored document that stands in the place of *document* on *day*, itself when none does."""
    seen = {document.id}
    while True:
        ending = found.get(document.id)
        successor = ending.successor if ending and ending.counts_on(day) else None
        if successor is None or successor.id in seen:
            return document
        document = successor
        seen.add(document.id)


def _statements(
    documents: Iterable[Document],
) -> Iterator[tuple[Document, Literal["replaced", "abolished"], DocumentRef]]:
    ordered = sorted(documents, key=lambda document: document.effective or document.issued or date.max)
    yield from ((document, "replaced", ref) for document in ordered for ref in document.replaces)
    yield from ((document, "abolished", ref) for document in ordered for ref in document.abolishes)


def _meant(by_number: Mapping[str, Sequence[Document]], ref: DocumentRef) -> list[Document]:
    alike = by_number.get(fold(ref.number), ())
    return [one for one in alike if ref.issued is None or one.issued is None or one.issued == ref.issued]


def _inherits(newer: Document, older: Document, ref: DocumentRef) -> bool:
    """Tell whether *newer* is of the province that took over the city of *older*, and says the day of it."""
    places = Places.default()
    place = places.get(older.jurisdiction or "")
    if place is None or not place.former or place.parent is None:
        return False
    dated = ref.issued is not None and ref.issued == older.issued
    after = newer.issued is not None and newer.issued >= REFORM
    return dated and after and newer.jurisdiction == places.jurisdiction(place.parent)


def _before(older: Document, newer: Document) -> bool:
    return older.issued is None or newer.issued is None or older.issued <= newer.issued


def _told(document: Document, ref: DocumentRef, by_number: Mapping[str, Sequence[Document]]) -> Ending:
    """What an editor says; of several documents with that number the one of the same place is meant."""
    alike = [one for one in _meant(by_number, ref) if one.id != document.id and _before(document, one)]
    here = [one for one in alike if one.jurisdiction == document.jurisdiction]
    meant = here if len(here) == 1 else alike
    successor = meant[0] if len(meant) == 1 else None
    since = (successor.effective or successor.issued) if successor else ref.issued
    return Ending("replaced", _ref(successor) if successor else ref, since, successor)


def _ref(document: Document) -> DocumentRef:
    return DocumentRef(document.number or document.title, document.type, document.issued)
