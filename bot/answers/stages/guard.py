"""Guard: fixed, kind replies where no record may be asked; instructions to the bot are cut off first."""

from __future__ import annotations

import re

from bot.answers.answer import Answer
from bot.answers.cues import has_cue
from bot.answers.turn import Turn
from nlu.query import Query
from retrieval.tokens import folded_syllables

FIXED = ("self_harm", "abuse", "injection")
CERTAIN = 0.9
"""From here on the intent alone says that no record of ours can answer."""
SURE = 0.5
"""Below this the intent alone does not silence a question."""


_SENTENCE = re.compile(r"(?<=[.!?\n])\s+")
SHORTEST_QUESTION = 4
"""Syllables a question must have to be answered beside instructions that are ignored."""


def without_instructions(message: str) -> str:
    """Return *message* without the sentences that instruct the assistant, if a question remains."""
    sentences = _SENTENCE.split(message)
    kept = [sentence for sentence in sentences if not has_cue("injection", sentence)]
    rest = " ".join(kept)
    return rest if kept and len(folded_syllables(rest)) >= SHORTEST_QUESTION else message


def _is_elsewhere(query: Query) -> bool:
    """Tell a question that is surely about other things (the weather) and names nothing of ours."""
    named = query.agencies or query.document_ids or query.document_numbers
    return query.intent == "out_of_scope" and query.confidence >= CERTAIN and not named


class Guard:
    """Ends the turn for self-harm, abuse, what is surely elsewhere, and instructions without a question."""

    def run(self, turn: Turn) -> None:
        """Reply at once where a fixed reply is due."""
        query = turn.query
        if query.intent == "self_harm" and query.confidence >= SURE:
            self._refuse(turn, "self_harm")
        elif _is_elsewhere(query):
            self._refuse(turn, "out_of_scope")
        elif query.topic.strip() and query.intent not in FIXED and not has_cue("injection", query.raw):
            return
        elif has_cue("injection", query.raw) or (query.intent == "injection" and query.confidence >= SURE):
            self._refuse(turn, "injection")
        elif query.intent == "abuse" and query.confidence >= SURE:
            self._refuse(turn, "abuse")

    def _refuse(self, turn: Turn, kind: str) -> None:
        text = turn.say(f"refuse.{kind}")
        turn.finish(Answer("refuse", text, suggestions=(turn.say("suggest.capabilities"),)), kind)
