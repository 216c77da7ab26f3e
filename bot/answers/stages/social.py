"""Social: greetings, thanks, what the assistant can do, the way to a person."""

from __future__ import annotations

from bot.answers.answer import Answer, Kind
from bot.answers.cite import document_label
from bot.answers.cues import asks_for_a_person
from bot.answers.turn import Turn

INTENTS: dict[str, Kind] = {
    "greeting": "smalltalk",
    "thanks": "smalltalk",
    "goodbye": "smalltalk",
    "capabilities": "smalltalk",
    "handoff": "handoff",
}


class Social:
    """Ends the turn for intents that need no record."""

    def run(self, turn: Turn) -> None:
        """Reply to a social intent."""
        kind = INTENTS.get(turn.query.intent)
        if kind is None or (kind == "handoff" and asks_for_a_person(turn.query.raw)):
            return
        documents = "; ".join(document_label(turn, document) for document in turn.snapshot.documents)
        text = turn.say(f"social.{turn.query.intent}", documents=documents)
        turn.finish(Answer(kind, text, suggestions=(turn.say("suggest.capabilities"),)), turn.query.intent)
