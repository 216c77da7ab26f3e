"""Stage: personal data of others, and advice on a dispute: no record holds them, and none should."""

from __future__ import annotations

import re

from bot.answers.answer import Answer
from bot.answers.cues import has_cue, says
from bot.answers.turn import Turn
from knowledge.text import fold
from nlu.query import Query

_SURNAMES = (
    "nguyen|tran|le|pham|hoang|huynh|phan|vu|vo|dang|bui|do|ho|ngo|duong|ly"
    "|truong|dinh|mai|dao|doan|cao|luu|ha|lam|ta"
)
_NAMED = re.compile(
    rf"\b(?:ong|ba|anh|chi|co|chu|bac|nguoi ten|ten la|ten|mr|mrs|ms) (?:{_SURNAMES}) [a-z]+(?: [a-z]+)?\b"
)
"""A person by title and name, the name with two syllables at least: 'ông Nguyễn Văn Hùng'."""


def asks_for_personal_data(query: Query) -> bool:
    """Tell whether *query* wants a number, an address or the like of somebody else."""
    if not says(query, "personal_data") or not says(query, "look_up"):
        return False
    named = _NAMED.search(fold(query.text)) or _NAMED.search(fold(query.raw))
    return bool(named) or says(query, "somebody_else")


def asks_for_legal_advice(query: Query) -> bool:
    """Tell whether *query* wants to know how a dispute would end or what to do in one."""
    if says(query, "legal_advice"):
        return True
    return says(query, "dispute") and says(query, "dispute_outcome")


class Private:
    """Ends the turn for what concerns one person's data or dispute."""

    def run(self, turn: Turn) -> None:
        """Refuse kindly, and name who can help."""
        if asks_for_personal_data(turn.query):
            turn.finish(Answer("refuse", turn.say("refuse.personal")), "personal_data")
        elif asks_for_legal_advice(turn.query) and not has_cue("plan_words", turn.query.text):
            turn.finish(Answer("refuse", turn.say("refuse.legal")), "legal_advice")
