"""``understand``: a message as typed → a typed ``Query``. The steps below are the whole of it, in order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from knowledge.text import fold
from nlu.aspects import aspects_of, operation_of, outermost
from nlu.cues import Cue
from nlu.documents import years_of
from nlu.family import family_of
from nlu.intents import Evidence, aspect_of, decide_intent, families, score_intent
from nlu.lattice import ReadText
from nlu.normalise import clean
from nlu.query import (
    COLUMNS,
    Accents,
    AgencyMention,
    Aspect,
    Context,
    DateWindow,
    PlaceMention,
    Query,
    Role,
)
from nlu.references import reference_of, reference_spans
from nlu.resources import Resources
from nlu.roles import role_of
from nlu.tokens import is_marked, tokenize
from nlu.windows import window_of


def understand(
    text: str,
    context: Context | None = None,
    *,
    today: date,
    resources: Resources,
    intent: str | None = None,
    confidence: float | None = None,
    ranking: Sequence[tuple[str, float]] = (),
) -> Query:
    """Return what *text* asks.

    *intent*, *confidence* and *ranking* are the dialogue model's, when there is one; without them the
    cues alone decide. Never raises on any text; an empty message is out of scope.
    """
    context = context if context != Context() else None
    typed = clean(resources.places.spelled_out(text) if resources.places else text)
    accents = _accents(typed)
    english = resources.english.is_english(typed)
    lead_in = None if english else resources.english.mixed(typed)
    wording = resources.english.to_vietnamese(typed) if english else lead_in or typed
    read = ReadText.as_written(wording) if english else resources.restorer.read(wording)
    best, low = read.text, read.text.lower()

    places = _places(best, resources)
    agencies = _agencies(best, low, places, resources)
    agencies = _everywhere(agencies, places, resources)
    years = years_of(low)
    named = resources.documents.find(low, [place.place_id for place in places], years)
    window, window_spans = window_of(low, today, resources.windows)
    covered = {place.place_id for place in places} & resources.covered_places

    signals = outermost(resources.cues.signals(low))
    if accents == "none" and all(cue.name != "deadline" for cue in signals):
        signals = outermost([*signals, *resources.cues.times(fold(best))])
    names = [cue.name for cue in signals]
    family, weight = family_of(
        _blanked(low, [(m.start, m.end) for m in agencies]),
        resources.cues,
        names,
        context,
        agencies=bool(agencies),
        names_document=bool(named.ids or named.numbers),
        covered_place=bool(covered),
        intent=intent,
        dated=window is not None and window.year_named and not window.start == window.end == today,
        vocabulary=resources.vocabulary.evidence(low),
    )
    operations = outermost(resources.cues.operations(low))
    operation = operation_of(
        operations,
        signals,
        family,
        len(covered),
        named_agencies=bool(agencies),
        period=window is not None and _is_period(window),
    )
    many = operation in ("list", "count", "first", "last", "most", "least")
    agencies = _with_role(agencies, names, many=many or operation == "compare")
    aspects, plain = aspects_of(signals, family, agencies, operation)
    reference = reference_of(low, has_context=context is not None)
    taken = [(m.start, m.end) for m in agencies if m.role or many or operation == "compare"]
    taken += [(place.start, place.end) for place in places]
    taken += [*named.spans, *window_spans, *_asking([*signals, *operations])]
    # In a list the duty is what is listed, not a subject the tasks would speak of.
    taken += [span for cue in signals if many and cue.name == "responsibility" for span in cue.words]
    taken += reference_spans(low) if reference else []
    # Of a paper already issued people ask its number, date and signer.
    made = operation == "fact" and bool(aspects) and set(aspects) <= COLUMNS and not named.ids
    clauses = resources.topic.clauses(best, taken, paper=made and "ban hành" in low)
    topic = " ".join(clauses)
    defined = any(cue.name == "definition" for cue in signals)
    if many or defined or "responsibility" in aspects:
        topic = resources.topic.of_list(topic)
    group = resources.groups.find(low, topic, listing=many)

    small = outermost(resources.cues.intents(low))
    scored = score_intent(
        Evidence(
            family=family,
            weight=weight,
            signals=frozenset(cue.name for cue in signals),
            aspects=aspects,
            plain=plain,
            operation=operation,
            intents=tuple(small),
            content_words=_left_over(low, small, resources),
            reference=reference,
            has_subject=bool(named.ids or named.numbers)
            or len(resources.topic.of(best, [*taken, *_all(signals)]).split()) >= 2,
        ),
        context,
    )
    other = {"plan": "procedure", "procedure": "plan"}[family]
    if families().get(intent or "") == other:
        intent = None
    chosen, sure = decide_intent(scored, intent, confidence, tuple(ranking))
    return Query(
        raw=text,
        text=best,
        folded=fold(best),
        accents=accents,
        language="en" if english or lead_in else "vi",
        intent=chosen,
        confidence=sure,
        topic=topic,
        clauses=tuple(clauses),
        aspects=_with_intent(aspects, chosen, plain=plain),
        operation=operation,
        agencies=agencies,
        places=places,
        document_ids=named.ids,
        document_numbers=named.numbers,
        years=years,
        window=window,
        group=group,
        negated=resources.cues.negated(low),
        reference=reference,
        alternatives=read.alternatives,
        intent_ranking=tuple(ranking) or (scored,),
    )


def _places(text: str, resources: Resources) -> tuple[PlaceMention, ...]:
    """Return the places named exactly: typos are the lattice's to repair, with the words around in view."""
    if resources.places is None:
        return ()
    found = resources.places.find(text, resources.covered_places)
    return tuple(
        PlaceMention(text[place.start : place.end], place.place_id, place.start, place.end)
        for place in found
        if place.exact
    )


