"""Route: is the question about plans or about procedures? The records decide, the intent leans."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answers.cues import has_cue, says
from bot.answers.procedure.catalogue import catalogue_of
from bot.answers.procedure.turn import read_turn
from bot.answers.turn import Turn
from knowledge.text import fold
from nlu.intents import families
from nlu.query import Query
from retrieval.hits import RecordType
from retrieval.index import DenseMode
from retrieval.tokens import telling_syllables

PLAN: Sequence[RecordType] = ("task", "target", "responsibility", "passage", "citation", "document")
PROCEDURE: Sequence[RecordType] = ("procedure", "procedure_fact")
LEAN = 0.08
"""How much better the other family's best record must fit before the intent's family is left."""
CLEAR = 0.2
"""A balance this clear from words alone needs no vectors."""
SHORT_TOPIC = 3
"""Telling syllables that a follow-up on a procedure may have of its own."""
_OF_PROCEDURES = frozenset(
    {"papers", "fee", "time", "online", "form", "steps", "result", "legal", "condition"}
)
_MANY = ("list", "count", "compare")
CLEARLY_NAMED = 6.0
"""Weight from which the name of a procedure in an English message tells what it is about."""
NAMED = 0.15
"""The same for a question that names a document of ours, a body and its role or time, or speaks of plans."""


class Route:
    """Sets ``turn.family`` to 'plan' or 'procedure'."""

    def __init__(self, default_place: str) -> None:
        self._default_place = default_place

    def run(self, turn: Turn) -> None:
        """Weigh the best record of each family against each other."""
        query, context = turn.query, turn.context
        balance = self._lean(turn)
        if _of_the_procedure(turn):
            balance = -1.0
        elif query.topic.strip():
            words = self._best(turn, PLAN, "never") - self._best(turn, PROCEDURE, "never")
            if abs(balance + words) < CLEAR:
                words = self._best(turn, PLAN, "auto") - self._best(turn, PROCEDURE, "auto")
            balance += words
        elif not _is_of_plans(query) and (context.procedure_id or context.task_id or context.document_id):
            balance = -1.0 if context.procedure_id else 1.0
        turn.family = "plan" if balance >= 0 else "procedure"
        turn.evidence["route"] = round(balance, 3)
        if turn.by_cues and "follow_up" not in turn.evidence and _is_of_the_other(turn.family, query):
            again = turn.by_cues()
            turn.query = query if _is_of_the_other(turn.family, again) else again

    def _lean(self, turn: Turn) -> float:
        query = turn.query
        family = families().get(query.intent)
        lean = {"plan": LEAN, "procedure": -LEAN}.get(family or "", 0.0)
        elsewhere = any(turn.places.jurisdiction(p.place_id) != self._default_place for p in query.places)
        with_role = any(agency.role for agency in query.agencies)
        words = has_cue("plan_words", query.text)
        of_a_body = _asks_of_a_body(query)
        if query.document_ids or self._cited(turn) or with_role or elsewhere or of_a_body or words:
            lean += NAMED
        since = with_role and says(query, "since_reform")
        if not words and (since or not with_role) and _names_a_procedure(turn):
            lean -= NAMED + LEAN
        if turn.context.procedure_id and "follow_up" in turn.evidence:
            lean -= NAMED
        return lean

    @staticmethod
    def _cited(turn: Turn) -> bool:
        """Whether a document number in the question stands in one of our documents."""
        asked = tuple(fold(number) for number in turn.query.document_numbers)
        known = (fold(citation.number) for citation in turn.snapshot.citations)
        return bool(asked) and any(number.startswith(asked) for number in known)

    @staticmethod
    def _best(turn: Turn, types: Sequence[RecordType], dense: DenseMode) -> float:
        meaning = turn.query.raw if turn.query.language == "en" else None
        hits = turn.published.index.search(
            turn.query.topic, record_types=types, limit=1, dense=dense, meaning=meaning
        )
        return hits[0].score if hits else 0.0


def _is_of_the_other(family: str, query: Query) -> bool:
    """Tell a message read as one about procedures where *family* is 'plan', or the other way round."""
    return families().get(query.intent) == {"plan": "procedure", "procedure": "plan"}[family]


def _names_a_procedure(turn: Turn) -> bool:
    """Tell an English message that names a procedure in English; the index holds Vietnamese words only."""
    if turn.query.language != "en":
        return False
    read = read_turn(turn.query, catalogue_of(turn.snapshot), turn.context, turn.today)
    named = read.best("procedure")
    return named is not None and named.weight >= CLEARLY_NAMED


def _of_the_procedure(turn: Turn) -> bool:
    """Tell a short follow-up on the procedure talked of: 'Thế mẫu đơn số mấy?', 'And how much per page?'."""
    query = turn.query
    if not turn.context.procedure_id or query.places or query.document_ids or query.agencies:
        return False
    asked = families().get(query.intent) == "procedure" or bool(set(query.aspects) & _OF_PROCEDURES)
    return asked and len(telling_syllables(query.topic)) <= SHORT_TOPIC


def _asks_of_a_body(query: Query) -> bool:
    """Tell a question on the tasks of a body: whole even when no word is left as its topic."""
    return bool(query.agencies) and (query.operation in _MANY or query.window is not None)


def _is_of_plans(query: Query) -> bool:
    """Tell a question that needs no word of its own to be about plans: it names one, or wants many tasks."""
    of_a_body = bool(query.agencies) and (query.window is not None or says(query, "plan_words"))
    return bool(query.document_ids) or query.operation in _MANY or of_a_body
