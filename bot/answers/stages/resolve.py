"""Resolve: complete a follow-up from the conversation, so that later stages see a whole question."""

from __future__ import annotations

from dataclasses import replace

from bot.answers.turn import Turn
from nlu.query import Query
from retrieval.tokens import folded_syllables, telling_syllables

SHORT_TOPIC = 3
"""Syllables; a follow-up whose own words are fewer leans on the topic before it."""


def _is_whole(query: Query) -> bool:
    """Tell a whole question without words of its own: 'Sở Nội vụ chủ trì bao nhiêu nhiệm vụ?'."""
    return query.intent in ("list_tasks", "count_tasks") and bool(query.agencies) and not query.reference


class Resolve:
    """Fills what the message leaves out: topic, aspects, document, from the slots of the conversation."""

    def run(self, turn: Turn) -> None:
        """Rewrite ``turn.query`` and note in the evidence what was taken over."""
        query, context = turn.query, turn.context
        reference = query.reference
        if reference and reference.kind == "ordinal" and reference.ordinal:
            self._ordinal(turn, reference.ordinal)
            return
        if not context.question and not context.task_id and not context.agency_id:
            turn.query = self._with_a_topic(query)
            return
        if reference and reference.kind in ("what_about", "correct"):
            turn.query = self._what_about(query, turn)
            turn.evidence["follow_up"] = reference.kind
        elif self._leans(query):
            self._same_subject(turn)

    @staticmethod
    def _with_a_topic(query: Query) -> Query:
        """Take the whole text as the topic when nothing was left of it, yet it says something."""
        if query.topic.strip() or query.agencies or query.operation not in ("fact", "yes_no"):
            return query
        rest = query.text
        for mention in query.places:
            rest = rest.replace(mention.text, " ")
        return replace(query, topic=rest) if len(telling_syllables(rest)) >= SHORT_TOPIC else query

    @staticmethod
    def _ordinal(turn: Turn, ordinal: int) -> None:
        items = turn.context.items
        if items and -len(items) <= ordinal - 1 < len(items):
            turn.evidence["task_id"] = items[ordinal - 1]
            turn.evidence["follow_up"] = "ordinal"

    @staticmethod
    def _leans(query: Query) -> bool:
        """A question without words of its own ('Hạn đến khi nào?'), or one that points ('việc đó')."""
        if query.places or query.document_ids or query.window:
            return False
        own = telling_syllables(query.topic)
        slight = query.intent == "follow_up" and len(own) <= 1
        return not own or slight or (query.reference is not None and query.reference.kind == "it")

    @staticmethod
    def _same_subject(turn: Turn) -> None:
        context = turn.context
        whole = _is_whole(turn.query)
        if context.task_id and not whole:
            turn.evidence["task_id"] = context.task_id
        turn.evidence["follow_up"] = "same"
        if context.question and not whole:
            turn.query = replace(turn.query, topic=f"{context.question} {turn.query.topic}".strip())
        if context.place_id and not turn.query.places:
            turn.evidence["context_place"] = context.place_id
        if context.document_id:
            turn.evidence["context_document"] = context.document_id

    @staticmethod
    def _what_about(query: Query, turn: Turn) -> Query:
        """Ask the last question again with the part the message changes (place, agency, scope, time)."""
        context = turn.context
        own = query.topic.strip()
        topic = context.question or ""
        if own:
            topic = own if len(folded_syllables(own)) > SHORT_TOPIC + 3 else f"{topic} {own}".strip()
            turn.evidence["scope_words"] = own
        if not query.places and not query.document_ids and context.document_id:
            turn.evidence["context_document"] = context.document_id
        aspects = query.aspects or tuple(context.aspects)  # type: ignore[arg-type]
        intent = (
            context.intent if query.intent in ("follow_up", "correct") or not query.aspects else query.intent
        )
        operation = {"count_tasks": "count", "list_tasks": "list"}.get(intent or "", query.operation)
        return replace(
            query,
            topic=topic,
            aspects=aspects,
            intent=intent or query.intent,
            operation=operation,  # type: ignore[arg-type]
            alternatives=(),
        )
