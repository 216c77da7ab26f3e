"""Stage: the one record that answers: a task's fields, a duty, or a passage, whichever fits best."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answers.answer import Answer, Source
from bot.answers.cite import document_label, place_name, record_source, source_line, task_sources
from bot.answers.cues import has_cue
from bot.answers.excerpt import excerpt, shorten
from bot.answers.plan.premise import check_premise
from bot.answers.plan.search import Found, fits, search
from bot.answers.plan.tasks import FIELDS, remember_task, task_answer, task_fact
from bot.answers.turn import Turn
from knowledge.agencies import Registry
from knowledge.records import Passage, Responsibility, Target, Task
from nlu.query import Query

TASK_PREFERENCE = 1.15
"""Who, when and with what output are columns of a table: a task is preferred to prose that fits as well."""
RIVAL_PLACE = 0.92
"""Another city's task fitting this well, compared with the default's, makes the question ambiguous."""
EXCERPT_LIMIT = 420
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
        known = turn.snapshot.task_by_id.get(turn.evidence.get("task_id", ""))
        if known is not None:
            self._answer_task(turn, known, fields or ("content",))
            return
        if not turn.query.topic.strip():
            return
        best = self._best(turn, fields)
        if not best:
            return
        record = best[0].record
        if isinstance(record, Task):
            if not turn.scope.stated and self._ask_place(turn, best, fields):
                return
            self._answer_task(turn, record, fields or ("content", "lead", "deadline"))
        elif isinstance(record, Responsibility):
            self._answer_duty(turn, record)
        elif isinstance(record, Passage | Target):
            self._answer_text(turn, record)

    @staticmethod
    def _best(turn: Turn, fields: Sequence[str]) -> list[Found]:
        """Every record type in one ranking; tasks get a preference when a column is asked for."""
        found = search(turn, ["task", "responsibility", "passage", "target"], limit=25)
        tabular = bool(set(fields) - {"content"})
        if tabular:
            found = [_row_of(turn, item) for item in found]
        weighted = [
            Found(
                f.hit, f.record, f.rank * (TASK_PREFERENCE if tabular and isinstance(f.record, Task) else 1.0)
            )
            for f in found
            if fits(turn, f.hit)
        ]
        return sorted(weighted, key=lambda item: -item.rank)

    def _ask_place(self, turn: Turn, best: Sequence[Found], fields: Sequence[str]) -> bool:
        """Tell each city's fact and ask, when no city was named and several fit equally well."""
        leaders: dict[str | None, Found] = {}
        for item in best:
            place = turn.snapshot.document_by_id[item.document_id].jurisdiction
            if isinstance(item.record, Task) and place not in leaders:
                leaders[place] = item
        top = max(item.hit.score for item in leaders.values())
        rivals = [
            item
            for item in leaders.values()
            if item.hit.score >= RIVAL_PLACE * top and item.hit.coverage > 0.8
        ]
        if len(rivals) < 2 or best[0] not in rivals:
            return False
        wanted = tuple(fields) or ("lead", "deadline")
        lines = [turn.say("clarify.place")]
        sources: list[Source] = []
        for item in rivals[:3]:
            task = item.record
            assert isinstance(task, Task)
            document = turn.snapshot.document_by_id[task.document_id]
            fact = f"{task_fact(turn, task, wanted)} («{shorten(task.content, 90)}»)"
            lines.append(turn.say("clarify.candidate", place=document_label(turn, document), fact=fact))
            sources += task_sources(turn, task, wanted)
        first = rivals[0].record
        assert isinstance(first, Task)
        names = [
            place_name(turn, turn.snapshot.document_by_id[item.document_id].jurisdiction)
            for item in rivals[:3]
        ]
        turn.finish(
            Answer(
                "clarify",
                "\n".join(lines),
                sources=tuple(sources),
                suggestions=tuple(names),
                context={
                    **remember_task(turn, first, wanted),
                    "items": tuple(i.record.id for i in rivals[:3]),
                },
            ),
            "clarify_place",
        )
        return True

    def _answer_task(self, turn: Turn, task: Task, fields: Sequence[str]) -> None:
        opening = check_premise(turn, task, fields, self._registry)
        if opening and opening.replaces:
            fields = opening.fields
        turn.finish(task_answer(turn, task, fields, opening=opening.text if opening else None), "task")

    def _answer_duty(self, turn: Turn, duty: Responsibility) -> None:
        document = turn.snapshot.document_by_id[duty.document_id]
        body = excerpt(duty.text, turn.query.topic, EXCERPT_LIMIT)
        text = turn.say("duty.head", agency=duty.addressee.text, text=body)
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
        text = turn.say("passage.head", text=body)
        if isinstance(record, Passage) and record.heading_path:
            heading = shorten(record.heading_path[-1], 100)
            text = turn.say("passage.under", heading=heading, text=body)
        if turn.query.operation == "yes_no" and has_cue("why", turn.query.raw):
            text = turn.say("no", fact=text)
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


def _row_of(turn: Turn, item: Found) -> Found:
    """A target that stands in a row stands for its row when a column of the row is asked for."""
    task = turn.snapshot.task_by_id.get(getattr(item.record, "task_id", None) or "")
    return item if task is None else Found(item.hit, task, item.rank)
