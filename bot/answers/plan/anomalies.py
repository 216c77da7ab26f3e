"""Finishing: tells what the check of a document found doubtful in the records an answer shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.answers.answer import Answer
from bot.answers.turn import Turn
from knowledge.records import Anomaly
from knowledge.text import collapse, fold

MOST = 2
"""Notes one answer carries."""


@dataclass(frozen=True)
class _Shown:
    """What an answer shows: its text, folded, and the ids of its records."""

    text: str
    ids: frozenset[str]
    many: bool

    def says(self, words: str) -> bool:
        """True when the answer prints *words*."""
        return bool(words.strip()) and fold(collapse(words)).strip(" .;") in self.text


class TellAnomalies:
    """Adds a note, in the text and the warnings, for each anomaly that concerns what is shown."""

    def run(self, turn: Turn) -> None:
        """Add the notes; nothing when the answer says the same already."""
        answer = turn.answer
        if answer is None or answer.kind not in ("answer", "list", "clarify") or turn.family != "plan":
            return
        shown = _Shown(fold(collapse(answer.text)), frozenset(_ids(turn, answer)), answer.kind == "list")
        concerning = [anomaly for anomaly in turn.snapshot.anomalies if _concerns(turn, anomaly, shown)]
        concerning.sort(key=lambda anomaly: anomaly.kind not in _OF_NUMBERS)
        found = dict.fromkeys(turn.say("anomaly.note", message=one.message) for one in concerning)
        notes = list(found)[:MOST]
        if notes:
            text = "\n".join([answer.text, *notes])
            turn.answer = replace(answer, text=text, warnings=(*answer.warnings, *notes))


def _ids(turn: Turn, answer: Answer) -> Iterator[str]:
    """The records shown: the items, and the citations that are quoted."""
    yield from (str(item["id"]) for item in answer.items if item.get("id"))
    if answer.context.get("task_id"):
        yield str(answer.context["task_id"])
    places = {(source.record_id, source.start, source.end) for source in answer.sources}
    for citation in turn.snapshot.citations:
        if (citation.document_id, citation.span.start, citation.span.end) in places:
            yield citation.id


def _concerns(turn: Turn, anomaly: Anomaly, shown: _Shown) -> bool:
    if shown.ids.isdisjoint(anomaly.record_ids) or _told_already(turn, anomaly, shown):
        return False
    if anomaly.kind in _OF_DEADLINES:
        tasks = (turn.snapshot.task_by_id.get(key) for key in anomaly.record_ids if key in shown.ids)
        return any(task is not None and shown.says(task.deadline.text) for task in tasks)
    if anomaly.kind in _OF_NUMBERS:
        return shown.many and shown.ids.issuperset(anomaly.record_ids)
    if anomaly.kind in _OF_WHAT_IS_SAID:
        return any(shown.says(value) for value in anomaly.values)
    return anomaly.kind in _OF_RECORDS


def _told_already(turn: Turn, anomaly: Anomaly, shown: _Shown) -> bool:
    """Some stages tell contradictions themselves: both values stand in the answer then."""
    place = turn.say("anomaly.place").strip()
    values = [value.split(f" {place} ")[0] for value in anomaly.values]
    return anomaly.kind in _TOLD_ELSEWHERE and len(values) > 1 and all(map(shown.says, values))


_OF_DEADLINES = frozenset({"deadline_outside_years", "deadline_conflict"})
_OF_WHAT_IS_SAID = frozenset({"lead_and_coordinate", "own_number"})
# Numbers that skip or repeat matter where all their rows are listed.
_OF_NUMBERS = frozenset({"numbering_skipped", "numbering_repeated"})
_OF_RECORDS = frozenset(
    {
        "no_lead",
        "duplicate_task",
        "citation_date",
        "citation_date_across",
        "citation_of_known",
        "citation_year",
        "citation_future",
        "citation_number",
        "citation_type",
        "odd_comparator",
    }
)
_TOLD_ELSEWHERE = frozenset({"citation_date", "citation_number", "deadline_conflict"})
