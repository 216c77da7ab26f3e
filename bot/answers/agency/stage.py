"""Stage: 'việc của cơ quan tôi' of a signed-in civil servant."""

from __future__ import annotations

from bot.answers.agency.agenda import STATES, Agenda, Due, agenda
from bot.answers.answer import Answer
from bot.answers.cite import task_sources
from bot.answers.cues import says, without_cues
from bot.answers.excerpt import shorten
from bot.answers.items import task_item
from bot.answers.plan.listing import TaskFilter
from bot.answers.plan.lists import PAGE
from bot.answers.turn import Turn
from knowledge.agencies import Registry
from nlu.query import DateWindow, Query
from retrieval.tokens import telling_syllables

_CONTENT = 110
MOST_WORDS = 4
"""Telling syllables beside the name of one's agency; with more a question is about one task."""


class OwnTasks:
    """Ends the turn for a question about the tasks of the asker's own agency."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def run(self, turn: Turn) -> None:
        """List what is due; who is not signed in is told how to."""
        query = turn.query
        if not says(query, "own_agency") or not says(query, "own_tasks") or _of_one_task(query):
            return
        known = self._registry.get(turn.agency_id) if turn.agency_id else None
        if known is None:
            turn.finish(Answer("clarify", turn.say("own.sign_in")), "own_unknown")
            return
        whole = agenda(turn.snapshot, self._registry, known.id, turn.today)
        chosen, what = self._chosen(turn, whole)
        turn.finish(self._answer(turn, known.full_name, whole, chosen, what), "own_tasks")

    @staticmethod
    def _chosen(turn: Turn, whole: Agenda) -> tuple[list[Due], str]:
        items, window = list(whole.items), turn.query.window
        if says(turn.query, "own_lead"):
            items = [item for item in items if item.role == "lead"]
        if says(turn.query, "own_overdue"):
            return [item for item in items if item.state == "overdue"], turn.say("own.overdue")
        if says(turn.query, "own_soon"):
            return [item for item in items if item.state == "soon"], turn.say("own.soon")
        if window is not None:
            return [item for item in items if _within(item, window)], turn.say("own.window", text=window.text)
        return items, turn.say("own.all")

    def _answer(self, turn: Turn, agency: str, whole: Agenda, chosen: list[Due], what: str) -> Answer:
        shown = chosen[:PAGE]
        counts = whole.counts
        lines = [
            turn.say(
                "own.head",
                agency=agency,
                what=what,
                total=len(chosen),
                today=f"{turn.today:%d/%m/%Y}",
            ),
            *(self._line(turn, number, item) for number, item in enumerate(shown, 1)),
            turn.say("own.sum", **{state: counts[state] for state in STATES}),
            turn.say("own.page"),
        ]
        documents = {document.id: document for document in turn.snapshot.documents}
        overdue = any(item.state == "overdue" for item in shown)
        filter_ = TaskFilter(
            tuple(documents),
            (whole.agency_id,),
            agency,
            task_ids=tuple(item.task.id for item in chosen),
            topic=what,
        )
        return Answer(
            "list",
            "\n".join(lines),
            items=tuple(task_item(item.task, documents[item.task.document_id]) for item in shown),
            total=len(chosen),
            sources=tuple(source for item in shown for source in task_sources(turn, item.task, ())),
            warnings=(turn.say("own.done_unknown"),) if overdue else (),
            suggestions=tuple(turn.say(f"own.suggest_{each}") for each in ("overdue", "soon", "quarter")),
            context={
                "listing": filter_.to_json(),
                "offset": 0,
                "items": tuple(item.task.id for item in shown),
                "agency_id": whole.agency_id,
            },
        )

    @staticmethod
    def _line(turn: Turn, number: int, item: Due) -> str:
        days, day = abs(item.days(turn.today)), f"{item.day:%d/%m/%Y}" if item.day else ""
        return turn.say(
            "own.line",
            number=number,
            row=item.task.row,
            content=shorten(item.task.content, _CONTENT),
            deadline=item.task.deadline.text or turn.say("own.no_deadline"),
            state=turn.say(f"own.state_{item.state}", days=days, day=day),
            role=turn.say(f"own.role_{item.role}"),
        )


def _of_one_task(query: Query) -> bool:
    """Tell a question with a subject of its own, asked by someone who only says where they work."""
    subject = telling_syllables(without_cues("own_agency", query.topic))
    return bool(query.places or query.document_ids) or len(subject) > MOST_WORDS


def _within(item: Due, window: DateWindow) -> bool:
    if item.day is None:
        return False
    return (window.start is None or window.start <= item.day) and (
        window.end is None or item.day <= window.end
    )
