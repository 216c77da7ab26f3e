"""Answers a question about administrative procedures. The stages of ``answer_procedure`` are the whole of it.

A message names a procedure, a rule that holds for all, a question that fits several procedures, something
we hold no record of, or nothing — then it follows up on the procedure talked of before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.answers.answer import Answer
from bot.answers.procedure.asked import Asked, table
from bot.answers.procedure.catalogue import Candidate, Catalogue, Clarification, catalogue_of
from bot.answers.procedure.compose import compose, item
from bot.answers.procedure.reform import PlaceSaid, about_place, place_said
from bot.answers.procedure.selection import Selection, Selector
from bot.answers.procedure.wording import say
from bot.answers.procedure.words import Reading, syllables
from knowledge.records.procedure import Procedure
from knowledge.snapshot import Snapshot
from nlu.query import Context, Query
from retrieval.index import Index

RULE_LEAD = 1.25
"""A general rule is meant when its words weigh this many times what the best name explains."""
RULE_SHARE, MAX_RULES = 0.6, 2
"""Further rules told with the first: of this share of its weight or of other words, so many in all."""
OTHER_RULE = 0.8
"""Share of the first rule's weight from which a rule of another record is told too."""
CLEAR = 3.0
"""Weight below which a name is too slight to mean anything."""
UNITS = "sap-xep-don-vi"
"""Record of the districts that ended and of today's units."""
PORTALS = "cong-tong-dai"
"""Record of the portals and hotlines, which do have numbers."""
CLARIFY_LEAD = 1.02
"""A name must weigh more than the open question it stands in; equal names leave the question open."""
CLARIFY = "procedure_clarify"
_FOLLOW_UP_INTENTS = ("follow_up", "affirm", "correct")
_MOST_UNKNOWN = 2


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


def answer_procedure(
    query: Query,
    snapshot: Snapshot,
    index: Index | None,  # noqa: ARG001 - the seam all answer rooms share; names need no index
    context: Context | None,
    today: date,
) -> Answer | None:
    """Return the answer to *query*, None when it does not concern procedures.

    Names are matched over syllables in well under a millisecond, so *index* is not read.
    """
    turn = _turn(query, catalogue_of(snapshot), context or Context(), today)
    for stage in _STAGES:
        answer = stage(turn)
        if answer is not None:
            return answer
    if query.intent == "ask_place":
        return Answer(kind="refuse", text=f"{say('place_unknown')}\n{say('portal')}")
    return _not_in_set(turn, None) if query.intent.startswith("procedure_") else None


def _turn(query: Query, catalogue: Catalogue, context: Context, today: date) -> Turn:
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
        question=table().asked(texts, query),
        candidates=_candidates(catalogue, readings, context),
        place=place_said(query.text) or place_said(query.raw),
    )


def _candidates(
    catalogue: Catalogue, readings: tuple[Reading, ...], context: Context
) -> tuple[Candidate, ...]:
    best: dict[tuple[str, str], Candidate] = {}
    for reading in readings:
        found = catalogue.find(reading)
        talked_of = catalogue.talked_of(context.procedure_id, reading) if context.procedure_id else None
        for candidate in [*found, talked_of] if talked_of else found:
            key = (candidate.kind, candidate.target)
            if key not in best or candidate.score > best[key].score:
                best[key] = candidate
    return tuple(sorted(best.values(), key=lambda candidate: -candidate.score))


# ---- stages, in order


def _resolve_clarification(turn: Turn) -> Answer | None:
    """The message answers the question we asked back."""
    pending = turn.context.listing
    if pending.get("kind") != CLARIFY:
        return None
    options = pending.get("options")
    question = str(pending.get("question", ""))
    if not isinstance(options, Mapping):
        return None
    label = _option_said(turn, [str(option) for option in options], options)
    if label is None:
        return None
    procedure = turn.catalogue.procedures.get(str(options[label]))
    if procedure is None:
        return None
    texts = (question, f"{label} {turn.query.text}", turn.query.text)
    readings = tuple(turn.catalogue.vocabulary.read(text) for text in texts)
    asked = table().asked(texts, turn.query)
    return _about(turn, procedure, readings=readings, asked=asked)


def _option_said(turn: Turn, labels: list[str], options: Mapping[Any, Any]) -> str | None:
    said = turn.query.text.strip().rstrip(".")
    if said.isdigit() and 1 <= int(said) <= len(labels):
        return labels[int(said) - 1]
    phrases = {label: turn.catalogue.phrase(label) for label in labels}
    shared = set.intersection(*(set(phrase.words) for phrase in phrases.values()))
    best, best_share = None, 0.0
    for label, phrase in phrases.items():
        own = [word for word in phrase.words if word not in shared]
        total = sum(phrase.weights[word] for word in own) or 1.0
        for reading in turn.readings:
            share = sum(phrase.weights[word] for word in own if word in reading) / total
            if share > best_share:
                best, best_share = label, share
    if best_share >= 0.99:
        return best
    named = turn.best("procedure")
    by_name = next((label for label in labels if named and options[label] == named.target), None)
    return by_name or (best if best_share >= 0.5 else None)


