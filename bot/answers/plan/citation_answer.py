"""Answer about cited documents: number, date and title of each, and whether their mentions agree."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answers.answer import Answer
from bot.answers.cite import document_label, record_source, section_label, source_line
from bot.answers.excerpt import shorten
from bot.answers.plan.tasks import format_date
from bot.answers.turn import Turn
from knowledge.records import Citation
from knowledge.text import fold

_PRINTED_DATE = re.compile(r"(\d{1,2}/\d{1,2}/\d{4}|\d{1,2} tháng \d{1,2} năm \d{4})")


def answer_citations(turn: Turn, citations: Sequence[Citation]) -> None:
    """Tell the number and date of each of *citations*, and whether they agree."""
    by_document: dict[str, list[Citation]] = {}
    for citation in citations:
        by_document.setdefault(citation.document_id, []).append(citation)
    ids = list(by_document)
    if not turn.scope.stated and ids:
        ids = [i for i in turn.scope.default_ids if i in by_document][:1] or ids[:1]
    lines: list[str] = []
    shown: list[Citation] = []
    for document_id in ids:
        document = turn.snapshot.document_by_id[document_id]
        distinct = _distinct(turn, by_document[document_id])
        shown += distinct
        if len(distinct) == 1:
            only = distinct[0]
            titled = f" – {shorten(only.title, 160)}" if only.title else ""
            lines.append(
                turn.say(
                    "citation.one", number=citation_name(only), dated=citation_date(turn, only), titled=titled
                )
            )
        else:
            values = "; ".join(
                turn.say(
                    "citation.place",
                    number=citation_name(citation),
                    dated=citation_date(turn, citation),
                    section=section_label(turn, citation.section),
                )
                for citation in distinct
            )
            same = len({fold(citation.number) for citation in distinct}) == 1
            key = "citation.conflict" if same else "citation.several"
            lines.append(turn.say(key, document=document_label(turn, document), values=values))
        lines.append(source_line(turn, document, distinct[0].section))
    if len(ids) > 1:
        dates = {_printed(turn, c) for c in shown}
        lines.append(turn.say("same" if len(dates) == 1 else "different"))
    turn.finish(
        Answer(
            "answer",
            "\n".join(lines),
            sources=tuple(record_source(turn, citation) for citation in shown),
            context={"document_id": ids[0], "task_id": None, "procedure_id": None},
        ),
        "citation",
    )


def citation_name(citation: Citation) -> str:
    """Return the type and number of a cited document."""
    return f"{citation.type} số {citation.number}" if citation.type else citation.number


def citation_date(turn: Turn, citation: Citation) -> str:
    """Return the date of a cited document as an aside, or that none is given."""
    printed = _printed(turn, citation)
    return turn.say("citation.dated", date=printed) if printed else turn.say("citation.undated")


def _distinct(turn: Turn, citations: Sequence[Citation]) -> list[Citation]:
    """One citation per number and printed date; an undated mention adds nothing to a dated one."""
    seen: dict[tuple[str, str], Citation] = {}
    for citation in citations:
        seen.setdefault((fold(citation.number), _printed(turn, citation)), citation)
    dated = {number for number, printed in seen if printed}
    return [c for (number, printed), c in seen.items() if printed or number not in dated]


def _printed(turn: Turn, citation: Citation) -> str:
    """The date beside the number as printed; the formatted date when the span has none."""
    if citation.printed_date is None:
        return ""
    text = turn.snapshot.document_by_id[citation.document_id].text
    match = _PRINTED_DATE.search(text, citation.span.start, citation.span.end)
    return match.group(1) if match else format_date(citation.printed_date)
