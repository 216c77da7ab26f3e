"""Stage: what number a document sets, for whom, by when; every value when places differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.answers.answer import Answer, Source
from bot.answers.cite import document_label, record_source, section_label, source_line
from bot.answers.cues import has_cue, says, without_cues
from bot.answers.excerpt import excerpt_around
from bot.answers.plan.premise import contradicts_text
from bot.answers.plan.search import Found, fits, record_text, same_meaning, search, subject
from bot.answers.turn import Turn
from knowledge.records import Target
from nlu.query import COLUMNS
from retrieval.hits import Hit
from retrieval.tokens import folded_syllables, telling_syllables

UNITS = {"percent": ("%",), "duration": ("ngày", "giờ", "phút", "tháng", "tuần", "năm", "tiếng")}
YEAR_BONUS = 1.6
"""A target of the year the question names is preferred to the same target of another year."""
NEAR_PLACE = 0.7
"""Another city's target this close is told too when no city was named."""
NEAR = 0.88
"""A second target this close to the best is told as well: 30 % of payments, 80 % of procedures."""
SUBJECT_COVERAGE = 0.6
SHORT_TOPIC = 6
"""Syllables of a follow-up that may only name another scope ('Xuống tới phường thì mấy hồ sơ?')."""
TEXT_LIMIT, ELSEWHERE_LIMIT = 300, 140
MOST = 3


def _same_subject(turn: Turn, hit: Hit) -> bool:
    """A number is of one subject only: what speaks of half of it, in other words, is another's number."""
    return hit.coverage >= SUBJECT_COVERAGE or same_meaning(turn, hit)


def _of_years(turn: Turn, item: Found) -> bool:
    """Whether a target is of a year the question names: its own year, or the period of its row."""
    query, record = turn.query, item.record
    years = set(query.years)
    if query.window and query.window.year_named and query.window.end:
        years.add(query.window.end.year)
    if not years or not isinstance(record, Target):
        return False
    if record.year is not None:
        return record.year in years
    task = turn.snapshot.task_by_id.get(record.task_id or "")
    if task is None or task.deadline.date is None:
        return False
    start = task.deadline.start or task.deadline.date
    return any(start.year <= year <= task.deadline.date.year for year in years)


def _unit_kind(item: Found) -> str:
    unit = item.record.unit if isinstance(item.record, Target) else ""
    return next((kind for kind, words in UNITS.items() if any(word in unit for word in words)), "other")


def target_text(turn: Turn, target: Target, limit: int) -> str:
    """Return the clause of a target, or the part of it with its value and its year."""
    values = [target.value_text, str(target.year or "")]
    return excerpt_around(target.text.rstrip("."), turn.query.topic, limit, values)


