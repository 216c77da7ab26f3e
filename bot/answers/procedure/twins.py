"""Near-twin procedures (cấp lần đầu, cấp đổi, cấp lại …): which there are, and what an answer says of them.

Twins are found in the records' own names: two procedures whose names say the same subject and differ in
kind. ``variants.yaml`` says which words tell a kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.answers.procedure.catalogue import GENERAL, Catalogue
from bot.answers.procedure.selection import Selection
from bot.answers.procedure.turn import Turn
from bot.answers.procedure.variants import kind_of, stands_in, subject_of, variants
from bot.answers.procedure.wording import say
from knowledge.records.procedure import Procedure

MOST_TWINS = 4


@dataclass(frozen=True)
class Twins:
    """What an answer says beside its record: a line before, lines after, and the options it leaves open."""

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)


def twins_of(catalogue: Catalogue, procedure: Procedure) -> dict[str, Procedure]:
    """Return the twins of *procedure* by kind, its own kind left out."""
    own, kind = subject_of(procedure.name), kind_of(procedure.name)
    found: dict[str, Procedure] = {}
    for other in catalogue.families.get(own[:2], ()):
        theirs = subject_of(other.name)
        size = min(len(own), len(theirs))
        other_kind = kind_of(other.name) or "first"
        if other.id == procedure.id or own[:size] != theirs[:size] or other_kind == (kind or "first"):
            continue
        if other.code is not None and other.code == procedure.code:
            continue
        found.setdefault(other_kind, other)
    return dict(list(found.items())[:MOST_TWINS])


def kind_said(turn: Turn) -> str | None:
    """Return the kind the message says, None when it says none."""
    text = f"{turn.query.text} {turn.query.raw}"
    for kind, entry in variants()["kinds"].items():
        if stands_in(entry["said"], text):
            return str(kind)
    return None


def near_twins(turn: Turn, procedure: Procedure, selection: Selection) -> Twins:
    """Return what to say about the twins of *procedure* beside the *selection* from its record."""
    if procedure.kind == GENERAL or turn.context.procedure_id == procedure.id:
        return Twins()
    own, said = kind_of(procedure.name), kind_said(turn)
    twins = twins_of(turn.catalogue, procedure)
    if said and said != (own or "first"):
        spoken = variants()["kinds"][said]["spoken"]
        told = selection.told
        about_it = bool(told) and any(stands_in(spoken, statement.text) for statement in told)
        if said in ("reissue", "renew") and not about_it and said not in twins:
            label = variants()["kinds"][said]["label"]
            return Twins(before=(say("twin_missing", asked=label, name=procedure.name),))
        return Twins()
    if said or not twins or selection.overview:
        return Twins()
    if not set(selection.asked) & set(variants()["offered_with"]):
        return Twins()
    options = {other.name: other.id for other in twins.values()}
    return Twins(
        after=(say("twins", name=procedure.name, options="; ".join(options)),),
        options=options,
    )
