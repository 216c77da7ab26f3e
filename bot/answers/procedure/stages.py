"""The stages of a procedure answer: each answers the messages of one kind, or leaves them to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.answers.answer import Answer
from bot.answers.cues import says
from bot.answers.procedure import case_form
from bot.answers.procedure.asked import table
from bot.answers.procedure.catalogue import Candidate, Clarification
from bot.answers.procedure.reform import about_place
from bot.answers.procedure.replies import Chosen, about, not_in_set, tell
from bot.answers.procedure.several import several_named
from bot.answers.procedure.turn import CLEAR, Turn
from bot.answers.procedure.twins import answers_kind, meant_of, missing_kind, named
from bot.answers.procedure.variants import kind_of, kind_said, someone_died, speaks_of, subject_shown
from bot.answers.procedure.wording import say
from bot.answers.procedure.words import syllables
from knowledge.records.procedure import Procedure
from nlu.query import Context

RULE_LEAD = 1.25
"""A general rule is meant when its words weigh this many times what the best name explains."""
RULE_SHARE, MAX_RULES = 0.6, 2
"""Further rules told with the first: of this share of its weight or of other words, so many in all."""
OTHER_RULE = 0.8
"""Share of the first rule's weight from which a rule of another record is told too."""
UNITS = "sap-xep-don-vi"
"""Record of the districts that ended and of today's units."""
REFORM = (UNITS, "sap-xep-co-quan")
SURE = 6.0
"""Weight from which the words of the reform's records alone tell what is asked."""
_FEW_UNKNOWN = 1
PORTALS = "cong-tong-dai"
"""Record of the portals and hotlines, which do have numbers."""
CLARIFY_LEAD = 1.02
"""A name must weigh more than the open question it stands in; equal names leave the question open."""
SUBJECT_SHARE = 0.75
"""A record about what the message says stands before a name known to be outside that is this much heavier."""
MOST_OFFERED = 6
_MOST_UNKNOWN = 2


def form_open(turn: Turn) -> Answer | None:
    """The message answers the question we asked back."""
    if turn.context.form.get("name") != case_form.NAME:
        return None
    form: Mapping[str, Any] = turn.context.form
    if form.get("slot"):
        step = case_form.take(turn)
        if step.ask is not None:
            return step.ask
        form = step.form
    return _told(turn, form) if form.get("done") else None


def _told(turn: Turn, form: Mapping[str, Any]) -> Answer | None:
    """Answer the question first asked, now that procedure and case are told."""
    procedure = turn.catalogue.procedures.get(str(form.get("procedure")))
    if form.get("chosen") == "stop":
        return Answer(kind="smalltalk", text=say("form_stopped"), context={"form": {}})
    if form.get("chosen") and procedure is None:
        listed = [turn.catalogue.procedures.get(target) for target in form["options"].values()]
        names = "; ".join(dict.fromkeys(p.name for p in listed if p))
        return Answer(kind="answer", text=say("form_unsure", names=names), context={"form": {}})
    if procedure is None:
        return None
    texts = tuple(filter(None, (str(form["question"]), str(form.get("said", "")), turn.query.text)))
    readings = tuple(turn.catalogue.vocabulary.read(text) for text in texts)
    asked = table().asked(texts, turn.query)
    case = "" if form.get("chosen") else form.get("case")
    label = str(form.get("label", ""))
    named = label == procedure.name or kind_of(label) is not None
    chosen: Chosen = "named" if named else "offered" if form.get("fits") else "no"
    words = " . ".join(texts)
    if case is None:
        case = case_form.case_said(procedure, readings, words) or ""
    return about(turn, procedure, readings=readings, asked=asked, case=str(case), words=words, chosen=chosen)


def by_code(turn: Turn) -> Answer | None:
    """The message gives a procedure's code."""
    words = {word for text in turn.texts for word in syllables(text)}
    code = next((word for word in words if word in turn.catalogue.codes), None)
    return about(turn, turn.catalogue.procedures[turn.catalogue.codes[code]]) if code else None


