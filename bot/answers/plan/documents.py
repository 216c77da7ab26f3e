"""Stage: facts of documents (number, date, signer, bases) and of the documents they cite."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answers.cues import has_cue
from bot.answers.plan.citation_answer import answer_citations
from bot.answers.plan.cited import cited_by_kind, cited_by_number, cited_by_title
from bot.answers.plan.document_answer import answer_document
from bot.answers.plan.search import fits, record_text, search
from bot.answers.turn import Turn
from knowledge.records import Document
from knowledge.text import fold
from nlu.query import COLUMNS
from retrieval.tokens import folded_syllables, telling_syllables

ASPECTS = ("number", "issued", "signer", "basis", "proposal", "title")
SLIGHT_TOPIC = 4
TASK_TOPIC, TASK_COVERAGE, TASK_SCORE = 6, 0.9, 0.4
"""Syllables, coverage and score at which a question that seems to ask about a document asks about a task."""
CITING_TOPIC = 3
"""Telling syllables, beside those of our documents' titles, that make a subject of their own."""
_CITED = re.compile(r"\d+(?:/\d{4})?[/-][A-ZĐ]{2,}")
_EFFECT = ("hieu luc", "co hieu luc")
_OF_DOCUMENTS = frozenset(
    folded_syllables(
        "văn bản kế hoạch quyết định ban hành kèm theo số ngày năm tỉnh thành phố một người ông bà"
        " chính xác in ghi chỗ thống nhất"
    )
)
"""Syllables that only say that a document is meant."""


class DocumentFacts:
    """Ends the turn for questions about a document itself, or about one it cites."""

    def run(self, turn: Turn) -> None:
        """Answer from Document or Citation records."""
        query = turn.query
        cited = cited_by_number(turn)
        column_asked = bool(COLUMNS & set(query.aspects))
        conflicting = not column_asked and len({fold(citation.number) for citation in cited}) > 1
        about = bool(set(query.aspects) & {"number", "issued", "title"})
        meant = query.intent == "ask_document" and not has_cue("how_many", query.text)
        if cited and (conflicting or about or meant or query.operation == "compare"):
            answer_citations(turn, cited)
            return
        if query.operation in ("list", "count"):
            return
        aspects = self._aspects(turn)
        if not aspects:
            if query.intent == "ask_document" and not query.topic.strip():
                aspects = ["number", "issued", "signer", "title"]
            else:
                return
        documents = self._documents(turn)
        if of_kind := cited_by_kind(turn, documents, self._own_words(documents)):
            answer_citations(turn, of_kind)
            return
        itself = bool(documents) and telling_syllables(query.topic) <= self._own_words(documents)
        if not itself and ("number" in aspects or "issued" in aspects) and "basis" not in aspects:
            found = cited_by_title(turn)
            if found:
                answer_citations(turn, found)
                return
        elsewhere = self._about_a_task(turn) or self._cites(turn, aspects)
        if (elsewhere and not itself) or (column_asked and aspects == ["basis"]):
            return
        for document in documents:
            answer_document(turn, document, aspects, among=documents)

    @staticmethod
    def _aspects(turn: Turn) -> list[str]:
        """The facts of the document itself that are asked for."""
        query = turn.query
        aspects = [str(aspect) for aspect in query.aspects if aspect in ASPECTS]
        slight = len(telling_syllables(query.topic)) <= SLIGHT_TOPIC
        opens = fold(query.topic).startswith(_EFFECT)
        if has_cue("replacing", query.text) and (slight or query.document_ids) and not query.agencies:
            return ["replaces"]
        if has_cue("effective", query.text) and (slight or (opens and query.document_ids)):
            return ["effective"]
        if "number" in aspects and has_cue("proposal", query.text):
            return ["proposal"]
        if aspects and query.intent == "ask_document" and "deadline" in query.aspects:
            aspects.append("issued")
        return list(dict.fromkeys(aspects))

    @staticmethod
    def _own_words(documents: Sequence[Document]) -> set[str]:
        """The syllables that only name *documents*: a question of nothing else asks about them."""
        titles = " ".join(f"{d.title} {d.type or ''}" for d in documents)
        return {*folded_syllables(titles), *_OF_DOCUMENTS, *(str(y) for d in documents for y in d.years)}

    @staticmethod
    def _about_a_task(turn: Turn) -> bool:
        """'Ai ký ban hành bộ thủ tục?' asks about a task, not about the document that sets it."""
        if len(folded_syllables(turn.query.topic)) < TASK_TOPIC:
            return False
        best = search(turn, ["task"], limit=1)
        return bool(best) and best[0].hit.coverage >= TASK_COVERAGE and best[0].hit.score >= TASK_SCORE

    @staticmethod
    def _cites(turn: Turn, aspects: Sequence[str]) -> bool:
        """'Sửa nghị quyết số mấy về nhân lực chất lượng cao?': a record of that subject cites the number."""
        own = {s for d in turn.snapshot.documents for s in telling_syllables(f"{d.title} {d.jurisdiction}")}
        asks_a_number = bool(set(aspects) & {"number", "basis"})
        if not asks_a_number or len(telling_syllables(turn.query.topic) - own) < CITING_TOPIC:
            return False
        found = search(turn, ["task", "passage", "responsibility", "target"], limit=1)
        return bool(found) and fits(turn, found[0].hit) and bool(_CITED.search(record_text(found[0])))

    def _documents(self, turn: Turn) -> list[Document]:
        """The document asked about; all that are named, or the newest of each place that is."""
        if len(turn.query.document_ids) > 1:
            return [turn.snapshot.document_by_id[id_] for id_ in turn.scope.document_ids]
        if turn.scope.stated and len(turn.query.places) > 1:
            newest: dict[str | None, Document] = {}
            for document_id in turn.scope.document_ids:
                document = turn.snapshot.document_by_id[document_id]
                newest.setdefault(document.jurisdiction, document)
            return list(newest.values())
        document_or_none = self._document(turn)
        return [document_or_none] if document_or_none else []

    @staticmethod
    def _document(turn: Turn) -> Document | None:
        context_id = turn.evidence.get("context_document") or (
            None if turn.scope.stated else turn.context.document_id
        )
        ids = turn.scope.document_ids if turn.scope.stated else (context_id, *turn.scope.default_ids)
        return next((turn.snapshot.document_by_id[i] for i in ids if i in turn.snapshot.document_by_id), None)
