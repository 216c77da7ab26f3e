"""Sources: verbatim slices of stored texts, with section and link."""

from __future__ import annotations

from collections.abc import Iterable

from bot.answers.answer import Source
from bot.answers.turn import Turn
from knowledge.links import document_url, line_anchor
from knowledge.records import Citation, Document, Passage, Responsibility, Span, Target, Task

LONGEST_QUOTE = 1500
"""Characters; a row longer than this is cited by the cells that were asked for."""

TextRecord = Target | Responsibility | Passage | Citation


def document_label(turn: Turn, document: Document) -> str:
    """Return how a document is named to people: number (or title) and place."""
    place = place_name(turn, document.jurisdiction)
    if document.number:
        return turn.say("document.numbered", number=document.number, place=place)
    return turn.say("document.unnumbered", title=document.title, place=place)


def place_name(turn: Turn, place_id: str | None) -> str:
    """Return the display name of a place id; the id's own words when the registry lacks it."""
    place = turn.places.get(place_id) if place_id else None
    return place.name if place else (place_id or "").replace("-", " ").title()


def _source(document: Document, section: str, span: Span, anchor: str) -> Source:
    return Source(
        record_id=document.id,
        version=document.version,
        document=document.number or document.title,
        title=document.title,
        section=section,
        quote=document.text[span.start : span.end],
        start=span.start,
        end=span.end,
        url=document_url(document.id, anchor),
    )


def task_sources(turn: Turn, task: Task, fields: Iterable[str]) -> tuple[Source, ...]:
    """Cite a task: its whole row where that is one slice of bearable length, else the cells asked for."""
    document = turn.snapshot.document_by_id[task.document_id]
    rows = task.spans.get("row", ())
    if len(rows) == 1 and rows[0].end - rows[0].start <= LONGEST_QUOTE:
        spans = list(rows)
    else:
        wanted = dict.fromkeys(["content", *fields])
        spans = list(dict.fromkeys(span for name in wanted for span in task.spans.get(name, ())))
    return tuple(_source(document, task.row, span, task.row) for span in spans)


def record_source(turn: Turn, record: TextRecord) -> Source:
    """Cite a record that is one slice of its document."""
    document = turn.snapshot.document_by_id[record.document_id]
    line = line_anchor(document.text, record.span.start)
    task_id = getattr(record, "task_id", None)
    anchor = turn.snapshot.task_by_id[task_id].row if task_id in turn.snapshot.task_by_id else line
    return _source(document, record.section, record.span, anchor)


def text_source(document: Document, text: str, section: str) -> tuple[Source, ...]:
    """Cite the first place where *text* stands in the document; nothing when it does not stand there."""
    start = document.text.find(text)
    if start < 0:
        return ()
    line = line_anchor(document.text, start)
    return (_source(document, section, Span(start, start + len(text)), line),)


def source_line(turn: Turn, document: Document, section: str) -> str:
    """Return the closing line that names section and document."""
    return turn.say(
        "source.one", section=section_label(turn, section), document=document_label(turn, document)
    )


def section_label(turn: Turn, section: str) -> str:
    """Return 'mục 3.n' for a section label; labels that already are words stay."""
    bare = bool(section) and (section[0].isdigit() or section.split(".")[0].isupper())
    return turn.say("section.row", row=section) if bare else section