def rule_asked(turn: Turn) -> Answer | None:
    """The message asks about a rule or a change that holds across procedures."""
    rule = turn.best("rule")
    if rule is None:
        return None
    other = turn.best("procedure", "clarify", "outside", "subject")
    if other and rule.weight < RULE_LEAD * other.score:
        return None
    if turn.place and turn.place.ambiguous and "where" in turn.asked:
        return None
    if _beside_the_point(turn, rule.target.split("#")[0]):
        return None
    apart = other is not None and other.kind == "procedure" and not other.places <= _to_the_point(turn, rule)
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
    answer = tell(turn, owner, told)
    other_rule = next((c for c in near if c.target.split("#")[0] != owner), None)
    if other_rule and other_rule.weight >= OTHER_RULE * rule.weight and "hours" not in turn.asked:
        further = tell(turn, other_rule.target.split("#")[0], [other_rule])
        answer = replace(
            answer, text=f"{answer.text}\n\n{further.text}", sources=answer.sources + further.sources
        )
    return answer


def reform_asked(turn: Turn) -> Answer | None:
    """The message asks, in words of the records themselves, what the reform changed in units and bodies."""
    rule = turn.best("rule")
    if turn.place and says(turn.query, "place_today") and not turn.best("procedure"):
        return place_asked(replace(turn, context=Context()))
    if rule is None or rule.weight < SURE or rule.target.split("#")[0] not in REFORM:
        return None
    apart = max(rule.places) - min(rule.places) + 1 - len(rule.places)
    if apart > 1 or "hours" in turn.asked:
        return None
    owner = turn.catalogue.procedures[rule.target.split("#")[0]]
    return rule_asked(turn) if _unknown_words(turn, owner) <= _FEW_UNKNOWN else None


def contact(turn: Turn) -> Answer | None:
    """The message asks for an address, opening hours or a telephone of an office: not in the records."""
    if "hours" not in turn.asked or turn.best("procedure"):
        return None
    rule = turn.best("rule")
    if rule and rule.target.startswith(PORTALS):
        return None
    return Answer(kind="refuse", text=f"{say('contact')}\n{say('portal')}")


def clarify(turn: Turn) -> Answer | None:
    """The message fits several procedures: ask which, unless the conversation already tells."""
    candidate = turn.best("clarify")
    rival = turn.best("procedure", "outside", "subject")
    if candidate is None or (rival and rival.score > CLARIFY_LEAD * candidate.weight):
        return None
    if kind_said(candidate.phrase) and not kind_said(turn.words) and someone_died(turn.words):
        # 'Ba tôi vừa mất, làm giấy khai tử' is no question about a lost paper.
        return None
    entry = turn.catalogue.clarifications[candidate.target]
    targets = set(entry.options.values())
    for other in turn.candidates:
        if other.kind == "procedure" and other.target in targets and not other.places <= candidate.places:
            return about(turn, turn.catalogue.procedures[other.target])
    exempt = _told_by_condition(turn, targets)
    if exempt is not None:
        return about(turn, turn.catalogue.procedures[exempt])
    if turn.context.procedure_id in targets and len(targets) > 1:
        return about(turn, turn.catalogue.procedures[str(turn.context.procedure_id)])
    return case_form.which_procedure(turn, entry, _kind_unanswered(turn, entry))


def _kind_unanswered(turn: Turn, entry: Clarification) -> str:
    """Return the line that no option of *entry* is of the kind the message says; '' where one is."""
    kind = kind_said(turn.words)
    if kind is None or any(speaks_of(kind, name) for name in entry.names):
        return ""
    offered = [turn.catalogue.procedures[target] for target in entry.options.values()]
    return "" if any(answers_kind(turn.catalogue, option, kind) for option in offered) else missing_kind(kind)


def _told_by_condition(turn: Turn, targets: set[str]) -> str | None:
    """Return the one of *targets* whose conditions speak of the case: 'bán xe đẩy có phải đăng ký không'."""
    if not {"yesno", "condition"} & set(turn.asked):
        return None
    found = {}
    for target in targets:
        statements = turn.catalogue.texts[target].statements
        phrases = [
            phrase
            for statement, keywords in zip(statements, turn.catalogue.keywords(target), strict=True)
            if statement.aspect == "condition" and not statement.detail
            for phrase in keywords
        ]
        matches = [turn.catalogue.best_keyword(phrases, reading) for reading in turn.readings]
        found[target] = max((match.weight for match in matches if match), default=0.0)
    clear = [target for target, weight in found.items() if weight >= CLEAR]
    return clear[0] if len(clear) == 1 else None


