"""What the question takes for granted, held against the record: confirmed, or corrected."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answers.cues import says
from bot.answers.excerpt import shorten
from bot.answers.plan.listing import due_in
from bot.answers.plan.tasks import field_line
from bot.answers.turn import Turn
from knowledge.agencies import Registry
from knowledge.records import Task
from knowledge.text import fold
from nlu.query import Query

MOST = 2
"""Rows beside the best one whose leads are told when the body claimed leads none of them."""
_DATE = re.compile(r"\b\d{1,2}/\d{1,2}(?:/\d{4})?\b")

_SHARE = re.compile(r"\b\d+(?:[.,]\d+)?\s*%")
_SHARE_IN_WORDS = re.compile(r"(\d+)\s*phan tram\b")
_HALF = re.compile(r"\b(?:mot nua|phan nua|half)\b")
_WHY = re.compile(r"\W*sao\b(?! (?:y|luu|chep|ke|chup|nhan)\b)")
"""'Sao … lại …?'; 'sao y', 'sao lưu' are things that are done."""


@dataclass(frozen=True)
class Verdict:
    """The opening sentence; ``replaces`` is True when other ``fields`` than the asked must be shown."""

    text: str
    fields: tuple[str, ...]
    replaces: bool


def check_premise(
    turn: Turn, task: Task, fields: Sequence[str], registry: Registry, others: Sequence[Task] = ()
) -> Verdict | None:
    """Return how an answer opens when the question asserts a date or a body; None when it asserts nothing.

    *others* fit the question about as well as *task*: who leads them is told too when the body is wrong.
    """
    query = turn.query
    if not asserts(query):
        return None
    if query.window is not None and task.deadline.kind != "trống":
        fact = field_line(turn, task, "deadline")
        years = turn.snapshot.document_by_id[task.document_id].years
        agrees = due_in(task, query.window.in_year(max(years)) if years else query.window)
        return Verdict(
            turn.say("premise.right" if agrees else "premise.wrong", fact=fact), ("deadline",), replaces=True
        )
    if query.agencies and (_asks_why(query) or "lead" in fields):
        claimed = query.agencies[0]
        named = {agency.agency_id for agency in (*task.lead, *task.coordinate)}
        covered = any(
            registry.covers(agency.agency_id or agency.text, agency_id)
            for agency in task.lead
            for agency_id in claimed.agency_ids
        )
        involved = covered or bool(named & set(claimed.agency_ids))
        fact = (
            " ".join(_leads(turn, row) for row in (task, *others[:MOST]))
            if others
            else field_line(turn, task, "lead")
        )
        leads = any(agency.agency_id in claimed.agency_ids for agency in task.lead)
        if leads and query.operation == "yes_no":
            return Verdict(turn.say("premise.right", fact=fact), ("lead",), replaces=True)
        led = claimed.role == "lead" or (claimed.role is None and "lead" in fields)
        if not involved or (led and not leads):
            return Verdict(
                turn.say("premise.wrong_agency", claimed=claimed.text, fact=fact), ("lead",), replaces=True
            )
    return None


def _leads(turn: Turn, task: Task) -> str:
    return f"{field_line(turn, task, 'lead')} («{shorten(task.content, 90)}»)"


def asserts(query: Query) -> bool:
    """Tell whether a question takes something for granted: 'có phải …?', 'sao lại …?'."""
    return query.operation == "yes_no" or _asks_why(query)


def _asks_why(query: Query) -> bool:
    return says(query, "why") or bool(_WHY.match(fold(query.text)))


def contradicts_text(turn: Turn, text: str) -> bool:
    """Tell whether a yes/no question asserts a date or a share while *text* states only others."""
    if not asserts(turn.query):
        return False
    claim = _HALF.sub("50%", _SHARE_IN_WORDS.sub(r"\1%", turn.query.folded))
    for pattern in (_DATE, _SHARE):
        asserted = {match.group().replace(" ", "") for match in pattern.finditer(claim)}
        stated = {match.group().replace(" ", "") for match in pattern.finditer(text)}
        agree = any(a == s or s.startswith(f"{a}/") for a in asserted for s in stated)
        if asserted and stated and not agree:
            return True
    return False
