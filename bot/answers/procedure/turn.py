"""One message on its way to a procedure answer: what it asks and what it may name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from bot.answers.procedure.asked import Asked, table
from bot.answers.procedure.catalogue import Candidate, Catalogue
from bot.answers.procedure.reform import PlaceSaid, place_said
from bot.answers.procedure.words import Reading
from nlu.query import Context, Query

CLEAR = 3.0
"""Weight below which a name is too slight to mean anything."""
_TOPIC = frozenset(["vu", "chuyen", "con", "sang", "about"])
"""Words before a name that make it the topic, whatever was talked of before."""
_CARRIED = frozenset(["mang", "dem", "kem", "nop"])
"""With these a name is rather a paper that the procedure talked of may need."""
_FOLLOW_UP_INTENTS = ("follow_up", "affirm", "correct")


@dataclass(frozen=True)
class Turn:
    """One message with everything the stages look at."""

    query: Query
    context: Context
    catalogue: Catalogue
    today: date
    texts: tuple[str, ...]
    readings: tuple[Reading, ...]
    question: Asked
    candidates: tuple[Candidate, ...]
    place: PlaceSaid | None

    @property
    def asked(self) -> tuple[str, ...]:
        """The aspects asked."""
        return self.question.aspects

    @property
    def english(self) -> bool:
        """Whether the message is in English."""
        return self.query.language == "en"

    def best(self, *kinds: str) -> Candidate | None:
        """Return the heaviest candidate of these kinds."""
        return next((c for c in self.candidates if c.kind in kinds and c.score >= CLEAR), None)

    @property
    def words(self) -> str:
        """The message as understood and as typed, with the diacritics of either."""
        return f"{self.query.text} . {self.query.raw}"

    @property
    def points_back(self) -> bool:
        """Whether the message goes on about what was said before."""
        return self.query.intent in _FOLLOW_UP_INTENTS or self.query.reference is not None

    @property
    def before(self) -> Asked:
        """The aspects of procedures asked in the turn before; one of plans ('issued') is none."""
        return _asked_before(self.context)


def read_turn(query: Query, catalogue: Catalogue, context: Context, today: date) -> Turn:
    """Return the turn of *query*: its readings, its aspects and everything it may name."""
    # Where diacritics were typed, the folded text would only blur them.
    folded = query.folded if query.accents == "none" else ""
    texts = tuple(dict.fromkeys(text for text in (query.text, query.raw, folded) if text))
    readings = tuple(dict.fromkeys(catalogue.vocabulary.read(text) for text in texts))
    return Turn(
        query=query,
        context=context,
        catalogue=catalogue,
        today=today,
        texts=texts,
        readings=readings,
        question=_question(texts, query, context),
        candidates=_candidates(catalogue, readings, context.procedure_id, query),
        place=place_said(query.text) or place_said(query.raw),
    )


def _question(texts: tuple[str, ...], query: Query, context: Context) -> Asked:
    """Return what is asked; 'thế mất thì sao' asks again what was asked, for another case."""
    asked = table().asked(texts, query)
    before = _asked_before(context)
    again = query.reference is not None and query.reference.kind == "what_about"
    if again and before.aspects and context.procedure_id and not asked.said - {"yesno"}:
        return replace(before, carried=True)
    return asked


def _asked_before(context: Context) -> Asked:
    aspects = tuple(aspect for aspect in context.aspects if aspect in table().words)
    return Asked(aspects, frozenset(aspects))


def _candidates(
    catalogue: Catalogue, readings: tuple[Reading, ...], held: str | None, query: Query
) -> tuple[Candidate, ...]:
    back = query.reference is not None and query.reference.kind == "back"
    best: dict[tuple[str, str], Candidate] = {}
    for reading in readings:
        found = catalogue.find(reading)
        named = any(_is_the_topic(candidate, reading, back=back) for candidate in found)
        talked_of = catalogue.talked_of(held, reading) if held and not named else None
        for candidate in [*found, talked_of] if talked_of else found:
            key = (candidate.kind, candidate.target)
            if key not in best or candidate.score > best[key].score:
                best[key] = candidate
    return tuple(sorted(best.values(), key=lambda candidate: -candidate.score))


def _is_the_topic(candidate: Candidate, reading: Reading, *, back: bool) -> bool:
    """Whether *candidate* is what is talked of from now on: 'quay lại vụ hộ chiếu', 'còn căn cước'."""
    if candidate.kind != "procedure" or not candidate.by_name or candidate.score < CLEAR:
        return False
    if any(word in _CARRIED for word in reading.words):
        return False
    before = reading.words[max(0, min(candidate.places) - 2) : min(candidate.places)]
    return back or any(word in _TOPIC for word in before)