class Targets:
    """Ends the turn for questions on numbers that a target record answers."""

    def run(self, turn: Turn) -> None:
        """Answer from Target records."""
        query = turn.query
        column = COLUMNS & set(query.aspects)
        share = "%" in query.raw and (not column or says(query, "which_year"))
        if query.intent != "ask_target" and "target" not in query.aspects and not share:
            return
        if column and "%" not in query.raw and not has_cue("measure", query.text):
            return
        if says(query, "value_money"):
            return
        if self._sibling(turn):
            return
        hits = self._hits(turn)
        if not hits:
            return
        if self._outdone(turn, hits[0]):
            return
        if not turn.scope.stated and self._ask_place(turn, hits):
            return
        self._answer(turn, hits)

    def _sibling(self, turn: Turn) -> bool:
        """'Còn phường, xã?': the target of that scope in the clause last told."""
        short = turn.query.topic if len(telling_syllables(turn.query.topic)) <= SHORT_TOPIC else ""
        words = turn.evidence.get("scope_words", short)
        last = turn.snapshot.record_by_key.get(("target", next(iter(turn.context.items), "")))
        if not words or not isinstance(last, Target) or turn.query.places:
            return False
        asked = telling_syllables(words)
        for target in turn.snapshot.targets:
            near = target.document_id == last.document_id and target.section == last.section
            scopes = [telling_syllables(part) for part in (target.scope or "").split(",")]
            named = any(scope and scope <= asked | {"cap"} and scope & asked for scope in scopes)
            if near and target.subject == last.subject and named and target.id != last.id:
                self._answer(
                    turn, [Found(Hit("target", target.id, target.document_id, 1.0, 1.0, 1.0), target, 1.0)]
                )
                return True
        return False

    @staticmethod
    def _outdone(turn: Turn, best: Found) -> bool:
        """Whether a record that is no target fits far better, and states a number too."""
        rival = search(turn, ["task", "passage", "responsibility"], limit=1)
        if not rival or not any(char.isdigit() for char in record_text(rival[0])):
            return False
        return rival[0].rank > best.rank * 1.25 and rival[0].hit.coverage > best.hit.coverage + 0.1

    @staticmethod
    def _hits(turn: Turn) -> list[Found]:
        """Targets that fit, in the unit asked for, those of a year or a scope named before the others."""
        measured = without_cues("measure", subject(turn)) or subject(turn)
        found = [
            item
            for item in search(turn, ["target"], topic=measured, limit=20)
            if fits(turn, item.hit) and _same_subject(turn, item.hit)
        ]
        asked = [kind for kind in UNITS if says(turn.query, f"value_{kind}")]
        if asked:
            found = [item for item in found if _unit_kind(item) in (*asked, "other")] or found
        ranked = [replace(i, rank=i.rank * (YEAR_BONUS if _of_years(turn, i) else 1.0)) for i in found]
        return sorted(ranked, key=lambda item: -item.rank)

    def _ask_place(self, turn: Turn, hits: Sequence[Found]) -> bool:
        """Several cities set this target and none was named: tell each value and ask which is meant."""
        best: dict[str, Found] = {}
        for item in hits:
            if item.document_id not in best and item.hit.score >= NEAR_PLACE * hits[0].hit.score:
                best[item.document_id] = item
        places = {turn.snapshot.document_by_id[i].jurisdiction for i in best}
        if len(places) < 2 or hits[0].document_id in turn.scope.default_ids:
            return False
        lines = [turn.say("clarify.place")]
        sources = []
        for item in list(best.values())[:MOST]:
            target = self._target(item)
            document = turn.snapshot.document_by_id[target.document_id]
            fact = turn.say(
                "target.head", value=target.value_text, text=target_text(turn, target, ELSEWHERE_LIMIT)
            )
            lines.append(turn.say("clarify.candidate", place=document_label(turn, document), fact=fact))
            sources.append(record_source(turn, target))
        turn.finish(
            Answer("clarify", "\n".join(lines), sources=tuple(sources), context=self._context(turn, hits[0])),
            "clarify_place",
        )
        return True

    @staticmethod
    def _target(item: Found) -> Target:
        assert isinstance(item.record, Target)
        return item.record

    def _answer(self, turn: Turn, hits: Sequence[Found]) -> None:
        document_id = hits[0].document_id
        own = [item for item in hits if item.document_id == document_id]
        chosen = self._by_scope(turn, own)
        clauses: dict[str, list[Target]] = {}
        for item in chosen:
            target = self._target(item)
            if item.hit.score >= NEAR * chosen[0].hit.score or target.text in clauses:
                clauses.setdefault(target.text, []).append(target)
        self._with_the_rest_of_its_item(turn, chosen, clauses)
        lines: list[str] = []
        shown: list[Source] = []
        for targets in list(clauses.values())[:MOST]:
            values = self._values(turn, targets)
            body = target_text(turn, targets[0], TEXT_LIMIT)
            lines.append(
                turn.say("target.head", value=values, text=body)
                if not lines
                else turn.say(
                    "target.also",
                    section=section_label(turn, targets[0].section),
                    value=values,
                    text=body,
                )
            )
            shown += [record_source(turn, targets[0])]
        if contradicts_text(turn, " ".join(clauses)):
            lines[0] = turn.say("premise.wrong", fact=lines[0])
        lines += self._conflicts(turn, self._target(chosen[0]))
        elsewhere = self._elsewhere(turn, hits)
        lines += [line for line, _ in elsewhere]
        shown += [source for _, source in elsewhere]
        document = turn.snapshot.document_by_id[document_id]
        lines.append(source_line(turn, document, self._target(chosen[0]).section))
        turn.finish(
            Answer(
                "answer",
                "\n".join(lines),
                items=tuple(self._item(self._target(item)) for item in chosen[:MOST]),
                sources=tuple(dict.fromkeys(shown)),
                context=self._context(turn, chosen[0]),
            ),
            "target",
        )

    def _elsewhere(self, turn: Turn, hits: Sequence[Found]) -> list[tuple[str, Source]]:
        """The same number of other cities, when none was named: it may be theirs that is meant."""
        if turn.scope.stated or "follow_up" in turn.evidence:
            return []
        at = {item.document_id: turn.snapshot.document_by_id[item.document_id] for item in hits}
        told = {at[hits[0].document_id].jurisdiction}
        lines = []
        for item in hits:
            document, target = at[item.document_id], self._target(item)
            alike = item.hit.score >= NEAR * hits[0].hit.score and item.hit.coverage >= hits[0].hit.coverage
            if document.jurisdiction in told or not alike:
                continue
            told.add(document.jurisdiction)
            text = target_text(turn, target, ELSEWHERE_LIMIT)
            fact = turn.say("target.head", value=self._values(turn, [target]), text=text)
            line = turn.say("clarify.candidate", place=document_label(turn, document), fact=fact)
            lines.append((line, record_source(turn, target)))
        return lines[:MOST]

    @staticmethod
    def _with_the_rest_of_its_item(
        turn: Turn, chosen: Sequence[Found], clauses: dict[str, list[Target]]
    ) -> None:
        """Add the other clauses of the item ('…; riêng lĩnh vực đất đai …') when two numbers are asked."""
        if not says(turn.query, "two_numbers"):
            return
        best = chosen[0].record
        for target in turn.snapshot.targets:
            beside = isinstance(best, Target) and (target.document_id, target.section) == (
                best.document_id,
                best.section,
            )
            if beside and target.text not in clauses:
                clauses[target.text] = [target]

    @staticmethod
    def _by_scope(turn: Turn, hits: Sequence[Found]) -> list[Found]:
        """Targets of the best clause whose scope the question names come first."""
        asked = (
            f" {' '.join(folded_syllables(turn.query.folded + ' ' + turn.evidence.get('scope_words', '')))} "
        )

        def named(item: Found) -> bool:
            scope = item.record.scope if isinstance(item.record, Target) else None
            return bool(scope) and f" {' '.join(folded_syllables(scope or ''))} " in asked

        top = [item for item in hits if item.hit.score >= 0.8 * hits[0].hit.score]
        return sorted(top, key=lambda item: (not named(item), -item.rank))

    @staticmethod
    def _values(turn: Turn, targets: Sequence[Target]) -> str:
        """The values of the clause of *targets*, theirs first; whom each binds where there are several."""
        clause = (targets[0].document_id, targets[0].text)
        siblings = [t for t in turn.snapshot.targets if (t.document_id, t.text) == clause]
        ordered = list(dict.fromkeys([*targets, *siblings]))
        parts = []
        for target in ordered:
            scoped = len(ordered) > 1 and target.scope
            parts.append(
                turn.say("target.scoped", value=target.value_text, scope=target.scope)
                if scoped
                else target.value_text
            )
        return ", ".join(dict.fromkeys(parts))

    @staticmethod
    def _conflicts(turn: Turn, target: Target) -> list[str]:
        return [
            turn.say("target.conflict", values="; ".join(anomaly.values))
            for anomaly in turn.snapshot.anomalies
            if target.id in anomaly.record_ids and "target" in anomaly.kind
        ][:1]

    @staticmethod
    def _item(target: Target) -> dict[str, object]:
        return {
            "type": "target",
            "id": target.id,
            "subject": target.subject,
            "value": target.value,
            "value_text": target.value_text,
            "unit": target.unit,
            "comparator": target.comparator,
            "scope": target.scope,
            "year": target.year,
        }

    def _context(self, turn: Turn, item: Found) -> dict[str, object]:
        document = turn.snapshot.document_by_id[item.document_id]
        return {
            "task_id": self._target(item).task_id,
            "items": (item.record.id,),
            "document_id": item.document_id,
            "place_id": document.jurisdiction,
            "aspects": ("target",),
            "procedure_id": None,
            "listing": {},
        }
