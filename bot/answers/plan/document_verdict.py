"""How an answer about several documents opens: the same signer or not, which was issued first."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answers.cite import document_label
from bot.answers.turn import Turn
from knowledge.records import Document
from knowledge.text import fold


def verdict(turn: Turn, documents: Sequence[Document], aspects: Sequence[str]) -> str | None:
    """Return the opening for a question that holds *documents* against each other; None for any other."""
    if len(documents) < 2:
        return None
    if "signer" in aspects and turn.query.operation == "yes_no":
        signers = {fold(document.signer) for document in documents if document.signer}
        if len(signers) == 1 and all(document.signer for document in documents):
            return turn.say("document.same_signer", signer=documents[0].signer)
        return turn.say("document.other_signers") if len(signers) > 1 else None
    dated = [(document.issued, document) for document in documents if document.issued]
    held = turn.query.operation in ("compare", "first", "last")
    if not held or "issued" not in aspects or len(dated) < len(documents):
        return None
    days = sorted({day for day, _ in dated})
    if len(days) == 1:
        return turn.say("document.same_day")
    first, last = (
        ", ".join(document_label(turn, document) for day, document in dated if day == wanted)
        for wanted in (days[0], days[-1])
    )
    return turn.say("document.first", first=first, last=last)
