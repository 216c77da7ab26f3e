"""Stage: the one record that answers: a task's fields, a duty, or a passage, whichever fits best."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answers.answer import Answer, Source
from bot.answers.cite import document_label, place_name, record_source, source_line, task_sources
from bot.answers.cues import has_cue, says
from bot.answers.excerpt import excerpt, shorten
from bot.answers.plan.parts import parts_answer, parts_asked
from bot.answers.plan.premise import asserts, check_premise, contradicts_text
from bot.answers.plan.search import Found, fits, record_text, search
from bot.answers.plan.tasks import FIELDS, field_line, remember_task, task_answer, task_fact
from bot.answers.turn import Turn
from knowledge.agencies import Registry
from knowledge.records import Passage, Responsibility, Target, Task
from nlu.query import COLUMNS, Query
from retrieval.tokens import folded_syllables, telling_syllables

EMPTY_COLUMN, YEAR_NAMED, UNDATED = 0.88, 1.2, 0.85
LONG_STORY, TELLING_CLAUSE, CLAUSE_COVERAGE = 16, 4, 0.6
"""Syllables of a story, telling syllables of a clause that may be its question, share that a record holds."""
COLUMN_WEIGHTS = {"task": 1.3, "responsibility": 1.0, "passage": 0.7, "target": 0.7}
"""Who, when and with what output are columns of a table: rows come before prose that fits as well."""
DUTY_WEIGHTS = {"task": 1.0, "responsibility": 1.3, "passage": 1.0, "target": 0.9}
PLAIN_WEIGHTS = {"task": 1.05, "responsibility": 1.0, "passage": 1.0, "target": 0.9}
SAYS_MORE = 0.1
MOST_RIVALS = 3
RIVAL_COVERAGE = 0.75
RIVAL_PLACE, RIVAL_DEFAULT = 0.9, 0.6
"""Another city's task fitting this well, compared with the default's, makes the question ambiguous."""
NEAR = 0.75
"""Rows this close to the best one are told too when a false premise is corrected."""
VALUE_PATTERNS = {
    "duration": re.compile(r"\d+\s*(?:\([^)]*\)\s*)?(?:ngày|giờ|phút|tháng|tuần|năm)", re.IGNORECASE),
    "percent": re.compile(r"\d\s*%|phần trăm|\d+\s*(?:-|đến)\s*\d+\s*bậc", re.IGNORECASE),
    "money": re.compile(r"\d[\d.,]*\s*(?:đồng|triệu|tỷ|tỉ|USD)", re.IGNORECASE),
}
_DATED = re.compile(
    r"(?:[Tt]rước|[Cc]hậm nhất|[Hh]oàn thành|[Tt]rong|[Đđ]ến|[Gg]ửi|[Hh]ạn)[^.;]{0,24}"
    r"(?:\d{1,2}/\d{1,4}|[Qq]uý [IV\d]|[Tt]háng \d|[Nn]ăm \d{4}|ngày \d{1,2})"
)
_ROW = re.compile(
    r"(?:mục|nhiệm vụ|muc|nhiem vu|task|item|dòng|số)\s+((?:[IVX]+|\d+)\.[\w.-]*\w)", re.IGNORECASE
)
_COUNT = re.compile(r"(?<![\d/.-])(?<!năm )\d+(?![\d/.-])(?!/\w)")
"""A number that is no year and no part of a date or of a document's number."""
EXCERPT_LIMIT = 420
SHORT_CONTENT = 260
"""Characters; a row that says this little is told whole when no column of it is asked."""
DEFAULT_FIELDS: dict[str, tuple[str, ...]] = {
    "ask_lead": ("lead",),
    "ask_coordinate": ("coordinate",),
    "ask_deadline": ("deadline",),
    "ask_output": ("output",),
    "ask_content": ("content",),
}


def asked_fields(query: Query) -> tuple[str, ...]:
    """Return the task fields a question asks for, in the order it asks."""
    fields = tuple(aspect for aspect in query.aspects if aspect in FIELDS)
    return fields or DEFAULT_FIELDS.get(query.intent, ())


