"""A task that is only a heading for its parts: a question about it is about all of them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answers.answer import Answer
from bot.answers.cite import source_line, task_sources
from bot.answers.excerpt import shorten
from bot.answers.items import task_item
from bot.answers.plan.search import subject
from bot.answers.plan.tasks import CONTENT_LIMIT, remember_task, task_fact
from bot.answers.turn import Turn
from knowledge.records import Task
from retrieval.expand import spelled_out
from retrieval.tokens import folded_syllables, telling_syllables

PARENT_SHARE = 0.85
"""Share of the question's telling syllables that the heading alone must hold."""
MOST_PARTS = 6


def parts_asked(turn: Turn, task: Task) -> tuple[Task, ...]:
    """Return all parts of the heading *task* stands under, when the question names only the heading."""
    parent = turn.snapshot.task_by_id.get(task.parent_id or "")
    if parent is None or not parent.heading:
        return ()
    asked = telling_syllables(spelled_out(subject(turn)))
    heading = set(folded_syllables(spelled_out(parent.content)))
    if not asked or len(asked & heading) < PARENT_SHARE * len(asked):
        return ()
    tasks = turn.snapshot.tasks_of(task.document_id)
    parts = tuple(part for part in tasks if part.parent_id == parent.id and not part.heading)
    return parts if 1 < len(parts) <= MOST_PARTS else ()


def parts_answer(turn: Turn, task: Task, parts: Sequence[Task], fields: Sequence[str]) -> Answer:
    """Return the asked fields of each part under the heading's name."""
    document = turn.snapshot.document_by_id[task.document_id]
    lines = [
        turn.say(
            "parts.head", value=shorten((task.parent or "").rstrip(".:"), CONTENT_LIMIT), total=len(parts)
        )
    ]
    for part in parts:
        content = shorten(part.content.strip("-+ ").rstrip("."), 90)
        lines.append(turn.say("parts.item", content=content, fact=task_fact(turn, part, fields)))
    lines.append(source_line(turn, document, parts[0].row))
    return Answer(
        "answer",
        "\n".join(lines),
        items=tuple(task_item(part, document) for part in parts),
        total=len(parts),
        sources=tuple(source for part in parts for source in task_sources(turn, part, fields)),
        context={**remember_task(turn, task, fields), "items": tuple(part.id for part in parts)},
    )