def _by_code(turn: Turn) -> Answer | None:
    """The message gives a procedure's code."""
    words = {word for text in turn.texts for word in syllables(text)}
    code = next((word for word in words if word in turn.catalogue.codes), None)
    return _about(turn, turn.catalogue.procedures[turn.catalogue.codes[code]]) if code else None


def _rule(turn: Turn) -> Answer | None:
    """The message asks about a rule or a change that holds across procedures."""
    rule = turn.best("rule")
    if rule is None:
        return None
    other = turn.best("procedure", "clarify", "outside")
    if other and rule.weight < RULE_LEAD * other.score:
        return None
    if turn.place and turn.place.ambiguous and "where" in turn.asked:
        return None
    apart = other is not None and other.kind == "procedure" and not other.places <= rule.places
    if apart and "where" in turn.asked and rule.target.startswith(UNITS):
        # The procedure's own record tells today's body; the place is explained beside it.
        return None
    near = [
        c
        for c in turn.candidates
        if c.kind == "rule"
        and (c.weight >= RULE_SHARE * rule.weight or (c.weight >= CLEAR and not c.places & rule.places))
    ]
    # Rules of one record are told together; another record speaks only if it weighs nearly as much.
    owner = rule.target.split("#")[0]
    told = [c for c in near if c.target.split("#")[0] == owner][:MAX_RULES]
    answer = _tell(turn, owner, told)
    other_rule = next((c for c in near if c.target.split("#")[0] != owner), None)
    if other_rule and other_rule.weight >= OTHER_RULE * rule.weight and "hours" not in turn.asked:
        further = _tell(turn, other_rule.target.split("#")[0], [other_rule])
        answer = replace(
            answer, text=f"{answer.text}\n\n{further.text}", sources=answer.sources + further.sources
        )
    return answer


def _tell(turn: Turn, owner: str, rules: list[Candidate]) -> Answer:
    procedure = turn.catalogue.procedures[owner]
    listed = turn.catalogue.texts[owner].statements
    statements = tuple(listed[int(rule.target.split("#")[1])] for rule in rules)
    gaps = tuple(gap for gap in procedure.gaps if gap.keywords and _said(turn, gap.keywords))
    return compose(
        procedure,
        Selection(statements, gaps, turn.asked),
        table(),
        today=turn.today,
        english=turn.english,
        before=_place_lines(turn),
    )


def _contact(turn: Turn) -> Answer | None:
    """The message asks for an address, opening hours or a telephone of an office: not in the records."""
    if "hours" not in turn.asked or turn.best("procedure"):
        return None
    rule = turn.best("rule")
    if rule and rule.target.startswith(PORTALS):
        return None
    return Answer(kind="refuse", text=f"{say('contact')}\n{say('portal')}")


def _clarify(turn: Turn) -> Answer | None:
    """The message fits several procedures: ask which, unless the conversation already tells."""
    candidate = turn.best("clarify")
    rival = turn.best("procedure", "outside")
    if candidate is None or (rival and rival.score > CLARIFY_LEAD * candidate.weight):
        return None
    entry = turn.catalogue.clarifications[candidate.target]
    targets = set(entry.options.values())
    for named in turn.candidates:
        if named.kind == "procedure" and named.target in targets and not named.places <= candidate.places:
            return _about(turn, turn.catalogue.procedures[named.target])
    if turn.context.procedure_id in targets and len(targets) > 1:
        return _about(turn, turn.catalogue.procedures[str(turn.context.procedure_id)])
    return _ask(turn, entry)


def _outside(turn: Turn) -> Answer | None:
    """The message names a procedure that no record answers."""
    outside = turn.best("outside")
    if outside is None:
        return None
    rival = turn.best("procedure")
    if rival and rival.score >= outside.score:
        return None
    return _not_in_set(turn, outside.target)


def _procedure(turn: Turn) -> Answer | None:
    """The message names a procedure."""
    named = turn.best("procedure")
    return _about(turn, turn.catalogue.procedures[named.target]) if named else None


def _place(turn: Turn) -> Answer | None:
    """The message is about a place only: a former ward, or a name that is two places."""
    if turn.place is None or (turn.context.procedure_id and turn.query.intent != "ask_place"):
        return None
    if turn.place.ambiguous and turn.place.former_district:
        district = turn.place.former_district
        text = say("both_place_ask", name=turn.place.name, former=district.unit)
        return Answer(kind="clarify", text=text, context={"question": turn.query.raw, "aspects": turn.asked})
    sentence = about_place(turn.place, asks_where=False)
    return Answer(kind="answer", text=sentence) if sentence else None