def _agencies(
    text: str, low: str, places: Sequence[PlaceMention], resources: Resources
) -> tuple[AgencyMention, ...]:
    if resources.registry is None:
        return ()
    found = list(resources.registry.find(text, resources.covered_places or None))
    around = _blanked(low, [(p.start, p.end) for p in places] + [(m.start, m.end) for m in found])
    return tuple(
        AgencyMention(
            text[m.start : m.end], tuple(m.agency_ids), role_of(around, m.start, m.end), m.start, m.end
        )
        for m in found
    )


def _everywhere(
    agencies: tuple[AgencyMention, ...], places: Sequence[PlaceMention], resources: Resources
) -> tuple[AgencyMention, ...]:
    """Give the one body that is named beside several cities its ids in all of them."""
    cities = list(dict.fromkeys(p.place_id for p in places if p.place_id in resources.covered_places))
    if len(agencies) != 1 or len(cities) < 2 or resources.registry is None:
        return agencies
    [mention] = agencies
    name = _blanked(mention.text, _inside(mention, places)).strip()
    found = [id_ for m in resources.registry.find(name, cities)[:1] for id_ in m.agency_ids]
    own = [
        id_ for id_ in mention.agency_ids if _at(id_) in cities or _at(id_) not in resources.covered_places
    ]
    return (replace(mention, agency_ids=tuple(dict.fromkeys([*own, *found]))),)


def _at(agency_id: str) -> str:
    return agency_id.rpartition("/")[0]


def _inside(mention: AgencyMention, places: Sequence[PlaceMention]) -> list[tuple[int, int]]:
    return [
        (max(place.start, mention.start) - mention.start, min(place.end, mention.end) - mention.start)
        for place in places
        if place.start < mention.end and place.end > mention.start
    ]


def _with_role(
    agencies: tuple[AgencyMention, ...], signals: Sequence[str], *, many: bool
) -> tuple[AgencyMention, ...]:
    """Give the bodies of a list or a comparison the role its words name somewhere else in the sentence."""
    roles: list[Role] = [role for role in ("lead", "coordinate") if role in signals]
    if not many or len(roles) != 1 or any(mention.role for mention in agencies):
        given = {mention.role for mention in agencies if mention.role}
        if not many or len(given) != 1:
            return agencies
        roles = list(given)
    return tuple(replace(mention, role=mention.role or roles[0]) for mention in agencies)


def _left_over(low: str, cues: Sequence[Cue], resources: Resources) -> int:
    """Return how many words say something beside greetings and the like."""
    return len(resources.topic.content_words(_blanked(low, [(cue.start, cue.end) for cue in cues])))


def _blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return *text* with the slices *spans* as white space, offsets kept."""
    plain = list(text)
    for start, end in spans:
        plain[start:end] = " " * (end - start)
    return "".join(plain)


def _is_period(window: DateWindow) -> bool:
    """Tell a window within a year, closed on both sides: a month, a quarter, half a year."""
    if window.start is None or window.end is None:
        return False
    return (window.end - window.start).days < _MOST_DAYS_OF_PERIOD


def _all(signals: Sequence[Cue]) -> list[tuple[int, int]]:
    return [span for cue in signals for span in cue.words]


def _asking(signals: Sequence[Cue]) -> list[tuple[int, int]]:
    return [span for cue in signals if cue.name in _ASKING for span in cue.words]


_ASKING = frozenset({
    "who", "lead", "coordinate", "deadline", "duration", "number", "issued", "signer", "groups",
    "within", "confirm", "first", "last", "most", "least",
    "what_is", "output", "enumerate", "list", "parts", "count", "compare", "yes_no",
})  # fmt: skip


_MOST_DAYS_OF_PERIOD = 300


def _with_intent(aspects: tuple[Aspect, ...], intent: str, *, plain: bool) -> tuple[Aspect, ...]:
    """Put the aspect of the intent first; those that no cue says plainly give way to it."""
    own = aspect_of(intent)
    if own is None or own in aspects or families()[intent] not in ("plan", "procedure"):
        return aspects
    return (own, *aspects) if plain else (own,)


def _accents(typed: str) -> Accents:
    words = [t.text for t in tokenize(typed) if t.is_word and len(t.text) > 1 and not t.text.isupper()]
    share = sum(map(is_marked, words)) / len(words) if words else 1.0
    return "none" if share == 0.0 else "full" if share >= 0.4 else "partial"
