"""A message that names two things to be done: each is answered, with what was asked of it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import replace

from bot.answers.answer import Answer
from bot.answers.cues import says
from bot.answers.procedure.asked import Asked, table
from bot.answers.procedure.carried import carried_together, telling
from bot.answers.procedure.catalogue import Candidate
from bot.answers.procedure.replies import about
from bot.answers.procedure.turn import CLEAR, Turn
from bot.answers.procedure.words import Reading

MOST = 3
SHARE = 0.3
"""Share of the best name's weight from which a further name is meant too."""
_JOINING = frozenset(["va", "con", "voi", "cung", "lan", "luon", "them", "and"])
"""Words that join two names; 'hay', 'hoặc' let choose between them."""


def several_named(turn: Turn) -> Answer | None:
    """Answer each of the procedures that the message joins, None when it names but one.

    How two things differ is no question on each: the record that speaks of it answers.
    """
    best = turn.best("procedure")
    if best is None or not turn.readings or says(turn.query, "difference"):
        return None
    if turn.context.procedure_id == best.target:
        return None
    reading = turn.readings[0]
    chosen = _joined(turn, best.target, reading)
    if len(chosen) < 2:
        return None
    answers = []
    for candidate, start, end in _parts(chosen, reading):
        part = Reading(reading.words[start:end], reading.typed[start:end])
        words = _text(part)
        said = table().asked([words], turn.query)
        asked = Asked(said.aspects, said.said) if said.said - {"yesno"} else turn.question
        procedure = turn.catalogue.procedures[candidate.target]
        answers.append(about(turn, procedure, readings=(part,), asked=asked, case="", words=words))
    return _together(answers)


def _joined(turn: Turn, best: str, reading: Reading) -> list[Candidate]:
    """Return the procedures named beside each other in *reading*, in the order they are named."""
    found = [
        candidate
        for candidate in turn.catalogue.find(reading)
        if candidate.kind == "procedure" and candidate.by_name and candidate.weight >= CLEAR
    ]
    first = next((candidate for candidate in found if candidate.target == best), None)
    if first is None:
        return []
    carried = carried_together({candidate.places for candidate in found}, reading)
    chosen = [first]
    for candidate in found:
        if len(chosen) == MOST or candidate.weight < SHARE * first.weight or candidate.places in carried:
            continue
        if all(_apart(turn, candidate, other, reading) for other in chosen):
            chosen.append(candidate)
    chosen.sort(key=lambda candidate: min(candidate.places))
    return chosen


def _apart(turn: Turn, one: Candidate, other: Candidate, reading: Reading) -> bool:
    """Whether *one* and *other* are two things, joined by 'và' or the like."""
    mine, theirs = telling(one.places, reading), telling(other.places, reading)
    words, others = {reading.words[p] for p in mine}, {reading.words[p] for p in theirs}
    if mine & theirs or words <= others or others <= words:
        return False
    if min(theirs) < min(mine):
        mine, theirs = theirs, mine
    between = reading.words[max(mine) + 1 : min(theirs)]
    joined = any(word in _JOINING for word in between) or (turn.english and " and " in turn.query.raw)
    return max(mine) < min(theirs) and joined


def _parts(chosen: list[Candidate], reading: Reading) -> Iterable[tuple[Candidate, int, int]]:
    """Yield each of *chosen* with the slice of *reading* that speaks of it."""
    cuts = [0]
    for before, after in itertools.pairwise(chosen):
        places = range(max(before.places) + 1, min(after.places) + 1)
        joins = [place for place in places if reading.words[place] in _JOINING]
        cuts.append(joins[-1] if joins else min(after.places))
    cuts.append(len(reading.words))
    return zip(chosen, cuts, cuts[1:], strict=False)


def _text(part: Reading) -> str:
    return " ".join(typed or word for typed, word in zip(part.typed, part.words, strict=True))


def _together(answers: list[Answer]) -> Answer:
    """Return the *answers* as one; it is a refusal only when all of them are."""
    told = next((answer for answer in answers if answer.kind == "answer"), answers[0])
    return replace(
        told,
        text="\n\n".join(answer.text for answer in answers),
        items=tuple(item for answer in answers for item in answer.items),
        sources=tuple(source for answer in answers for source in answer.sources),
        warnings=tuple(dict.fromkeys(warning for answer in answers for warning in answer.warnings)),
    )
