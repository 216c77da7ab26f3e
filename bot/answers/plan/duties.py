"""Stage: everything a document makes one body responsible for."""

from __future__ import annotations

import re

from bot.answers.answer import Answer
from bot.answers.cite import document_label, record_source, source_line
from bot.answers.cues import without_cues
from bot.answers.excerpt import shorten
from bot.answers.plan.search import fits, search
from bot.answers.turn import Turn
from knowledge.agencies import Registry
from knowledge.records import Responsibility
from retrieval.tokens import folded_syllables, telling_syllables

ITEM_LIMIT, ONLY_LIMIT = 170, 460
PICKED = 0.5
"""Share of the subject that a duty must hold to be the one asked for."""
MOST = 8
SUBJECT = 1
"""More telling syllables than this are a subject."""


_ASKS = re.compile(r"\b(?:gì|nào|ai|đâu)\b")
"""Words that ask: two of them ask for more than the duty that fits best."""


class Duties:
    """Ends the turn for 'what is … responsible for', when the document lists duties of that body."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def run(self, turn: Turn) -> None:
        """List the duties of the agency named, unless the question has a topic that picks one."""
        query = turn.query
        asks = query.intent == "ask_responsibility" or "responsibility" in query.aspects
        if not asks or not query.agencies:
            return
        ids = set(query.agencies[0].agency_ids)
        if self._picks_one(turn):
            if not {"coordinate", "deadline", "output"} & set(query.aspects):
                self._the_one(turn, ids)
            return
        for document_id in turn.scope.document_ids:
            own = [duty for duty in turn.snapshot.responsibilities if duty.document_id == document_id]
            named = [duty for duty in own if duty.addressee.agency_id in ids]
            duties = named or [duty for duty in own if self._of(duty, ids)]
            if duties:
                self._answer(turn, document_id, duties)
                return

    @staticmethod
    def _picks_one(turn: Turn) -> bool:
        """Whether the question has a subject of its own, beside the body and the plan."""
        names = {syllable for agency in turn.query.agencies for syllable in folded_syllables(agency.text)}
        words = without_cues("duty_words", turn.query.topic)
        own = {word for word in telling_syllables(words) - names if not word.isdigit()}
        return len(own) > SUBJECT

    def _the_one(self, turn: Turn, agency_ids: set[str]) -> None:
        """The duty of this body that the subject of the question picks, when one fits."""
        for item in search(turn, ["responsibility"], limit=20):
            duty = item.record
            if not isinstance(duty, Responsibility) or duty.addressee.agency_id not in agency_ids:
                continue
            if fits(turn, item.hit) and item.hit.coverage >= PICKED:
                several = len(_ASKS.findall(turn.query.text.lower())) > 1
                beside = _beside(turn, duty) if several else []
                self._answer(turn, duty.document_id, [duty, *beside])
            return

    def _of(self, duty: Responsibility, agency_ids: set[str]) -> bool:
        body = duty.addressee.agency_id or duty.addressee.text
        return body in agency_ids or any(self._registry.covers(body, agency_id) for agency_id in agency_ids)

    @staticmethod
    def _answer(turn: Turn, document_id: str, duties: list[Responsibility]) -> None:
        document = turn.snapshot.document_by_id[document_id]
        name = duties[0].addressee.text
        label = document_label(turn, document)
        if len(duties) == 1:
            body = shorten(duties[0].text, ONLY_LIMIT)
            lines = [body if body.startswith(name) else turn.say("duty.head", agency=name, text=body)]
        else:
            lines = [turn.say("duties.head", agency=name, total=len(duties), document=label)]
            lines += [f"{n}. {shorten(duty.text, ITEM_LIMIT)}" for n, duty in enumerate(duties[:MOST], 1)]
        lines.append(source_line(turn, document, duties[0].section))
        turn.finish(
            Answer(
                "answer",
                "\n".join(lines),
                total=len(duties),
                sources=tuple(record_source(turn, duty) for duty in duties[:MOST]),
                context={
                    "document_id": document_id,
                    "agency_id": duties[0].addressee.agency_id,
                    "task_id": None,
                    "procedure_id": None,
                },
            ),
            "duties",
        )


def _beside(turn: Turn, duty: Responsibility) -> list[Responsibility]:
    """Return the other duties of the same body in the same document."""
    return [
        other
        for other in turn.snapshot.responsibilities
        if other.document_id == duty.document_id and other.addressee == duty.addressee and other.id != duty.id
    ]
