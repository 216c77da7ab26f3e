"""Answers that quote a text: a duty, a passage or target, or the nearest record where nothing answers."""

from __future__ import annotations

from bot.answers.answer import Answer
from bot.answers.cite import document_label, record_source, source_line
from bot.answers.excerpt import excerpt, shorten
from bot.answers.plan.premise import contradicts_text
from bot.answers.plan.search import Found, record_text
from bot.answers.turn import Turn
from knowledge.records import Passage, Responsibility, Target

EXCERPT_LIMIT = 420


def answer_duty(turn: Turn, duty: Responsibility) -> None:
    """Quote the duty, with whose it is."""
    document = turn.snapshot.document_by_id[duty.document_id]
    body = excerpt(duty.text, turn.query.topic, EXCERPT_LIMIT)
    named = body.startswith(duty.addressee.text)
    text = body if named else turn.say("duty.head", agency=duty.addressee.text, text=body)
    text = _opened(turn, text, duty.text)
    turn.finish(
        Answer(
            "answer",
            "\n".join([text, source_line(turn, document, duty.section)]),
            items=(
                {
                    "type": "responsibility",
                    "id": duty.id,
                    "addressee": duty.addressee.text,
                    "text": duty.text,
                },
            ),
            sources=(record_source(turn, duty),),
            context=_context(turn, duty.document_id, duty.addressee.agency_id),
        ),
        "responsibility",
    )


def answer_text(turn: Turn, record: Passage | Target) -> None:
    """Quote the passage or target, with its heading."""
    document = turn.snapshot.document_by_id[record.document_id]
    body = excerpt(record.text, turn.query.topic, EXCERPT_LIMIT)
    text = _opened(turn, turn.say("passage.head", text=body), record.text)
    if isinstance(record, Passage) and record.heading_path:
        heading = shorten(record.heading_path[-1], 100)
        text = _opened(turn, turn.say("passage.under", heading=heading, text=body), record.text)
    turn.finish(
        Answer(
            "answer",
            "\n".join([text, source_line(turn, document, record.section)]),
            sources=(record_source(turn, record),),
            context=_context(turn, record.document_id, None),
        ),
        "passage",
    )


def refuse_nearest(turn: Turn, key: str, item: Found, kind: str) -> Answer:
    """Return a refusal that names what is missing and quotes the nearest record."""
    what = turn.say(f"value.{kind}") if kind else ""
    document = turn.snapshot.document_by_id[item.document_id]
    nearest = f"«{excerpt(record_text(item), turn.query.topic, 200)}» ({document_label(turn, document)})"
    text = f"{turn.say(key, what=what)} {turn.say('refuse.nearest', nearest=nearest)}"
    return Answer("refuse", text, context={"document_id": item.document_id})


def _opened(turn: Turn, text: str, stated: str) -> str:
    """Open a quotation by whether it confirms what a yes/no question says."""
    if contradicts_text(turn, stated):
        return turn.say("premise.wrong", fact=text)
    return turn.say("premise.stated", fact=text) if turn.query.operation == "yes_no" else text


def _context(turn: Turn, document_id: str, agency_id: str | None) -> dict[str, object]:
    document = turn.snapshot.document_by_id[document_id]
    return {
        "document_id": document_id,
        "place_id": document.jurisdiction,
        "agency_id": agency_id,
        "task_id": None,
        "procedure_id": None,
        "listing": {},
        "aspects": turn.query.aspects,
    }