class Facts:
    """Ends the turn with the best record, when one fits well enough."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def run(self, turn: Turn) -> None:
        """Answer from the best-fitting record."""
        fields = asked_fields(turn.query)
        if turn.query.window and asserts(turn.query) and set(fields) <= {"content"}:
            fields = ("deadline",)
        known = turn.snapshot.task_by_id.get(turn.evidence.get("task_id", "")) or _row_named(turn)
        if known is not None:
            self._answer_task(turn, known, fields or ("content",))
            return
        if not turn.query.topic.strip():
            return
        best = self._best(turn, fields) or self._best_of_a_clause(turn, fields)
        if not best:
            return
        record = best[0].record
        if self._only_mentioned(turn, best[0], fields):
            return
        open_scope = isinstance(record, Task | Responsibility) and not turn.scope.stated
        if open_scope and self._ask_place(turn, best, fields):
            return
        if isinstance(record, Task):
            if set(fields) <= {"content"} and len(record.content) < SHORT_CONTENT:
                fields = _card(record)
            near = [
                i.record for i in best[1:] if isinstance(i.record, Task) and i.rank >= NEAR * best[0].rank
            ]
            self._answer_task(turn, record, fields or ("content", "lead", "deadline"), near)
        elif isinstance(record, Responsibility):
            self._answer_duty(turn, record)
        elif isinstance(record, Passage | Target):
            self._answer_text(turn, record)

    @staticmethod
    def _only_mentioned(turn: Turn, best: Found, fields: Sequence[str]) -> bool:
        """Refuse when the record speaks of the thing but not of the kind of value asked for."""
        text = record_text(best)
        column = bool(set(fields) & COLUMNS)
        if says(turn.query, "attached_list") and not column and turn.query.intent != "ask_document":
            turn.finish(refuse_nearest(turn, "refuse.list", best, ""), "attached_list")
            return True
        counted = turn.query.intent == "ask_target" and "target" in turn.query.aspects and not column
        if (
            counted
            and says(turn.query, "how_many")
            and isinstance(best.record, Task)
            and not _COUNT.search(text)
        ):
            turn.finish(refuse_nearest(turn, "refuse.value", best, "number"), "value_missing")
            return True
        for kind, pattern in VALUE_PATTERNS.items():
            dated = kind == "duration" and "deadline" in fields
            if says(turn.query, f"value_{kind}") and not dated and not pattern.search(text):
                turn.finish(refuse_nearest(turn, "refuse.value", best, kind), "value_missing")
                return True
        return False

    def _best_of_a_clause(self, turn: Turn, fields: Sequence[str]) -> list[Found]:
        """The best record of any one clause of a long story, when the whole of it means no record."""
        query = turn.query
        clauses = [c for c in query.clauses if len(telling_syllables(c)) >= TELLING_CLAUSE]
        if len(query.clauses) < 2 or len(folded_syllables(query.topic)) < LONG_STORY:
            return []
        found = [item for clause in clauses for item in self._best(turn, fields, clause)[:1]]
        found = [item for item in found if item.hit.coverage >= CLAUSE_COVERAGE]
        return sorted(found, key=lambda item: -item.rank)

    @staticmethod
    def _best(turn: Turn, fields: Sequence[str], topic: str | None = None) -> list[Found]:
        """Every record type in one ranking; tasks get a preference when a column is asked for."""
        found = search(turn, ["task", "responsibility", "passage", "target"], topic=topic, limit=25)
        tabular = bool(set(fields) - {"content"})
        if tabular:
            found = [_whole_row(turn, _row_of(turn, item)) for item in found]
        weights = _weights(turn, tabular)
        if "lead" in fields and _duty_says_more(found):
            weights = DUTY_WEIGHTS
        weighted = [
            Found(f.hit, f.record, f.rank * _weight(turn, f, fields, weights) * (0.6 + 0.4 * f.hit.coverage))
            for f in found
            if fits(turn, f.hit)
        ]
        return sorted(weighted, key=lambda item: -item.rank)

    def _ask_place(self, turn: Turn, best: Sequence[Found], fields: Sequence[str]) -> bool:
        """Tell each city's fact and ask, when no city was named and several fit equally well."""
        leaders: dict[str | None, Found] = {}
        for item in best:
            place = turn.snapshot.document_by_id[item.document_id].jurisdiction
            if isinstance(item.record, type(best[0].record)) and place not in leaders:
                leaders[place] = item
        top = max(item.hit.score for item in leaders.values())
        rivals = [
            item
            for item in leaders.values()
            if (item.hit.score >= RIVAL_PLACE * top and item.hit.coverage >= RIVAL_COVERAGE)
            or (item.document_id in turn.scope.default_ids and item.hit.score >= RIVAL_DEFAULT * top)
        ][:MOST_RIVALS]
        default_fits_best = best[0].document_id in turn.scope.default_ids and best[0].hit.score >= top
        if len(rivals) < 2 or best[0] not in rivals or default_fits_best:
            return False
        wanted = tuple(fields) or ("lead", "deadline")
        lines, names = [turn.say("clarify.place")], []
        sources: list[Source] = []
        for item in rivals:
            document = turn.snapshot.document_by_id[item.document_id]
            fact, cited = self._short_fact(turn, item, wanted)
            lines.append(turn.say("clarify.candidate", place=document_label(turn, document), fact=fact))
            sources += cited
            names.append(place_name(turn, document.jurisdiction))
        first = rivals[0].record
        slots = remember_task(turn, first, wanted) if isinstance(first, Task) else {"aspects": wanted}
        items = tuple(item.record.id for item in rivals)
        turn.finish(
            Answer(
                "clarify",
                "\n".join(lines),
                sources=tuple(sources),
                suggestions=tuple(names),
                context={**slots, "items": items},
            ),
            "clarify_place",
        )
        return True

    @staticmethod
    def _short_fact(turn: Turn, item: Found, fields: Sequence[str]) -> tuple[str, tuple[Source, ...]]:
        record = item.record
        if isinstance(record, Task):
            fact = f"{task_fact(turn, record, fields)} («{shorten(record.content, 90)}»)"
            return fact, task_sources(turn, record, fields)
        if isinstance(record, Responsibility):
            fact = turn.say(
                "duty.head",
                agency=shorten(record.addressee.text, 80),
                text=excerpt(record.text, turn.query.topic, 160),
            )
            return fact, (record_source(turn, record),)
        raise TypeError(f"no short fact for {type(record).__name__}")

    def _answer_task(
        self, turn: Turn, task: Task, fields: Sequence[str], others: Sequence[Task] = ()
    ) -> None:
        opening = check_premise(turn, task, fields, self._registry, others)
        if opening and opening.replaces:
            fields = opening.fields
        if opening is None and set(fields) & COLUMNS:
            parts = parts_asked(turn, task)
            if parts:
                turn.finish(parts_answer(turn, task, parts, fields), "task_parts")
                return
        text = opening.text if opening else None
        if text is None and turn.query.operation == "yes_no":
            stated = " ".join(part for part in (task.content, task.output, task.deadline.text) if part)
            key = "premise.wrong" if contradicts_text(turn, stated) else "premise.stated"
            text = turn.say(key, fact=field_line(turn, task, fields[0]))
        turn.finish(task_answer(turn, task, fields, opening=text), "task")

    def _answer_duty(self, turn: Turn, duty: Responsibility) -> None:
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
                context=self._context(turn, duty.document_id, duty.addressee.agency_id),
            ),
            "responsibility",
        )

    def _answer_text(self, turn: Turn, record: Passage | Target) -> None:
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
                context=self._context(turn, record.document_id, None),
            ),
            "passage",
        )

    @staticmethod
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


