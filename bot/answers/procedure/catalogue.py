"""Everything a message can name, ready for look-up: built once per published snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import yaml

from bot.answers.procedure.asked import table
from bot.answers.procedure.carried import carried_together, telling
from bot.answers.procedure.variants import subject_of, subject_text
from bot.answers.procedure.words import Match, Phrase, Reading, Vocabulary, syllables
from bot.answers.thresholds import in_use, limits
from knowledge.procedures import CanonicalText, canonical
from knowledge.records.catalogue import Threshold
from knowledge.records.procedure import Procedure, is_imported
from knowledge.snapshot import Snapshot

HERE = Path(__file__).parent
GENERAL = "quy định chung"
SHORT_COVERAGE = 0.95
"""Of names of one or two words, of names that list several things, and of names of things outside."""
CLARIFY_COVERAGE = 0.88
SITUATION_DISCOUNT = 0.62
"""A life situation names a procedure less surely than its name does."""
TALKED_OF = 1.8
"""What the keywords of the procedure talked of before count for, against names in the message."""
LAST_CLAUSE = 1.25
"""Circumstances come first, the question last: a name in the last clause counts this much more."""
KEYWORD_ALONE, KEYWORD_LEAD = 9.0, 1.25
"""Weight and lead from which one procedure's keywords answer a message that names no procedure."""
CARRIED = 0.4
"""What the name of a paper to carry counts for beside the name of what is to be done."""
_SUBJECT_WORDS = 2
"""Telling words that a subject must have to be found by: 'đăng ký' alone names nothing."""
RIVAL = 0.35
"""A procedure named with this share of the best name's weight is still weighed by its keywords."""

Kind = Literal["procedure", "clarify", "outside", "rule", "subject"]


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
    """What a message may name: a procedure, a question to clarify, something outside, a rule, a subject.

    ``target`` is the procedure's id, the clarification's id, the outside name, '<id>#<statement>', or the
    words of a subject that imported procedures share.
    """

    kind: Kind
    target: str
    phrase: Phrase
    discount: float = 1.0
    threshold: float | None = None


