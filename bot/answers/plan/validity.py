"""Finishing: tells that a document an answer stands on has ended, or does not hold yet."""

from __future__ import annotations

from dataclasses import replace

from bot.answers.answer import Answer
from bot.answers.cite import document_label
from bot.answers.plan.tasks import format_date
from bot.answers.turn import Turn
from knowledge.records import Document
from knowledge.validity import Ending, latest, state_on

MOST = 2
"""Notes one answer carries."""


class TellValidity:
    """Adds a note, in the text and the warnings, for each document shown that is not simply in force."""

    def run(self, turn: Turn) -> None:
        """Add the notes."""
        answer = turn.answer
        if answer is None or answer.kind not in ("answer", "list", "clarify"):
            return
        notes = [note for document in _shown(turn, answer) if (note := note_on(turn, document))][:MOST]
        if notes:
            text = "\n".join([answer.text, *(note for note in notes if note not in answer.text)])
            turn.answer = replace(answer, text=text, warnings=(*answer.warnings, *notes))


def note_on(turn: Turn, document: Document) -> str | None:
    """Return the caution about a document, None when it is in force and nothing is known to end it."""
    ending = turn.snapshot.endings.get(document.id)
    state = state_on(document, ending, turn.today)
    label = document_label(turn, document)
    if ending is not None and state in ("in_force", "replaced", "abolished"):
        return _ended(turn, document, ending, "upcoming." if state == "in_force" else "")
    if state == "expired" and document.expires:
        return turn.say("validity.expired", document=label, date=format_date(document.expires))
    if state == "future" and document.effective:
        return turn.say("validity.future", document=label, date=format_date(document.effective))
    return None


def _ended(turn: Turn, document: Document, ending: Ending, upcoming: str) -> str:
    since = turn.say("validity.since", date=format_date(ending.since)) if ending.since else ""
    successor = ending.successor
    note = turn.say(
        f"validity.{upcoming}{ending.how}",
        document=document_label(turn, document),
        successor=document_label(turn, successor) if successor else ending.by.text,
        since=since,
    )
    newest = latest(document, turn.snapshot.endings, turn.today)
    if newest.id in (document.id, successor.id if successor else document.id):
        return note
    return f"{note} {turn.say('validity.latest', document=document_label(turn, newest))}"


def _shown(turn: Turn, answer: Answer) -> list[Document]:
    """The documents that the answer quotes, and those it is about."""
    ids = [source.record_id for source in answer.sources]
    ids += [str(item["id"]) for item in answer.items if item.get("type") == "document"]
    ids += [str(answer.context.get("document_id"))] if answer.kind == "list" else []
    known = turn.snapshot.document_by_id
    return [known[document_id] for document_id in dict.fromkeys(ids) if document_id in known]
