"""Resolve: complete a follow-up from the conversation, so that later stages see a whole question."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.answers.answer import Answer
from bot.answers.cues import says
from bot.answers.turn import Turn
from nlu.query import COLUMNS, Query
from nlu.references import points_back, reference_spans
from retrieval.hits import Hit
from retrieval.tokens import folded_syllables, telling_syllables

OWN_SUBJECT = 3
"""Syllables that the record talked of does not hold; a pointing question with so many has a new subject."""
SHORT_QUESTION, OF_THE_RECORD = 6, 0.6
"""Syllables, and the share of them in the record talked of, at which a question still speaks of it."""
SHORT_TOPIC = 3
"""Syllables; a follow-up whose own words are fewer leans on the topic before it."""
ALL_OF_IT = 0.99
OWN_AFTER_PARTICLE = 2
_GOES_ON = re.compile(r"\W*(?:the|vay|rua|roi|con|va|ua|cung|and|then)\b")
"""Openings of a question that goes on with what was said: 'Rứa bao lâu phải báo cáo một lần?'."""
_DOING = telling_syllables(
    "ban hành hoàn thành thực hiện triển khai tiến hành làm xong nộp gửi trình tổ chức"
    " sản phẩm kết quả giấy tờ tài liệu văn bản"
)
"""Syllables of what is done with every task, and of what it ends in: only these speak of the task before."""


def _is_whole(query: Query) -> bool:
    """Tell a whole question without words of its own: 'Sở Nội vụ chủ trì bao nhiêu nhiệm vụ?'."""
    return query.intent in ("list_tasks", "count_tasks") and bool(query.agencies) and not query.reference


def _only_another_time(query: Query) -> bool:
    """Tell a question that names nothing but a time: 'Vậy sang giai đoạn 2023-2025 thì còn bao nhiêu?'."""
    named = query.places or query.document_ids or query.agencies or query.topic.strip()
    return query.window is not None and query.operation == "fact" and not named


def _only_another_place(query: Query) -> bool:
    """Tell a question that names nothing but a place: 'Thế ở Long Khánh thì phòng nào làm?'."""
    named = query.document_ids or query.agencies or query.window or query.years
    return bool(query.places) and query.operation == "fact" and not named and not _own_words(query) - _DOING


def _only_points(query: Query) -> bool:
    """Tell a question whose subject is only pointed at, with nothing before to point to: 'báo cáo đó'."""
    text = query.text.lower()
    if query.places or query.document_ids or query.agencies or not points_back(text):
        return False
    left = telling_syllables(query.topic)
    for start, end in reference_spans(text):
        left -= telling_syllables(text[start:end])
    return len(left) <= 1


def _words_of_row(turn: Turn) -> set[str]:
    """Return the telling syllables of the row the last question was answered from."""
    task = turn.snapshot.task_by_id.get(turn.context.task_id or "")
    said = [task.goal, task.parent, task.content, task.output, task.deadline.text] if task else []
    return telling_syllables(" ".join(filter(None, said)))


def _words_before(turn: Turn) -> set[str]:
    """Return the telling syllables of the last question and of the row it was answered from."""
    return telling_syllables(turn.context.question or "") | _words_of_row(turn)


def _best_row(turn: Turn) -> Hit | None:
    """Return the row of the document talked of that holds most of the question's own words."""
    documents = (turn.context.document_id,) if turn.context.document_id else None
    hits = turn.published.index.search(
        turn.query.topic, record_types=["task"], document_ids=documents, limit=1, dense="never"
    )
    return hits[0] if hits else None


def _names_another(turn: Turn) -> bool:
    """Tell whether another row of the document talked of holds every word: 'Thế video thì sở nào làm?'."""
    best = _best_row(turn)
    return best is not None and best.record_id != turn.context.task_id and best.coverage >= ALL_OF_IT


def _own_words(query: Query) -> set[str]:
    """Return the telling syllables of a message, less the particle it opens with ('thê hạn là bao giơ')."""
    opening = _GOES_ON.match(query.folded)
    particle = opening.group().strip(" ,.!?") if opening else ""
    return telling_syllables(query.topic) - {particle}


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
            if not context.procedure_id and _only_points(query):
                turn.finish(Answer("clarify", turn.say("clarify.topic")), "vague")
                return
            turn.query = self._with_a_topic(query)
            return
        if context.procedure_id and query.agencies and says(query, "plan_words"):
            turn.query = self._with_a_topic(query)
        elif reference and reference.kind in ("what_about", "correct"):
            turn.query = self._what_about(query, turn)
            turn.evidence["follow_up"] = reference.kind
        elif context.question and not context.procedure_id and _only_another_place(query):
            turn.query = self._what_about(query, turn)
            turn.evidence["follow_up"] = "what_about"
        elif context.question and not context.procedure_id and _only_another_time(query):
            turn.query = self._what_about(query, turn)
            turn.evidence["follow_up"] = "what_about"
            turn.evidence["scope_words"] = query.window.text if query.window else ""
        elif self._leans(turn) or self._goes_on(turn):
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
    def _leans(turn: Turn) -> bool:
        """A question without words of its own ('Hạn đến khi nào?'), or one that points ('việc đó')."""
        query = turn.query
        if query.places or query.document_ids or query.window:
            return False
        own = _own_words(query)
        if not own or (query.reference is not None and query.reference.kind == "it"):
            return True
        slight = query.intent == "follow_up" and len(own) <= 1
        return slight and (own <= _words_before(turn) or not _names_another(turn))

    @staticmethod
    def _goes_on(turn: Turn) -> bool:
        """A short question on a column, in words of the row talked of ('Rồi đi kiểm tra hồi quý mấy?')."""
        query = turn.query
        if query.places or query.document_ids or query.agencies or query.window or not turn.context.task_id:
            return False
        if query.operation != "fact" or not set(query.aspects) & COLUMNS:
            return False
        own = _own_words(query) - _DOING
        held = own & _words_before(turn)
        if held == own and (len(own) <= OWN_AFTER_PARTICLE or _GOES_ON.match(query.folded)):
            return True
        if own <= _words_of_row(turn):
            return True
        if len(own) > SHORT_QUESTION or len(held) < OF_THE_RECORD * len(own):
            return False
        best = _best_row(turn)
        return best is not None and best.record_id == turn.context.task_id

    @staticmethod
    def _same_subject(turn: Turn) -> None:
        context = turn.context
        whole = _is_whole(turn.query)
        fresh = len(telling_syllables(turn.query.topic) - _words_before(turn)) >= OWN_SUBJECT
        if context.task_id and not whole and not fresh:
            turn.evidence["task_id"] = context.task_id
        turn.evidence["follow_up"] = "same"
        if context.question and not whole and not (fresh and context.task_id):
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