@dataclass(frozen=True)
class Candidate:
    """One thing the message names, with the weight and the places of its best phrase."""

    kind: Kind
    target: str
    weight: float
    places: frozenset[int]
    phrase: str
    score: float
    """``weight``, and for a procedure what its keywords explain of the rest of the message."""
    by_name: bool = True
    """Whether the phrase is one of its names; a life situation is not."""


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
        self._name_coverage, self._keyword_coverage = _coverages({})
        self.procedures = {procedure.id: procedure for procedure in procedures}
        self.texts: dict[str, CanonicalText] = {p.id: canonical(p) for p in self.procedures.values()}
        self.codes = {p.code: p.id for p in reversed(self.procedures.values()) if p.code}
        for procedure in self.procedures.values():
            for _, code in procedure.other_codes:
                self.codes.setdefault(code, procedure.id)
        self.clarifications = {entry.id: entry for entry in clarifications()}
        self.vocabulary = Vocabulary(self._documents())
        # A record in our words stands before an imported one of the same code.
        self._curated = {p.code for p in self.procedures.values() if not is_imported(p)}
        self.subjects = self._subjects()
        """The imported procedures by what their names are about."""
        self._named = tuple(self._all_named())
        self._by_word: dict[str, list[int]] = {}
        for number, named in enumerate(self._named):
            if named.phrase.words:
                rarest = sorted(named.phrase.words, key=lambda word: -named.phrase.weights[word])
                # A name found at all has most of its weight present, so one of its two heaviest words is.
                for word in rarest[:2]:
                    self._by_word.setdefault(word, []).append(number)
        self._keywords: dict[str, tuple[tuple[Phrase, ...], ...]] = {}
        self._gap_keywords: dict[str, tuple[Phrase, ...]] = {}
        self.families = self._families()
        """The procedures by the first two words of what their names are about."""

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
            if not self._speaks(procedure):
                continue
            if procedure.kind == GENERAL:
                for number, statement in enumerate(self.texts[procedure.id].statements):
                    for keyword in statement.keywords:
                        yield self._name("rule", f"{procedure.id}#{number}", keyword)
                continue
            for name in names_of(procedure):
                known.add(syllables(name))
                yield self._name("procedure", procedure.id, name)
            for situation in procedure.situations:
                yield self._name("procedure", procedure.id, situation, SITUATION_DISCOUNT)
        for subject in self.subjects:
            yield self._name("subject", subject, subject)
        for entry in self.clarifications.values():
            if all(target in self.procedures for target in entry.options.values()):
                for name in entry.names:
                    yield self._name("clarify", entry.id, name)
        for name in outside_names():
            if syllables(name) not in known:
                yield self._name("outside", name, name)

    def _name(self, kind: Kind, target: str, text: str, discount: float = 1.0) -> Named:
        phrase = self.phrase(text)
        strict = kind == "outside" or len(phrase.words) <= 2 or any(mark in text for mark in ",:(;")
        threshold = SHORT_COVERAGE if strict else CLARIFY_COVERAGE if kind == "clarify" else None
        return Named(kind, target, phrase, discount, threshold)

    def _families(self) -> Mapping[tuple[str, ...], list[Procedure]]:
        found: dict[tuple[str, ...], list[Procedure]] = {}
        for procedure in self.procedures.values():
            subject = subject_of(procedure.name)
            if subject and procedure.kind != GENERAL and self._speaks(procedure):
                found.setdefault(subject[:2], []).append(procedure)
        return found

    def _speaks(self, procedure: Procedure) -> bool:
        """Whether *procedure* answers: an import of a code that a shipped record has does not."""
        return not (is_imported(procedure) and procedure.code in self._curated)

    def _subjects(self) -> Mapping[str, list[Procedure]]:
        """Official names are long, people say what they are about; shipped records have everyday names."""
        found: dict[str, list[Procedure]] = {}
        for procedure in self.procedures.values():
            subject = subject_text(procedure.name)
            telling = [word for word in syllables(subject) if word not in table().common]
            if is_imported(procedure) and self._speaks(procedure) and len(telling) >= _SUBJECT_WORDS:
                found.setdefault(subject, []).append(procedure)
        return found

    def limited(self, edited: Mapping[str, Threshold]) -> Catalogue:
        """Return this catalogue with the numbers that administrators set; itself where they set none."""
        names, words = _coverages(edited)
        if (names, words) == (self._name_coverage, self._keyword_coverage):
            return self
        other = copy(self)
        other._name_coverage, other._keyword_coverage = names, words
        return other

    def phrase(self, text: str) -> Phrase:
        """Return *text* as a phrase weighted by this catalogue's vocabulary."""
        return Phrase(text, self.vocabulary)

    def find(self, reading: Reading) -> list[Candidate]:
        """Return what *reading* names, heaviest first."""
        numbers = {number for word in reading.at for number in self._by_word.get(word, ())}
        best: dict[tuple[Kind, str], Candidate] = {}
        for number in numbers:
            named = self._named[number]
            threshold = self._name_coverage if named.threshold is None else named.threshold
            match = named.phrase.match(reading, threshold)
            if match is None:
                continue
            weight = match.weight * named.discount
            if named.kind == "procedure" and min(match.places) >= reading.last_clause > 0:
                weight *= LAST_CLAUSE
            key = (named.kind, named.target)
            if key not in best or weight > best[key].weight:
                best[key] = Candidate(
                    named.kind,
                    named.target,
                    weight,
                    match.places,
                    named.phrase.text,
                    weight,
                    named.discount == 1.0,
                )
        return self._scored(_without_papers(list(best.values()), reading), reading)

    def _scored(self, candidates: list[Candidate], reading: Reading) -> list[Candidate]:
        """Order *candidates* by what they explain: their name and their best keyword beside it."""
        top = max(
            (candidate.weight for candidate in candidates if candidate.kind == "procedure"), default=0.0
        )
        scored = []
        for candidate in candidates:
            rival = candidate.kind == "procedure" and candidate.weight >= RIVAL * top
            if rival and not _is_inside(candidate, candidates, reading):
                candidate = replace(candidate, score=candidate.weight + self._explained(candidate, reading))
            scored.append(candidate)
        return sorted(scored, key=lambda candidate: (-candidate.score, -candidate.weight))

    def talked_of(self, procedure_id: str, reading: Reading) -> Candidate | None:
        """Return the procedure talked of before as a candidate, when its keywords stand in *reading*."""
        if procedure_id not in self.procedures:
            return None
        candidate = Candidate("procedure", procedure_id, 0.0, frozenset(), "", 0.0)
        explained = self._explained(candidate, reading)
        return replace(candidate, score=TALKED_OF * explained) if explained else None

    def _explained(self, candidate: Candidate, reading: Reading) -> float:
        best = 0.0
        for phrases in (*self.keywords(candidate.target), self.gap_keywords(candidate.target)):
            match = self.best_keyword(phrases, reading)
            if match:
                beside = match.places - candidate.places
                best = max(best, match.weight * len(beside) / len(match.places))
        return best

    def keywords(self, procedure_id: str) -> tuple[tuple[Phrase, ...], ...]:
        """Return, per statement of the procedure, its keywords as phrases."""
        if procedure_id not in self._keywords:
            self._keywords[procedure_id] = tuple(
                tuple(self.phrase(keyword) for keyword in statement.keywords)
                for statement in self.texts[procedure_id].statements
            )
        return self._keywords[procedure_id]

    def by_keyword(self, readings: Sequence[Reading]) -> str | None:
        """Return the procedure whose keywords alone explain a message, None when none or several do."""
        scores = []
        for procedure in self.procedures.values():
            if procedure.facts and procedure.kind != GENERAL and not is_imported(procedure):
                candidate = Candidate("procedure", procedure.id, 0.0, frozenset(), "", 0.0)
                scores.append((max(self._explained(candidate, r) for r in readings), procedure.id))
        scores.sort(reverse=True)
        if not scores or scores[0][0] < KEYWORD_ALONE:
            return None
        return scores[0][1] if len(scores) < 2 or scores[0][0] >= KEYWORD_LEAD * scores[1][0] else None

    def gap_keywords(self, procedure_id: str) -> tuple[Phrase, ...]:
        """Return the keywords of what the procedure's record lacks, as phrases."""
        if procedure_id not in self._gap_keywords:
            gaps = self.procedures[procedure_id].gaps
            self._gap_keywords[procedure_id] = tuple(
                self.phrase(word) for gap in gaps for word in gap.keywords
            )
        return self._gap_keywords[procedure_id]

    def best_keyword(self, phrases: Iterable[Phrase], reading: Reading) -> Match | None:
        """Return the heaviest of *phrases* that stands in *reading*, None when none does."""
        found = None
        for phrase in phrases:
            threshold = SHORT_COVERAGE if len(phrase.words) <= 2 else self._keyword_coverage
            match = phrase.match(reading, threshold)
            if match and (found is None or match.weight > found.weight):
                found = match
        return found