def _row_named(turn: Turn) -> Task | None:
    """The task a question names by its number: 'mục 3.n', 'task 3.i', 'nhiệm vụ II.2.1-1'."""
    rows = {match.group(1).rstrip(".").lower() for match in _ROW.finditer(turn.query.raw)}
    for document_id in turn.scope.document_ids if rows else ():
        for task in turn.snapshot.tasks_of(document_id):
            if task.row.lower() in rows and not task.heading:
                return task
    return None


def _opened(turn: Turn, text: str, stated: str) -> str:
    """Open a quotation by whether it confirms what a yes/no question says."""
    if contradicts_text(turn, stated):
        return turn.say("premise.wrong", fact=text)
    return turn.say("premise.stated", fact=text) if turn.query.operation == "yes_no" else text


def refuse_nearest(turn: Turn, key: str, item: Found, kind: str) -> Answer:
    """Return a refusal that names what is missing and quotes the nearest record."""
    what = turn.say(f"value.{kind}") if kind else ""
    document = turn.snapshot.document_by_id[item.document_id]
    nearest = f"«{excerpt(record_text(item), turn.query.topic, 200)}» ({document_label(turn, document)})"
    text = f"{turn.say(key, what=what)} {turn.say('refuse.nearest', nearest=nearest)}"
    return Answer("refuse", text, context={"document_id": item.document_id})


