"""Near-twin procedures (cấp lần đầu, cấp đổi, cấp lại …): which there are, and which of them a message means.

Twins are found in the records' own names: two procedures whose names say the same subject and differ in
kind. ``variants.yaml`` says which words tell a kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bot.answers.procedure.catalogue import GENERAL, Catalogue, names_of
from bot.answers.procedure.selection import Selection
from bot.answers.procedure.turn import Turn
from bot.answers.procedure.variants import (
    kind_of,
    kind_said,
    kinds_of,
    speaks_of,
    subject_of,
    subject_text,
    variants,
)
from bot.answers.procedure.wording import say
from bot.answers.procedure.words import syllables
from knowledge.procedures import Statement
from knowledge.records.procedure import Procedure

MOST_TWINS = 4


@dataclass(frozen=True)
class Twins:
    """What an answer says of twins it leaves open: lines after it, and the options by name."""

    after: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Misfit:
    """A message says a kind ('mất …') that the record it names is not of.

    ``twins`` are the records of that kind about the same subject, ``near`` those about a narrower or
    wider one; ``covering`` the statement by which the record itself speaks of the kind, ``by_name`` tells
    that it has a name that says the kind and stands in the message.
    """

    kind: str
    twins: tuple[Procedure, ...] = ()
    near: tuple[Procedure, ...] = ()
    covering: Statement | None = None
    by_name: bool = False

    @property
    def label(self) -> str:
        """What the kind is called."""
        return str(variants()["kinds"][self.kind]["label"])

    @property
    def unanswered(self) -> bool:
        """Whether no record answers the kind, and what holds for another kind need not hold for it."""
        found = self.twins or self.near or self.covering or self.by_name
        return not found and bool(variants()["kinds"][self.kind].get("own_record"))


def twins_of(catalogue: Catalogue, procedure: Procedure) -> dict[str, Procedure]:
    """Return the twins of *procedure* by kind, its own kind left out."""
    found: dict[str, Procedure] = {}
    for kind, other, _ in _family(catalogue, procedure):
        found.setdefault(kind, other)
    return dict(list(found.items())[:MOST_TWINS])


def misfit(turn: Turn, procedure: Procedure, selection: Selection, words: str) -> Misfit | None:
    """Return how *procedure* misses the kind that *words* say, None when it does not miss it.

    It does not where the *selection* from its record speaks of that kind.
    """
    if procedure.kind == GENERAL:
        return None
    kind = kind_said(words, names_of(procedure))
    if kind is None or kind in kinds_of(procedure.name) or _about(kind, selection):
        return None
    family = [
        (other, same) for _, other, same in _family(turn.catalogue, procedure) if kind in kinds_of(other.name)
    ]
    twins = [other for other, same in family if same]
    said = {candidate.target for candidate in turn.candidates if candidate.kind == "procedure"}
    return Misfit(
        kind,
        tuple([twin for twin in twins if twin.id in said] or twins)[:MOST_TWINS],
        tuple(other for other, same in family if not same)[:MOST_TWINS],
        covering(turn.catalogue, procedure, kind),
        any(c.target == procedure.id and speaks_of(kind, c.phrase) for c in turn.candidates),
    )


def covering(catalogue: Catalogue, procedure: Procedure, kind: str) -> Statement | None:
    """Return the first statement by which the record of *procedure* speaks of *kind*."""
    statements = catalogue.texts[procedure.id].statements
    # A list of papers or steps that mentions the kind somewhere is no statement about it.
    spoken = (s for s in statements if speaks_of(kind, s.case if s.typed else s.text))
    return next((s for s in spoken if s.confidence != "low"), None)


def answers_kind(catalogue: Catalogue, procedure: Procedure, kind: str) -> bool:
    """Whether *procedure* is of *kind*, speaks of it, or has a name that says it."""
    if kind in kinds_of(procedure.name) or covering(catalogue, procedure, kind):
        return True
    return any(speaks_of(kind, name) for name in procedure.other_names)


def missing_kind(kind: str) -> str:
    """Return the sentence that no record answers *kind*; '' for one that other records may answer."""
    entry = variants()["kinds"][kind]
    return say("twin_missing_of", asked=entry["label"]) if entry.get("own_record") else ""


def near_twins(turn: Turn, procedure: Procedure, selection: Selection, words: str) -> Twins:
    """Return which twins an answer offers that was asked without saying a kind."""
    if procedure.kind == GENERAL or turn.context.procedure_id == procedure.id or selection.overview:
        return Twins()
    if kind_said(words, names_of(procedure)):
        return Twins()
    twins = twins_of(turn.catalogue, procedure)
    if not twins or not set(selection.asked) & set(variants()["offered_with"]):
        return Twins()
    options = named(twins.values())
    return Twins(
        after=(say("twins", name=procedure.name, options="; ".join(options)),),
        options=options,
    )


def meant_of(turn: Turn, procedures: Sequence[Procedure]) -> list[Procedure]:
    """Return those of *procedures*, all about one subject, whose kind and further words stand in the message.

    Words are compared in pairs: one alone ('đâu', 'đầu tư') tells nothing.
    """
    kind = kind_said(turn.words, (subject_text(procedures[0].name),))
    of_kind = [p for p in procedures if kind and kind in kinds_of(p.name)] or list(procedures)
    said = {pair for reading in turn.readings for pair in pairwise(reading.words)}
    pairs = {p.id: len(said.intersection(pairwise(syllables(p.name)))) for p in of_kind}
    most = max(pairs.values())
    return [p for p in of_kind if pairs[p.id] == most]


def named(procedures: Iterable[Procedure]) -> dict[str, str]:
    """Return *procedures* as options {label: id}; those that share a name are told apart by their code."""
    listed = tuple(procedures)
    names = [procedure.name for procedure in listed]
    return {
        say("option_with_code", name=p.name, code=p.code)
        if names.count(p.name) > 1 and p.code
        else p.name: p.id
        for p in listed
    }


def _about(kind: str, selection: Selection) -> bool:
    if any(speaks_of(kind, statement.text) for statement in selection.told):
        return True
    return any(speaks_of(kind, keyword) for keyword in selection.keyed)


def _family(catalogue: Catalogue, procedure: Procedure) -> Iterable[tuple[str, Procedure, bool]]:
    """Yield (kind, twin, whether its subject is the very same) for every twin of *procedure*."""
    own, kind = subject_of(procedure.name), kind_of(procedure.name) or "first"
    for other in catalogue.families.get(own[:2], ()):
        theirs = subject_of(other.name)
        size = min(len(own), len(theirs))
        other_kind = kind_of(other.name) or "first"
        if other.id == procedure.id or own[:size] != theirs[:size] or other_kind == kind:
            continue
        if other.code is not None and other.code == procedure.code:
            continue
        yield other_kind, other, own == theirs
