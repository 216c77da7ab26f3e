"""What every answer goes through once it is decided: quotes re-read, successors named, date set."""

from __future__ import annotations

from dataclasses import replace

from bot.answers.answer import Answer
from bot.answers.turn import Turn
from knowledge.agencies import Registry
from knowledge.procedures import canonical
from knowledge.records import AgencyRef


class CheckQuotes:
    """Holds every quote against the stored text; an answer whose quote does not match is not sent."""

    def run(self, turn: Turn) -> None:
        """Replace the answer by a refusal when a quote does not re-read byte for byte."""
        answer = turn.answer
        if answer is None:
            return
        texts = {document.id: document.text for document in turn.snapshot.documents}
        for source in answer.sources:
            if source.record_id in turn.snapshot.catalogue_by_key:
                texts[source.record_id] = turn.snapshot.catalogue_by_key[source.record_id].text
            procedure = turn.snapshot.procedure_by_id.get(source.record_id.removeprefix("procedure:"))
            if procedure is not None:
                texts[source.record_id] = canonical(procedure).text
        for source in answer.sources:
            stored = texts.get(source.record_id, "")
            if not source.quote or stored[source.start : source.end] != source.quote:
                turn.evidence["bad_quote"] = source.url
                turn.finish(Answer("refuse", turn.say("refuse.unavailable")), "bad_quote")
                return


class NameSuccessors:
    """Adds who has taken over from a body that no longer exists under the name the document gives it."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def run(self, turn: Turn) -> None:
        """Add a warning, in the text too, for each body shown that has a successor."""
        answer = turn.answer
        if answer is None or answer.kind not in ("answer", "list", "clarify"):
            return
        notes = []
        for agency in self._shown(turn, answer):
            note = self._note(agency)
            if note and note not in notes:
                notes.append(note)
        if notes:
            text = "\n".join([answer.text, *notes[:2]])
            turn.answer = replace(answer, text=text, warnings=(*answer.warnings, *notes))

    def _shown(self, turn: Turn, answer: Answer) -> list[AgencyRef]:
        tasks = [turn.snapshot.task_by_id.get(str(item.get("id"))) for item in answer.items]
        bodies = [body for task in tasks if task for body in (*task.lead, *task.coordinate)]
        return [body for body in bodies if body.agency_id and body.text in answer.text]

    def _note(self, body: AgencyRef) -> str | None:
        succession = self._registry.succession(body.agency_id or "")
        return succession.text if succession else None


class Date:
    """Every answer says as of when it holds."""

    def run(self, turn: Turn) -> None:
        """Set ``as_of``."""
        if turn.answer is not None:
            turn.answer = replace(turn.answer, as_of=turn.today)


class Remember:
    """Completes the conversation slots that the next message may lean on."""

    def run(self, turn: Turn) -> None:
        """Keep topic, aspects and intent of an answered question."""
        answer = turn.answer
        if (
            answer is None
            or answer.kind in ("smalltalk", "handoff")
            or turn.outcome in ("injection", "abuse")
        ):
            return
        slots = {"question": turn.query.topic, "intent": turn.query.intent, **answer.context}
        if "aspects" not in slots and turn.query.aspects:
            slots["aspects"] = turn.query.aspects
        turn.answer = replace(answer, context=slots)


class CloseForm:
    """Every answer that does not ask back closes the form that was open before it."""

    def run(self, turn: Turn) -> None:
        """Set the slot of the form, empty unless the answer opens one."""
        if turn.answer is not None:
            turn.answer = replace(turn.answer, context={"form": {}, **turn.answer.context})
