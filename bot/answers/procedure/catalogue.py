"""Everything a message can name, ready for look-up: built once per published snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml

from bot.answers.procedure.words import Match, Phrase, Reading, Vocabulary, syllables
from knowledge.procedures import CanonicalText, canonical
from knowledge.records.procedure import Procedure
from knowledge.snapshot import Snapshot

HERE = Path(__file__).parent
GENERAL = "quy định chung"
NAME_COVERAGE = 0.74
"""Share of a name's weight that must stand in the message; calibrated on tests/eval/procedures.jsonl."""
SHORT_COVERAGE = 0.99
SITUATION_DISCOUNT = 0.62
"""A life situation names a procedure less surely than its name does."""
KEYWORD_COVERAGE = 0.85

Kind = Literal["procedure", "clarify", "outside", "rule"]


@dataclass(frozen=True)
class Clarification:
    """A question that fits several procedures: what to ask back, and the options with their procedures."""

    id: str
    names: tuple[str, ...]
    question: str
    options: Mapping[str, str]
    repeats: bool


@dataclass(frozen=True)
class Named:
    """What a message may name: a procedure, a question to clarify, something outside, a general rule.

    ``target`` is the procedure's id, the clarification's id, the outside name, or '<id>#<statement>'.
    """

    kind: Kind
    target: str
    phrase: Phrase
    discount: float = 1.0


@dataclass(frozen=True)
class Candidate:
    """One thing the message names, with the weight and the places of its best phrase."""

    kind: Kind
    target: str
    weight: float
    places: frozenset[int]
    phrase: str


def clarifications() -> tuple[Clarification, ...]:
    """Return the questions to ask back, from clarify.yaml."""
    data = yaml.safe_load((HERE / "clarify.yaml").read_text(encoding="utf-8"))
    return tuple(
        Clarification(
            id=entry["id"],
            names=tuple(entry["names"]),
            question=entry["question"],
            options=entry["options"],
            repeats=entry.get("repeats", True),
        )
        for entry in data["clarify"]
    )


def outside_names() -> tuple[str, ...]:
    """Return names of procedures that are known not to be in the starter set, from outside.yaml."""
    data = yaml.safe_load((HERE / "outside.yaml").read_text(encoding="utf-8"))
    return tuple(data["names"])


def names_of(procedure: Procedure) -> tuple[str, ...]:
    """Return every name of *procedure*, official first."""
    return (procedure.name, *procedure.other_names, *procedure.english_names)


class Catalogue:
    """The published procedures with an inverted index over all their names."""

    def __init__(self, procedures: Iterable[Procedure]) -> None:
        self.procedures = {procedure.id: procedure for procedure in procedures}
        self.texts: dict[str, CanonicalText] = {p.id: canonical(p) for p in self.procedures.values()}
        self.codes = {p.code: p.id for p in reversed(self.procedures.values()) if p.code}
        for procedure in self.procedures.values():
            for _, code in procedure.other_codes:
                self.codes.setdefault(code, procedure.id)
        self.clarifications = {entry.id: entry for entry in clarifications()}
        self.vocabulary = Vocabulary(self._documents())
        self._named = tuple(self._all_named())
        self._by_word: dict[str, list[int]] = {}
        for number, named in enumerate(self._named):
            if named.phrase.words:
                rarest = sorted(named.phrase.words, key=lambda word: -named.phrase.weights[word])
                # A name found at all has most of its weight present, so one of its two heaviest words is.
                for word in rarest[:2]:
                    self._by_word.setdefault(word, []).append(number)
        self._keywords: dict[str, tuple[tuple[Phrase, ...], ...]] = {}

    def _documents(self) -> Iterator[list[str]]:
        for procedure in self.procedures.values():
            spoken = [
                word for statement in self.texts[procedure.id].statements for word in statement.keywords
            ]
            yield [*names_of(procedure), *procedure.situations, *spoken]
        for entry in self.clarifications.values():
            yield list(entry.names)
        yield from ([name] for name in outside_names())

    def _all_named(self) -> Iterator[Named]:
        known = set()
        for procedure in self.procedures.values():
            if procedure.kind == GENERAL:
                for number, statement in enumerate(self.texts[procedure.id].statements):
                    for keyword in statement.keywords:
                        yield Named("rule", f"{procedure.id}#{number}", self.phrase(keyword))
                continue
            for name in names_of(procedure):
                known.add(syllables(name))
                yield Named("procedure", procedure.id, self.phrase(name))
            for situation in procedure.situations:
                yield Named("procedure", procedure.id, self.phrase(situation), SITUATION_DISCOUNT)
        for entry in self.clarifications.values():
            if all(target in self.procedures for target in entry.options.values()):
                for name in entry.names:
                    yield Named("clarify", entry.id, self.phrase(name))
        for name in outside_names():
            if syllables(name) not in known:
                yield Named("outside", name, self.phrase(name))

    def phrase(self, text: str) -> Phrase:
        """Return *text* as a phrase weighted by this catalogue's vocabulary."""
        return Phrase(text, self.vocabulary)

    def find(self, reading: Reading) -> list[Candidate]:
        """Return what *reading* names, heaviest first."""
        numbers = {number for word in reading.at for number in self._by_word.get(word, ())}
        best: dict[tuple[Kind, str], Candidate] = {}
        for number in numbers:
            named = self._named[number]
            threshold = SHORT_COVERAGE if len(named.phrase.words) <= 2 else NAME_COVERAGE
            match = named.phrase.match(reading, threshold)
            if match is None:
                continue
            weight = match.weight * named.discount
            key = (named.kind, named.target)
            if key not in best or weight > best[key].weight:
                best[key] = Candidate(named.kind, named.target, weight, match.places, named.phrase.text)
        return sorted(best.values(), key=lambda candidate: -candidate.weight)

    def keywords(self, procedure_id: str) -> tuple[tuple[Phrase, ...], ...]:
        """Return, per statement of the procedure, its keywords as phrases."""
        if procedure_id not in self._keywords:
            self._keywords[procedure_id] = tuple(
                tuple(self.phrase(keyword) for keyword in statement.keywords)
                for statement in self.texts[procedure_id].statements
            )
        return self._keywords[procedure_id]

    def best_keyword(self, phrases: Iterable[Phrase], reading: Reading) -> Match | None:
        """Return the heaviest of *phrases* that stands in *reading*, None when none does."""
        found = None
        for phrase in phrases:
            threshold = SHORT_COVERAGE if len(phrase.words) <= 2 else KEYWORD_COVERAGE
            match = phrase.match(reading, threshold)
            if match and (found is None or match.weight > found.weight):
                found = match
        return found


def catalogue_of(snapshot: Snapshot) -> Catalogue:
    """Return the catalogue of *snapshot*, built once per published version."""
    held = _HELD.get(snapshot.version)
    if held is None or held[0] is not snapshot.procedures:
        _HELD.clear()
        held = _HELD[snapshot.version] = (snapshot.procedures, Catalogue(snapshot.procedures))
    return held[1]


_HELD: dict[str, tuple[tuple[Procedure, ...], Catalogue]] = {}