def outside_asked(turn: Turn) -> Answer | None:
    """The message names a procedure that no record answers."""
    outside = turn.best("outside")
    if outside is None:
        return None
    rival = turn.best("procedure", "subject")
    if rival and rival.score >= (
        outside.score if rival.kind == "procedure" else SUBJECT_SHARE * outside.score
    ):
        return None
    return not_in_set(turn, outside.target)


def subject_named(turn: Turn) -> Answer | None:
    """The message says what several imported procedures are about, and none of their names."""
    candidate = turn.best("subject")
    rival = turn.best("procedure")
    if candidate is None or (rival and rival.score >= candidate.score):
        return None
    meant = meant_of(turn, turn.catalogue.subjects[candidate.target])
    if len(meant) == 1:
        return about(turn, meant[0])
    key = "subject_which" if len(meant) <= MOST_OFFERED else "subject_some"
    question = say(key, subject=subject_shown(meant[0].name), count=len(meant))
    return case_form.ask_procedure(turn, question, named(meant[:MOST_OFFERED]))


def procedure_named(turn: Turn) -> Answer | None:
    """The message names a procedure."""
    found = turn.best("procedure")
    if found is None:
        return None
    return several_named(turn) or about(turn, turn.catalogue.procedures[found.target])


def place_asked(turn: Turn) -> Answer | None:
    """The message is about a place only: a former ward, or a name that is two places."""
    if turn.place is None or (turn.context.procedure_id and turn.query.intent != "ask_place"):
        return None
    if turn.place.ambiguous and turn.place.former_district:
        district = turn.place.former_district
        text = say("both_place_ask", name=turn.place.name, former=district.unit)
        return Answer(kind="clarify", text=text, context={"question": turn.query.raw, "aspects": turn.asked})
    sentence = about_place(turn.place, asks_where=False)
    return Answer(kind="answer", text=sentence) if sentence else None


def follow_up(turn: Turn) -> Answer | None:
    """The message names nothing: it goes on about the procedure talked of before."""
    procedure = turn.catalogue.procedures.get(turn.context.procedure_id or "")
    if procedure is None or (_names_something_new(turn, procedure) and not turn.points_back):
        return None
    return about(turn, procedure, asked=turn.question if turn.asked else turn.before)


def by_keyword(turn: Turn) -> Answer | None:
    """The message names no procedure, but its words are those of one procedure's fact alone."""
    found = turn.catalogue.by_keyword(turn.readings)
    return about(turn, turn.catalogue.procedures[found]) if found else None


def _beside_the_point(turn: Turn, owner: str) -> bool:
    """Whether more of the message is foreign to the rules of *owner* than their keywords match in it."""
    if turn.english:
        # The words of the records are Vietnamese; they cannot tell what is foreign in an English message.
        return False
    rules = [c for c in turn.candidates if c.kind == "rule" and c.target.split("#")[0] == owner]
    matched = frozenset[int]().union(*(candidate.places for candidate in rules))
    if rules:
        further = _to_the_point(turn, rules[0])
        matched |= {place for place in further if turn.readings[0].words[place] not in table().common}
    return _unknown_words(turn, turn.catalogue.procedures[owner]) > max(_MOST_UNKNOWN, len(matched))


def _to_the_point(turn: Turn, rule: Candidate) -> frozenset[int]:
    """Return the places of *rule* and of further words of its keywords: 'Tân Hiệp … nhập vào đâu'."""
    owner, number = rule.target.split("#")
    keywords = turn.catalogue.keywords(owner)[int(number)]
    own = {word for phrase in keywords for word in phrase.words}
    return rule.places | {place for place, word in enumerate(turn.readings[0].words) if word in own}


def _names_something_new(turn: Turn, procedure: Procedure) -> bool:
    return _unknown_words(turn, procedure) > _MOST_UNKNOWN


def _unknown_words(turn: Turn, procedure: Procedure) -> int:
    """Return how many telling words of the message the record of *procedure* does not have."""
    known = set(syllables(turn.catalogue.texts[procedure.id].text))
    known.update(
        word for phrases in turn.catalogue.keywords(procedure.id) for p in phrases for word in p.words
    )
    common = table().common
    unknown = [
        {word for word in reading.words if word not in known and word not in common and not word[0].isdigit()}
        for reading in turn.readings
    ]
    return min((len(words) for words in unknown), default=0)
