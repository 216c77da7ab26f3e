"""Facts of one task: the asked fields first, then which task it is, then the source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from bot.answers.answer import Answer
from bot.answers.cite import source_line, task_sources
from bot.answers.excerpt import excerpt, shorten
from bot.answers.items import task_item
from bot.answers.turn import Turn
from knowledge.records import AgencyRef, Deadline, Task

FIELDS = ("lead", "coordinate", "deadline", "output", "goal", "content")
CONTENT_LIMIT, CONTENT_ASKED_LIMIT, OUTPUT_LIMIT = 160, 560, 420
"""Characters: how much of a row is shown to name it, when its content is asked, and of its output."""


def agencies_text(agencies: Iterable[AgencyRef]) -> str:
    """Return bodies as printed, joined by semicolons."""
    return "; ".join(agency.text for agency in agencies)


def _english_deadline(deadline: Deadline) -> str:
    if deadline.date is None:
        return {"thường xuyên": "ongoing"}.get(deadline.kind, "no fixed date")
    if deadline.kind == "quý":
        ordinal = ("first", "second", "third", "fourth")[(deadline.date.month - 1) // 3]
        return f"{ordinal} quarter of {deadline.date.year}"
    if deadline.kind == "tháng":
        return deadline.date.strftime("%B %Y")
    prefix = "before " if deadline.before else "by "
    return f"{prefix}{deadline.date:%B} {deadline.date.day}, {deadline.date.year}"


def deadline_text(turn: Turn, deadline: Deadline) -> str:
    """Return the deadline as printed, saying so when it has passed; with a gloss for English."""
    text = deadline.text.rstrip(".")
    passed = deadline.date is not None and deadline.date < turn.today
    english = _english_deadline(deadline) if turn.query.language == "en" else ""
    if passed:
        return turn.say("deadline.passed", value=text, today=format_date(turn.today), english=english)
    return turn.say("deadline.english", value=text, english=english)


def format_date(day: date) -> str:
    """Return a day as people here write it."""
    return f"{day.day:02d}/{day.month:02d}/{day.year}"


def field_line(turn: Turn, task: Task, name: str) -> str:
    """Return the sentence that states one field of a task, or that the document does not state it."""
    if name == "deadline":
        if task.deadline.kind == "trống":
            return turn.say("empty.deadline")
        return turn.say("fact.deadline", value=deadline_text(turn, task.deadline))
    if name in ("lead", "coordinate"):
        agencies: Sequence[AgencyRef] = getattr(task, name)
        return (
            turn.say(f"fact.{name}", value=agencies_text(agencies)) if agencies else turn.say(f"empty.{name}")
        )
    if name == "content":
        return turn.say("fact.content", value=excerpt(task.content, turn.query.topic, CONTENT_ASKED_LIMIT))
    value: str | None = getattr(task, name)
    if not value:
        return turn.say(f"empty.{name}")
    return turn.say(f"fact.{name}", value=excerpt(value, turn.query.topic, OUTPUT_LIMIT))


def task_fact(turn: Turn, task: Task, fields: Sequence[str]) -> str:
    """Return only the asked fields as one text."""
    return " ".join(field_line(turn, task, name).rstrip() for name in fields)


def task_lines(turn: Turn, task: Task, fields: Sequence[str]) -> list[str]:
    """Return the lines of an answer on one task: asked fields, the task's name, the source."""
    lines = [field_line(turn, task, name) for name in fields]
    missing_output = "output" in fields and not task.output and "content" not in fields
    if missing_output:
        lines.append(field_line(turn, task, "content"))
    elif "content" not in fields:
        named = excerpt(task.content.rstrip("."), turn.query.topic, CONTENT_LIMIT)
        lines.append(turn.say("fact.task", value=named))
    if task.parent:
        lines.append(turn.say("fact.parent", value=shorten(task.parent.rstrip(".:"), CONTENT_LIMIT)))
        lines += _parent_facts(turn, task, fields)
    lines.append(source_line(turn, turn.snapshot.document_by_id[task.document_id], task.row))
    return lines


def _parent_facts(turn: Turn, task: Task, fields: Sequence[str]) -> list[str]:
    """The asked fields of the row above, where it has its own that differ."""
    parent = turn.snapshot.task_by_id.get(task.parent_id or "")
    if parent is None or parent.heading:
        return []
    names = [
        n
        for n in fields
        if n in ("output", "deadline", "lead") and _has(parent, n) and _differ(parent, task, n)
    ]
    return [f"– {field_line(turn, parent, name)}" for name in names]


def _has(task: Task, name: str) -> bool:
    return bool(task.deadline.text if name == "deadline" else getattr(task, name))


def _differ(parent: Task, task: Task, name: str) -> bool:
    return bool(getattr(parent, name) != getattr(task, name))


def remember_task(turn: Turn, task: Task, fields: Sequence[str]) -> dict[str, object]:
    """Return the conversation slots after an answer on *task*."""
    document = turn.snapshot.document_by_id[task.document_id]
    return {
        "task_id": task.id,
        "document_id": task.document_id,
        "place_id": document.jurisdiction,
        "aspects": tuple(fields),
        "procedure_id": None,
        "items": (task.id,),
        "listing": {},
        "offset": 0,
    }


def task_answer(turn: Turn, task: Task, fields: Sequence[str], *, opening: str | None = None) -> Answer:
    """Return the answer that states *fields* of *task*; *opening* goes before the facts."""
    lines = task_lines(turn, task, fields)
    if opening:
        lines[0] = opening
    document = turn.snapshot.document_by_id[task.document_id]
    rest = [name for name in ("lead", "coordinate", "deadline", "output") if name not in fields]
    return Answer(
        kind="answer",
        text="\n".join(lines),
        items=(task_item(task, document),),
        total=None,
        sources=task_sources(turn, task, fields),
        suggestions=tuple(turn.say(f"suggest.{name}") for name in rest[:3]),
        context=remember_task(turn, task, fields),
    )