def _without_papers(candidates: list[Candidate], reading: Reading) -> list[Candidate]:
    """Let names of papers to carry count less, where something else is named that is to be done."""
    procedures = [candidate for candidate in candidates if candidate.kind in ("procedure", "outside")]
    carried = carried_together({candidate.places for candidate in procedures}, reading)
    if all(candidate.places in carried for candidate in procedures):
        return candidates
    return [
        replace(c, weight=c.weight * CARRIED, score=c.score * CARRIED)
        if c.kind in ("procedure", "outside") and c.places in carried
        else c
        for c in candidates
    ]


def _is_inside(candidate: Candidate, others: Iterable[Candidate], reading: Reading) -> bool:
    """Whether the name of *candidate* is but a part of a heavier one: 'khai sinh' of a linked procedure."""
    own = telling(candidate.places, reading)
    return any(
        other.kind == "procedure"
        and other.by_name
        and other.weight > candidate.weight
        and own < telling(other.places, reading)
        for other in others
    )


def _coverages(edited: Mapping[str, Threshold]) -> tuple[float, float]:
    """Return what share of a name's and of a keyword's weight must stand in the message."""
    names, words = (in_use(limits()[key], edited.get(key)) for key in ("procedure.name", "procedure.keyword"))
    return names, words


def catalogue_of(snapshot: Snapshot) -> Catalogue:
    """Return the catalogue of *snapshot*, built once per published version.

    The last two are held: while a new version is prepared, messages still ask the one that serves.
    """
    held = _HELD.get(snapshot.version)
    if held is None or held[0] is not snapshot.procedures:
        same = next((one for one in _HELD.values() if one[0] is snapshot.procedures), None)
        held = same or (snapshot.procedures, Catalogue(snapshot.procedures))
        _HELD.pop(snapshot.version, None)
        _HELD[snapshot.version] = held
        for stale in list(_HELD)[:-_KEPT]:
            _HELD.pop(stale, None)
    return held[1].limited(snapshot.threshold_by_id)


_KEPT = 2
_HELD: dict[str, tuple[tuple[Procedure, ...], Catalogue]] = {}
