"""``understand``: a message as typed → a typed ``Query``. The steps below are the whole of it, in order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from knowledge.text import fold
from nlu.aspects import aspects_of, operation_of, outermost
from nlu.cues import Cue
from nlu.documents import years_of
from nlu.intents import Evidence, aspect_of, decide_intent, families, score_intent
from nlu.normalise import clean
from nlu.query import Accents, AgencyMention, Aspect, Context, PlaceMention, Query
from nlu.references import reference_of
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
    typed = clean(text)
    english = resources.english.is_english(typed)
    wording = resources.english.to_vietnamese(typed) if english else typed
    read = resources.restorer.read(wording)
    best, low = read.text, read.text.lower()

    agencies = _agencies(best, low, resources)
    places = _places(best, resources)
    years = years_of(low)
    named = resources.documents.find(low, [place.place_id for place in places], years)
    window, window_spans = window_of(low, today, resources.windows)

    signals = outermost(resources.cues.signals(low))
    family, weight = _family(low, context, agencies, bool(named.ids or named.numbers), intent, resources)
    aspects = aspects_of(signals, family, agencies)
    operation = operation_of(resources.cues.operations(low), signals, agencies, aspects, family)
    reference = reference_of(low, has_context=context is not None)
    taken = [(m.start, m.end) for m in agencies if m.role or operation in ("list", "count", "compare")]
    taken += [(place.start, place.end) for place in places]
    taken += [*named.spans, *window_spans]
    topic = resources.topic.of(best, [*taken, *_asking(signals)])
    group = resources.groups.find(low, topic, listing=operation in ("list", "count"))

    scored = score_intent(
        Evidence(
            family=family,
            weight=weight,
            signals=frozenset(cue.name for cue in signals),
            aspects=aspects,
            operation=operation,
            intents=tuple(resources.cues.intents(low)),
            content_words=len(resources.topic.content_words(best)),
            reference=reference,
            has_subject=len(topic.split()) >= 2,
        ),
        context,
    )
    chosen, sure = decide_intent(scored, intent, confidence, tuple(ranking))
    return Query(
        raw=text,
        text=best,
        folded=fold(wording),
        accents=_accents(typed),
        language="en" if english else "vi",
        intent=chosen,
        confidence=sure,
        topic=topic,
        aspects=_with_intent(aspects, chosen),
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


def _agencies(text: str, low: str, resources: Resources) -> tuple[AgencyMention, ...]:
    if resources.registry is None:
        return ()
    return tuple(
        AgencyMention(
            text[m.start : m.end], tuple(m.agency_ids), role_of(low, m.start, m.end), m.start, m.end
        )
        for m in resources.registry.find(text, resources.covered_places or None)
    )


def _places(text: str, resources: Resources) -> tuple[PlaceMention, ...]:
    if resources.places is None:
        return ()
    return tuple(
        PlaceMention(text[m.start : m.end], m.place_id, m.start, m.end)
        for m in resources.places.find(text, resources.covered_places)
    )


def _family(
    low: str,
    context: Context | None,
    agencies: Sequence[AgencyMention],
    names_document: bool,
    intent: str | None,
    resources: Resources,
) -> tuple[str, float]:
    """Return 'plan' or 'procedure' and the weight of evidence for it; a model's intent settles it."""
    weights = resources.cues.families(low)
    weights["plan"] += 2.0 * bool(agencies) + 4.0 * names_document
    if context is not None:
        before = families().get(context.intent or "")
        if before in weights:
            weights[before] += 3.0
        elif context.procedure_id:
            weights["procedure"] += 3.0
        elif context.task_id or context.document_id:
            weights["plan"] += 3.0
    if intent is not None and families().get(intent) in weights:
        return families()[intent], max(weights.values())
    best = max(weights, key=lambda family: weights[family])
    return best, weights[best]


def _asking(signals: Sequence[Cue]) -> list[tuple[int, int]]:
    return [(cue.start, cue.end) for cue in signals if cue.name in _ASKING]


_ASKING = frozenset(
    {"who", "deadline", "duration", "number", "issued", "signer", "groups", "within", "steps"}
)


def _with_intent(aspects: tuple[Aspect, ...], intent: str) -> tuple[Aspect, ...]:
    own = aspect_of(intent)
    if own is None or own in aspects:
        return aspects
    return (own, *aspects) if families()[intent] in ("plan", "procedure") else aspects


def _accents(typed: str) -> Accents:
    words = [t.text for t in tokenize(typed) if t.is_word and len(t.text) > 1 and not t.text.isupper()]
    share = sum(map(is_marked, words)) / len(words) if words else 1.0
    return "none" if share == 0.0 else "full" if share >= 0.4 else "partial"
