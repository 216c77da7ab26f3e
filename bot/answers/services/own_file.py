"""Whether a message is about the state of one's own file, or only calls the papers 'hồ sơ của tôi'."""

from __future__ import annotations

from bot.answers.cues import says
from bot.answers.procedure.asked import table
from nlu.query import Query

_OF_A_PROCEDURE = frozenset({"papers", "fee", "where", "form", "legal", "condition", "applicants"})


def asks_how_far(query: Query) -> bool:
    """Tell how far a file is from what a procedure says: 'hồ sơ của tôi cơ quan nào giải quyết'."""
    if says(query, "file_progress"):
        return True
    asked = table().asked((query.text, query.raw), query)
    return not asked.said & _OF_A_PROCEDURE
