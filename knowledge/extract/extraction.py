"""One document's records besides its task rows."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from knowledge.agencies import Registry
from knowledge.extract.citations import named_documents
from knowledge.extract.coverage import Coverage, coverage
from knowledge.extract.duties import duties
from knowledge.extract.metadata import Manifest, own_numbers, read_document
from knowledge.extract.outline import Unit, outline
from knowledge.extract.source import ParsedTasks, SourceText, clean, free_paragraphs, letterhead_parts
from knowledge.extract.subjects import has_predicate
from knowledge.extract.targets import Goal, goals, heading_year
from knowledge.records import AgencyRef, Citation, Document, Passage, Responsibility, Span, Target, Task
from knowledge.records.plan import TaskField

_CONTENT = ("body", "basis")
_DIRECTIVES = ("Chỉ thị", "Công điện", "Công văn", "Thông báo")
_TASK_TEXTS: tuple[TaskField, ...] = ("content", "goal", "output")


@dataclass(frozen=True)
class Extraction:
    """All records of one document besides its tasks, and the proof that no line was lost.

    ``own_numbers`` are the document's own number as printed in each place with the section shown
    to the admin; they should agree.
    """

    document: Document
    targets: tuple[Target, ...]
    responsibilities: tuple[Responsibility, ...]
    passages: tuple[Passage, ...]
    citations: tuple[Citation, ...]
    coverage: Coverage
    own_numbers: tuple[tuple[str, str], ...] = ()
    tasks: tuple[Task, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Place:
    """A text to search for goals and citations: where it stands and under what.

    ``pieces`` are its slices of the document text in reading order (several when a page break cuts
    a cell), which stand in ``text`` one after the other with one space between them.
    """

    pieces: tuple[Span, ...]
    text: str
    section: str
    titles: tuple[str, ...]
    task: Task | None
    field: str = ""

    def span(self, start: int, end: int, at: int) -> Span:
        """Return where ``text[start:end]`` stands: its part in the piece that holds offset *at*."""
        offset = 0
        for piece in self.pieces:
            length = piece.end - piece.start
            if at <= offset + length:
                low, high = max(start - offset, 0), min(end - offset, length)
                return Span(piece.start + low, piece.start + high)
            offset += length + 1
        return self.pieces[-1]


class _Ids:
    """Hands out ids that stay the same as long as a section keeps its order."""

    def __init__(self, document_id: str) -> None:
        self._document_id = document_id
        self._seen: Counter[str] = Counter()

    def next(self, kind: str, section: str) -> str:
        key = f"{self._document_id}/{kind}-{section or '0'}"
        self._seen[key] += 1
        return f"{key}-{self._seen[key]}"


def metadata_of(raw: SourceText, document_id: str, manifest_entry: Manifest | None = None) -> Document:
    """Return the Document alone, before its tables are parsed (for its jurisdiction and years)."""
    return read_document(
        outline(free_paragraphs(raw.text, (), letterhead_parts(raw))), raw.text, document_id, manifest_entry
    )


def extract(
    raw: SourceText,
    task_parse: ParsedTasks | None,
    document_id: str,
    manifest_entry: Manifest | None = None,
    *,
    registry: Registry | None = None,
) -> Extraction:
    """Return the records of *raw* besides the tasks in *task_parse*.

    ``registry`` links the bodies that duties name (the shipped one when None). ``manifest_entry``
    overrides fields of the Document by name. Every span of a record is a slice
    of ``raw.text``; a record's text is that slice without markup, white space collapsed.
    """
    text = raw.text
    tasks = tuple(task_parse.tasks) if task_parse else ()
    used = tuple(task_parse.used) if task_parse else ()
    furniture = tuple(task_parse.furniture) if task_parse else ()
    units = outline(free_paragraphs(text, (*used, *furniture), letterhead_parts(raw)))
    units = _under_groups(units, task_parse) if task_parse else units
    document = read_document(units, text, document_id, manifest_entry)
    linker = registry or Registry.default()
    ids = _Ids(document_id)
    places = [*_unit_places(units, text), *_task_places(tasks, text)]
    own = own_numbers(units)
    duty_list = list(duties(units, directive=document.type in _DIRECTIVES))
    responsibilities = tuple(
        Responsibility(
            ids.next("duty", duty.unit.section),
            document_id,
            AgencyRef(duty.addressee, linker.link(duty.addressee, document.jurisdiction)),
            duty.unit.body if duty.unit.kind else duty.unit.text,
            duty.unit.section,
            _body_span(duty.unit, text),
        )
        for duty in duty_list
    )
    with_duty = {duty.unit.span for duty in duty_list}
    passages = tuple(
        Passage(ids.next("passage", unit.section), document_id, unit.path, unit.text, unit.section, unit.span)
        for unit in units
        if unit.region in _CONTENT and not unit.heading and unit.span not in with_duty
    )
    citations = tuple(_citations(places, document_id, ids, {one.number for one in own}))
    targets = tuple(_targets(places, document, ids))
    record_spans = [*used, *with_duty, *(passage.span for passage in passages)]
    layout = dict.fromkeys(furniture, "table")
    for unit in units:
        if unit.heading or unit.region not in _CONTENT:
            layout[unit.span] = "heading" if unit.heading else unit.region
    return Extraction(
        document,
        targets,
        responsibilities,
        passages,
        citations,
        coverage(raw, record_spans, layout),
        tuple((one.number, one.where) for one in own),
        tasks,
    )


def _under_groups(units: Sequence[Unit], parsed: ParsedTasks) -> list[Unit]:
    """Put the notes printed between a table's rows under the title of their group."""
    starts = [group.span.start for group in parsed.groups]
    last = max((span.end for task in parsed.tasks for span in task.spans.get("row", ())), default=0)
    placed: list[Unit] = []
    for unit in units:
        index = bisect_right(starts, unit.span.start) - 1
        if index >= 0 and unit.span.start < last and not unit.path and unit.region in ("body", "attachment"):
            group = parsed.groups[index]
            section = f"{group.no}.{unit.section}" if unit.section else group.no
            title = f"{group.no}. {group.title}"
            unit = replace(unit, path=(title,), section=section, region="body", heading=False)
        placed.append(unit)
    return placed


