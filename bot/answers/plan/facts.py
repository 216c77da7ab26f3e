"""Stage: the one record that answers: a task's fields, a duty, or a passage, whichever fits best."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answers.cues import says
from bot.answers.plan.parts import parts_answer, parts_asked
from bot.answers.plan.premise import asserts, check_premise, contradicts_text
from bot.answers.plan.quotation import answer_duty, answer_text, refuse_nearest
from bot.answers.plan.ranking import best_of_a_clause, best_records
from bot.answers.plan.search import Found, record_text
from bot.answers.plan.tasks import FIELDS, field_line, task_answer
from bot.answers.plan.which_place import ask_place
from bot.answers.turn import Turn
from knowledge.agencies import Registry
from knowledge.records import Passage, Responsibility, Target, Task
from nlu.query import COLUMNS, Query

NEAR = 0.75
"""Rows this close to the best one are told too when a false premise is corrected."""
VALUE_PATTERNS = {
    "duration": re.compile(r"\d+\s*(?:\([^)]*\)\s*)?(?:ngày|giờ|phút|tháng|tuần|năm)", re.IGNORECASE),
    "percent": re.compile(r"\d\s*%|phần trăm|\d+\s*(?:-|đến)\s*\d+\s*bậc", re.IGNORECASE),
    "money": re.compile(r"\d[\d.,]*\s*(?:đồng|triệu|tỷ|tỉ|USD)", re.IGNORECASE),
}
_ROW = re.compile(
    r"(?:mục|nhiệm vụ|muc|nhiem vu|task|item|dòng|số)\s+((?:[IVX]+|\d+)\.[\w.-]*\w)", re.IGNORECASE
)
_COUNT = re.compile(r"(?<![\d/.-])(?<!năm )\d+(?![\d/.-])(?!/\w)")
"""A number that is no year and no part of a date or of a document's number."""
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
        best = best_records(turn, fields) or best_of_a_clause(turn, fields)
        if not best:
            return
        record = best[0].record
        if self._only_mentioned(turn, best[0], fields):
            return
        open_scope = isinstance(record, Task | Responsibility) and not turn.scope.stated
        if open_scope and ask_place(turn, best, fields):
            return
        if isinstance(record, Task):
            if set(fields) <= {"content"} and len(record.content) < SHORT_CONTENT:
                fields = _card(record)
            near = [
                i.record for i in best[1:] if isinstance(i.record, Task) and i.rank >= NEAR * best[0].rank
            ]
            self._answer_task(turn, record, fields or ("content", "lead", "deadline"), near)
        elif isinstance(record, Responsibility):
            answer_duty(turn, record)
        elif isinstance(record, Passage | Target):
            answer_text(turn, record)

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


def _row_named(turn: Turn) -> Task | None:
    """The task a question names by its number: 'mục 3.n', 'task 3.i', 'nhiệm vụ II.2.1-1'."""
    rows = {match.group(1).rstrip(".").lower() for match in _ROW.finditer(turn.query.raw)}
    for document_id in turn.scope.document_ids if rows else ():
        for task in turn.snapshot.tasks_of(document_id):
            if task.row.lower() in rows and not task.heading:
                return task
    return None


def _card(task: Task) -> tuple[str, ...]:
    """Every column the row fills."""
    filled = [name for name in ("lead", "coordinate", "output") if getattr(task, name)]
    deadline = [] if task.deadline.kind == "trống" else ["deadline"]
    return ("content", *filled, *deadline)
