"""Stage: what a document counts up under a heading, or says a thing of its own is: '(1) …; (2) …'."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from bot.answers.answer import Answer
from bot.answers.cite import record_source, source_line
from bot.answers.cues import says, without_cues
from bot.answers.excerpt import excerpt, shorten
from bot.answers.turn import Turn
from knowledge.records import Document, Passage
from knowledge.text import fold
from retrieval.tokens import folded_syllables, telling_syllables

LEAST = 2
"""Items that make a list, and telling words of a question that its heading must hold."""
ITEM_LIMIT, HEADING_LIMIT, SENTENCE_LIMIT = 180, 120, 420
_ITEM = re.compile(r"\(\d{1,2}\)\s")
_MEANS = r"[\"”'»)]*\s+(?:la|gom|bao gom|duoc hieu|duoc hinh thanh|hinh thanh|nghia la)\b"
"""What stands behind a term that a sentence explains, folded."""


class Enumerations:
    """Ends the turn for 'gồm những loại nào', 'gồm những ai', when the document says so in so many words."""

    def run(self, turn: Turn) -> None:
        """Look for the sentence that explains the term, then for the list below the heading named."""
        query = turn.query
        explained = query.intent == "ask_definition"
        if not (explained or says(query, "which_kinds")) or not query.topic.strip():
            return
        for document_id in turn.scope.document_ids if turn.scope.stated else turn.scope.default_ids:
            document = turn.snapshot.document_by_id[document_id]
            passages = [p for p in turn.snapshot.passages if p.document_id == document_id]
            words = without_cues("which_kinds", query.topic)
            if explained and (passage := _explains(document, passages, words)):
                _answer(turn, document, [passage], excerpt(passage.text, words, SENTENCE_LIMIT))
                return
            if items := _listed(passages, words):
                heading = shorten(items[0].heading_path[-1], HEADING_LIMIT)
                lines = [f"{heading}:", *(shorten(item.text, ITEM_LIMIT) for item in items)]
                _answer(turn, document, items, "\n".join(lines))
                return


def _explains(document: Document, passages: Sequence[Passage], words: str) -> Passage | None:
    """Return the passage that says what the thing named is; the words of the title name the document."""
    title = telling_syllables(document.title)
    term = list(itertools.dropwhile(title.__contains__, folded_syllables(words)))
    if len(term) < LEAST:
        return None
    pattern = re.compile(r"\b" + r"\W+".join(map(re.escape, term)) + _MEANS)
    return next((passage for passage in passages if pattern.search(fold(passage.text))), None)


def _listed(passages: Sequence[Passage], words: str) -> list[Passage]:
    """Return the numbered items below the heading that holds the telling words of the question."""
    asked = telling_syllables(words)
    numbered = [p for p in passages if p.heading_path and _ITEM.match(p.text)]
    for heading, group in itertools.groupby(numbered, key=lambda passage: passage.heading_path[-1]):
        items = list(group)
        if len(items) >= LEAST <= len(asked) and asked <= telling_syllables(heading):
            return items
    return []


def _answer(turn: Turn, document: Document, passages: Sequence[Passage], text: str) -> None:
    turn.finish(
        Answer(
            "answer",
            "\n".join([text, source_line(turn, document, passages[0].section)]),
            sources=tuple(record_source(turn, passage) for passage in passages),
            context={"document_id": document.id, "place_id": document.jurisdiction, "task_id": None},
        ),
        "enumeration",
    )