def _body_span(unit: Unit, text: str) -> Span:
    """The span of a unit without its label."""
    for offset in range(unit.span.start, unit.span.end):
        if clean(text[offset : unit.span.end]) == unit.body and not text[offset].isspace():
            return Span(offset, unit.span.end)
    return unit.span


def _unit_places(units: Sequence[Unit], text: str) -> Iterator[Place]:
    for unit in units:
        if unit.region in _CONTENT:
            titles = (*unit.path, unit.text) if unit.heading else unit.path
            content = text[unit.span.start : unit.span.end]
            yield Place((unit.span,), content, unit.section, titles, None, unit.region)


def _task_places(tasks: Iterable[Task], text: str) -> Iterator[Place]:
    seen: set[Span] = set()
    for task in tasks:
        for name in (*_TASK_TEXTS, "deadline"):
            spans = tuple(task.spans.get(name, ()))
            if spans and not seen.intersection(spans):
                seen.update(spans)
                content = " ".join(text[span.start : span.end] for span in spans)
                yield Place(spans, content, task.row, (task.group,), task, name)


def _citations(places: Iterable[Place], document_id: str, ids: _Ids, own: set[str]) -> Iterator[Citation]:
    for place in places:
        for named in named_documents(place.text, preamble=place.field == "basis"):
            if named.number in own:
                continue
            yield Citation(
                ids.next("citation", place.section),
                document_id,
                named.number,
                named.type,
                named.printed_date,
                named.issuer,
                named.title,
                named.role,
                place.section,
                place.span(named.start, named.end, named.start),
            )


def _targets(places: Iterable[Place], document: Document, ids: _Ids) -> Iterator[Target]:
    for place in places:
        if place.field in ("basis", "deadline"):
            continue
        for goal in goals(place.text):
            yield Target(
                ids.next("target", place.section),
                document.id,
                goal.text,
                _subject(goal, place.task),
                goal.value,
                goal.value_text,
                goal.unit,
                goal.comparator,
                goal.scope,
                _year(goal, place, document),
                place.section,
                place.span(goal.start, goal.end, goal.at),
                place.task.id if place.task else None,
            )


def _subject(goal: Goal, task: Task | None) -> str:
    """The goal's subject; a sub-row such as 'tối thiểu 30% UBND xã' says what it is about in its parent."""
    if task is None:
        return goal.subject
    bare = not has_predicate(goal.subject) or len(task.parent or "") < 60
    if task.parent and bare and re.match(r"\W*(?:tối thiểu |ít nhất )?\d", task.content, re.I):
        return f"{task.parent.strip(' -+:.;')}: {goal.subject}"
    return goal.subject if " " in goal.subject else f"{task.content.strip(' -+.;')}: {goal.subject}"


def _due_year(task: Task | None) -> int | None:
    """The year a row is due; that an open-ended one begins. A year before the plan's is a misprint."""
    if task is None:
        return None
    if task.deadline.date:
        return task.deadline.date.year
    named = re.search(r"năm\s+(20\d\d)", task.deadline.text, re.I)
    return int(named.group(1)) if named else None


def _year(goal: Goal, place: Place, document: Document) -> int | None:
    if goal.year:
        return goal.year
    due = _due_year(place.task)
    if due and (not document.years or due >= document.years[0]):
        return due
    return heading_year(place.titles) or (document.years[0] if len(document.years) == 1 else None)
