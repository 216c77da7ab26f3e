"""What the question takes for granted, held against the record: confirmed, or corrected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answers.cues import has_cue
from bot.answers.plan.listing import due_in
from bot.answers.plan.tasks import field_line
from bot.answers.turn import Turn
from knowledge.agencies import Registry
from knowledge.records import Task


@dataclass(frozen=True)
class Verdict:
    """The opening sentence; ``replaces`` is True when other ``fields`` than the asked must be shown."""

    text: str
    fields: tuple[str, ...]
    replaces: bool


def check_premise(turn: Turn, task: Task, fields: Sequence[str], registry: Registry) -> Verdict | None:
    """Return how an answer opens when the question asserts a date or a body; None when it asserts nothing."""
    query = turn.query
    if query.operation != "yes_no" and not has_cue("why", query.raw):
        return None
    if query.window is not None and task.deadline.kind != "trống":
        fact = field_line(turn, task, "deadline")
        agrees = due_in(task, query.window)
        return Verdict(turn.say("yes" if agrees else "no", fact=fact), ("deadline",), replaces=True)
    if query.agencies and (has_cue("why", query.raw) or "lead" in fields):
        claimed = query.agencies[0]
        bodies = [agency.agency_id or agency.text for agency in (*task.lead, *task.coordinate)]
        involved = any(
            body in claimed.agency_ids or any(registry.covers(body, agency) for agency in claimed.agency_ids)
            for body in bodies
        )
        fact = field_line(turn, task, "lead")
        leads = any(agency.agency_id in claimed.agency_ids for agency in task.lead)
        if leads and query.operation == "yes_no":
            return Verdict(turn.say("yes", fact=fact), ("lead",), replaces=True)
        if not involved or (claimed.role == "lead" and not leads):
            return Verdict(turn.say("no.agency", claimed=claimed.text, fact=fact), ("lead",), replaces=True)
    return None
