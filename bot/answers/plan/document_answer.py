"""Answer about a document itself: its number, dates, signer, bases, and what it replaces."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answers.answer import Answer, Source
from bot.answers.cite import document_label, record_source, text_source
from bot.answers.excerpt import shorten
from bot.answers.plan.citation_answer import citation_date, citation_name
from bot.answers.plan.cited import citations_of
from bot.answers.plan.document_verdict import verdict
from bot.answers.plan.tasks import format_date
from bot.answers.plan.validity import note_on
from bot.answers.turn import Turn
from knowledge.records import Document
from knowledge.text import fold


def answer_document(
    turn: Turn, document: Document, aspects: Sequence[str], among: Sequence[Document]
) -> None:
    """Tell the facts of *document*, one of those *among* which it is asked."""
    lines: list[str] = []
    sources: list[Source] = []
    missing: list[str] = []
    aspects = _with_companions(document, aspects)
    bases = [c for c in citations_of(turn, document.id) if c.role == "basis"]
    values = {
        "number": document.number,
        "issued": format_date(document.issued) if document.issued else None,
        "signer": ", ".join(p for p in (document.signer, document.signer_title) if p)
        if document.signer
        else None,
        "title": document.title,
        "proposal": document.attributes.get("proposal"),
        "effective": _in_force(document),
        "expires": format_date(document.expires) if document.expires else None,
        "replaces": "; ".join(ref.text for ref in document.replaces) or None,
        "abolishes": "; ".join(ref.text for ref in document.abolishes) or None,
        "basis": "; ".join(f"{citation_name(c)}{citation_date(turn, c)}" for c in bases) or None,
    }
    for aspect in aspects:
        value = values[aspect]
        if value is None:
            missing.append(aspect)
            continue
        lines.append(turn.say(f"document.{aspect}", value=shorten(value, 700)))
        printed = {"signer": document.signer, "effective": document.attributes.get("effective")}
        quoted = printed.get(aspect, value)
        sources += text_source(document, quoted, "") if quoted else ()
    if aspects == ["basis"]:
        sources += [record_source(turn, citation) for citation in bases]
    timed = bool({"effective", "replaces"} & set(aspects))
    note = note_on(turn, document) if timed else None
    if note:
        lines.insert(0, note)
        missing = []
    for aspect in missing:
        what = turn.say(f"document.what.{aspect}")
        lines.append(turn.say("document.missing", document=document_label(turn, document), what=what))
    if lines and len(missing) < len(aspects):
        lines.append(
            turn.say(
                "source.one",
                section=shorten(document.title, 120),
                document=document_label(turn, document),
            )
        )
    if timed and not note:
        label = document_label(turn, document)
        lines.append(turn.say("document.standing", document=label, date=format_date(turn.today)))
    opening = verdict(turn, among, aspects) if document is among[0] else None
    alone = len(among) == 1
    if alone and "signer" in aspects and turn.query.operation == "yes_no" and document.signer:
        right = fold(document.signer) in turn.query.folded
        lines[0] = turn.say("premise.right" if right else "premise.wrong", fact=lines[0])
    if opening:
        lines.insert(0, opening)
    before = turn.answer
    if before is not None:
        lines.insert(0, before.text)
    everything_missing = len(missing) == len(aspects) and before is None
    turn.finish(
        Answer(
            "refuse" if everything_missing else "answer",
            "\n".join(lines),
            items=(*(before.items if before else ()), _document_item(document)),
            sources=(*(before.sources if before else ()), *sources),
            context={
                "document_id": document.id,
                "place_id": document.jurisdiction,
                "aspects": tuple(aspects),
                "task_id": None,
                "procedure_id": None,
            },
        ),
        "document",
    )


def _with_companions(document: Document, aspects: Sequence[str]) -> list[str]:
    """With the day of effect goes the last day, with what is replaced what is abolished."""
    found = list(aspects)
    if "effective" in aspects and document.expires:
        found.append("expires")
    if "replaces" in aspects and document.abolishes:
        found = [aspect for aspect in found if aspect != "replaces" or document.replaces]
        found.append("abolishes")
    return found


def _in_force(document: Document) -> str | None:
    """The day of effect as printed, with the date where only the signing is named."""
    printed = document.attributes.get("effective")
    day = format_date(document.effective) if document.effective else None
    if not printed or not day or any(character.isdigit() for character in printed):
        return printed if printed and not document.effective else day
    return f"{printed} ({day})"


def _document_item(document: Document) -> dict[str, object]:
    return {"type": "document", "id": document.id, "number": document.number, "title": document.title}
