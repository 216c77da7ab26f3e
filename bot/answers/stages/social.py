"""Social: greetings, thanks, what the assistant can do, the way to a person."""

from __future__ import annotations

from bot.answers.answer import Answer, Kind
from bot.answers.cite import document_label
from bot.answers.cues import asks_for_a_person, asks_for_a_phone, says
from bot.answers.turn import Turn

INTENTS: dict[str, Kind] = {
    "greeting": "smalltalk",
    "thanks": "smalltalk",
    "goodbye": "smalltalk",
    "capabilities": "smalltalk",
    "handoff": "handoff",
}


def _asks_of_one(turn: Turn) -> bool:
    """Tell a question for the number of one official or one office, which the way to 1022 does not answer."""
    return asks_for_a_person(turn.query.raw) or asks_for_a_phone(turn.query)


def _tells_a_problem(turn: Turn) -> bool:
    """Tell who wants to report a fault in the streets: 'đèn đường hư thì báo số nào'."""
    query = turn.query
    return says(query, "city_problem") and says(query, "tells_problem") and not says(query, "plan_words")


class Social:
    """Ends the turn for intents that need no record."""

    def run(self, turn: Turn) -> None:
        """Reply to a social intent."""
        intent = "handoff" if _tells_a_problem(turn) else turn.query.intent
        kind = INTENTS.get(intent)
        if kind is None or (kind == "handoff" and _asks_of_one(turn)):
            return
        documents = "; ".join(document_label(turn, document) for document in turn.snapshot.documents)
        text = turn.say(f"social.{intent}", documents=documents)
        turn.finish(Answer(kind, text, suggestions=(turn.say("suggest.capabilities"),)), intent)