def _card(task: Task) -> tuple[str, ...]:
    """Every column the row fills."""
    filled = [name for name in ("lead", "coordinate", "output") if getattr(task, name)]
    deadline = [] if task.deadline.kind == "trống" else ["deadline"]
    return ("content", *filled, *deadline)


def _weight(turn: Turn, item: Found, fields: Sequence[str], weights: dict[str, float]) -> float:
    """Prose that states a date answers 'by when' as well as a row's column does."""
    dated = "deadline" in fields and bool(_DATED.search(record_text(item)))
    if dated and not isinstance(item.record, Task):
        return max(1.2, weights[item.hit.record_type])
    weight = weights[item.hit.record_type]
    if not isinstance(item.record, Task):
        return weight * (UNDATED if "deadline" in fields else 1.0)
    due = item.record.deadline.date
    named = due is not None and turn.query.years == (due.year,) and len(_years(turn, item)) > 1
    return weight * _holds(item.record, fields) * (YEAR_NAMED if named else 1.0)


def _years(turn: Turn, item: Found) -> tuple[int, ...]:
    return turn.snapshot.document_by_id[item.document_id].years


def _holds(task: Task, fields: Sequence[str]) -> float:
    """Who asks for a column takes for granted that the row fills it: rows that do not come later."""
    empty = (
        ("deadline" in fields and task.deadline.date is None)
        or ("coordinate" in fields and not task.coordinate)
        or ("output" in fields and not task.output)
    )
    return EMPTY_COLUMN if empty else 1.0


def _duty_says_more(found: Sequence[Found]) -> bool:
    """Whether a duty holds words of the question that every row lacks ('hướng dẫn lưu trữ điện tử')."""
    rows = [item.hit.coverage for item in found if isinstance(item.record, Task)]
    duties = [item.hit.coverage for item in found if isinstance(item.record, Responsibility)]
    return bool(rows) and max(duties, default=0.0) >= max(rows) + SAYS_MORE


def _weights(turn: Turn, tabular: bool) -> dict[str, float]:
    if turn.query.intent == "ask_responsibility" or has_cue("responsible", turn.query.text):
        return DUTY_WEIGHTS
    return COLUMN_WEIGHTS if tabular else PLAIN_WEIGHTS


def _whole_row(turn: Turn, item: Found) -> Found:
    """A row that holds little of what the row it is part of holds of the question stands for that row."""
    task = item.record
    parent = turn.snapshot.task_by_id.get(task.parent_id or "") if isinstance(task, Task) else None
    if parent is None or parent.heading or not isinstance(task, Task):
        return item
    asked = telling_syllables(turn.query.topic)
    own, outer = (asked & telling_syllables(row.content) for row in (task, parent))
    return Found(item.hit, parent, item.rank) if own < outer and 2 * len(own) <= len(outer) else item


def _row_of(turn: Turn, item: Found) -> Found:
    """A target that stands in a row stands for its row when a column of the row is asked for."""
    task = turn.snapshot.task_by_id.get(getattr(item.record, "task_id", None) or "")
    return item if task is None else Found(item.hit, task, item.rank)