def _follow_up(turn: Turn) -> Answer | None:
    """The message names nothing: it goes on about the procedure talked of before."""
    procedure = turn.catalogue.procedures.get(turn.context.procedure_id or "")
    if procedure is None or (_names_something_new(turn, procedure) and not _points_back(turn)):
        return None
    return _about(turn, procedure, asked=turn.question if turn.asked else _before(turn))


def _by_keyword(turn: Turn) -> Answer | None:
    """The message names no procedure, but its words are those of one procedure's fact alone."""
    found = turn.catalogue.by_keyword(turn.readings)
    return _about(turn, turn.catalogue.procedures[found]) if found else None


_STAGES = (
    _resolve_clarification,
    _by_code,
    _contact,
    _rule,
    _clarify,
    _outside,
    _procedure,
    _place,
    _follow_up,
    _by_keyword,
)


# ---- what the stages share


def _before(turn: Turn) -> Asked:
    """The aspects asked in the turn before."""
    aspects = tuple(turn.context.aspects)
    return Asked(aspects, frozenset(aspects))


def _points_back(turn: Turn) -> bool:
    return turn.query.intent in _FOLLOW_UP_INTENTS or turn.query.reference is not None


def _names_something_new(turn: Turn, procedure: Procedure) -> bool:
    known = set(syllables(turn.catalogue.texts[procedure.id].text))
    known.update(
        word for phrases in turn.catalogue.keywords(procedure.id) for p in phrases for word in p.words
    )
    common = table().common
    unknown = [
        {word for word in reading.words if word not in known and word not in common and not word[0].isdigit()}
        for reading in turn.readings
    ]
    return min((len(words) for words in unknown), default=0) > _MOST_UNKNOWN


def _said(turn: Turn, keywords: tuple[str, ...]) -> bool:
    phrases = [turn.catalogue.phrase(keyword) for keyword in keywords]
    return any(turn.catalogue.best_keyword(phrases, reading) for reading in turn.readings)


def _place_lines(turn: Turn) -> list[str]:
    if turn.place is None:
        return []
    sentence = about_place(turn.place, asks_where="where" in turn.asked)
    return [sentence] if sentence else []


def _local(procedure: Procedure, selection: Selection) -> bool:
    """Whether the answer tells a place that depends on the ward or commune one lives in."""
    by_commune = any("cấp xã" in body for body in procedure.executing)
    return by_commune and any(statement.aspect == "where" for statement in selection.statements)


def _about(
    turn: Turn,
    procedure: Procedure,
    *,
    readings: tuple[Reading, ...] | None = None,
    asked: Asked | None = None,
) -> Answer:
    question = turn.question if asked is None else asked
    if not question.aspects and turn.context.aspects and _points_back(turn):
        question = _before(turn)
    wanted = question.aspects
    same = turn.context.procedure_id == procedure.id
    selector = Selector(turn.catalogue, table())
    selection = selector.select(
        procedure, readings or turn.readings, question, turn.context.procedure_case if same else None
    )
    case = next((statement.case for statement in selection.statements if statement.case), None)
    context: dict[str, Any] = {
        "procedure_id": procedure.id,
        "procedure_case": case,
        "aspects": wanted,
        "question": turn.query.raw,
        "task_id": None,
        "listing": {},
    }
    before = _place_lines(turn) if _local(procedure, selection) else []
    named = [
        turn.catalogue.procedures[key].name for key in procedure.related if key in turn.catalogue.procedures
    ]
    related = [say("related", names="; ".join(named))] if selection.overview and named else []
    return compose(
        procedure,
        selection,
        table(),
        today=turn.today,
        english=turn.english,
        before=before,
        after=related,
        context=context,
    )


def _ask(turn: Turn, entry: Clarification) -> Answer:
    names = {label: turn.catalogue.procedures[target] for label, target in entry.options.items()}
    text = f"{entry.question}\n{say('clarify_options', options='; '.join(names))}"
    return Answer(
        kind="clarify",
        text=text,
        items=tuple({**item(procedure), "label": label} for label, procedure in names.items()),
        suggestions=tuple(names),
        context={
            "procedure_id": next(iter(names.values())).id
            if len({p.id for p in names.values()}) == 1
            else None,
            "aspects": turn.asked,
            "question": turn.query.raw,
            "listing": {
                "kind": CLARIFY,
                "id": entry.id,
                "question": turn.query.raw,
                "options": dict(entry.options),
            },
        },
    )


def _not_in_set(turn: Turn, name: str | None) -> Answer:
    named = say("not_in_set_named", name=name) if name else ""
    lines = [say("english_not_in_set")] if turn.english else []
    lines.append(say("not_in_set", named=named))
    return Answer(kind="refuse", text="\n".join(lines), context={"procedure_id": None, "listing": {}})
