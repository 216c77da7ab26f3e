"""The answer pipeline, as an ordered list. Read this first.

A message is understood (nlu), then goes through STAGES until one of them finishes it; the answer
then goes through FINISHING. A stage is one class with one public ``run(turn)``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Literal

from bot.answers.agency.stage import OwnTasks
from bot.answers.answer import Answer
from bot.answers.forms.state import Step
from bot.answers.plan.absent import Absent
from bot.answers.plan.anomalies import TellAnomalies
from bot.answers.plan.changes import Changes
from bot.answers.plan.compare import Compare
from bot.answers.plan.definitions import Definitions
from bot.answers.plan.documents import DocumentFacts
from bot.answers.plan.duties import Duties
from bot.answers.plan.enumerations import Enumerations
from bot.answers.plan.facts import Facts
from bot.answers.plan.lists import ListTasks
from bot.answers.plan.statistics import Statistics
from bot.answers.plan.targets import Targets
from bot.answers.plan.validity import TellValidity
from bot.answers.procedure.catalogue import catalogue_of
from bot.answers.procedure.form import CaseForm
from bot.answers.rewording import LanguageModel, Reword
from bot.answers.services.file_status import FileStatus
from bot.answers.services.requests import FORMS as REQUEST_FORMS
from bot.answers.services.requests import Asks, RequestBox, RequestForm
from bot.answers.stages.directory import Directory
from bot.answers.stages.faq import Faq
from bot.answers.stages.finish import CheckQuotes, CloseForm, Date, NameSuccessors, Remember
from bot.answers.stages.forms import Forms
from bot.answers.stages.guard import Guard, without_instructions
from bot.answers.stages.private import Private
from bot.answers.stages.procedures import Procedures, ProceduresAfterAll, Reform
from bot.answers.stages.refuse import MissingPlace, Refuse
from bot.answers.stages.resolve import Resolve
from bot.answers.stages.route import Route
from bot.answers.stages.scope import Scope
from bot.answers.stages.social import Social
from bot.answers.stages.which_procedure import WhichProcedure
from bot.answers.turn import Stage, StageTrace, Turn
from bot.connectors import OneStop
from knowledge import clock
from knowledge.agencies import Registry
from knowledge.agencies.edited import edited
from knowledge.dates import find_windows
from knowledge.places import Places
from knowledge.snapshot import Snapshot
from nlu.query import Context, Query
from nlu.resources import Resources
from nlu.understand import understand
from retrieval.live import Live, Published

DEFAULT_PLACE = "da-nang"


def build_forms(onestop: OneStop | None = None, requests: RequestBox | None = None) -> Forms:
    """Return the stage of the questions we ask back, with every form by name."""
    return Forms(
        {
            "procedure_case_form": CaseForm(),
            "file_status_form": FileStatus(onestop),
            **{name: RequestForm(name, requests) for name in REQUEST_FORMS},
        }
    )


def build_stages(
    registry: Registry,
    default_place: str = DEFAULT_PLACE,
    onestop: OneStop | None = None,
    requests: RequestBox | None = None,
) -> tuple[Stage, ...]:
    """Return the stages in their order; the first that finishes the turn answers."""
    return (
        build_forms(onestop, requests),
        OwnTasks(registry),
        Guard(),
        Asks(requests),
        Directory(),
        Private(),
        Social(),
        FileStatus(onestop),
        Changes(),
        Resolve(),
        Scope(default_place),
        Faq(),
        Absent(),
        WhichProcedure(),
        Statistics(default_place),
        Reform(default_place),
        Route(default_place),
        Procedures(),
        MissingPlace(),
        DocumentFacts(),
        Compare(registry),
        ListTasks(registry),
        Definitions(),
        Enumerations(),
        Duties(registry),
        Targets(),
        Facts(registry),
        ProceduresAfterAll(),
        Refuse(),
    )


def build_finishing(registry: Registry, model: LanguageModel | None = None) -> tuple[Stage, ...]:
    """Return what every decided answer goes through; *model* may word it anew at the very end."""
    noted = (CheckQuotes(), TellAnomalies(), NameSuccessors(registry))
    decided = (*noted, TellValidity(), Remember(), CloseForm(), Date())
    return decided if model is None else (*decided, Reword(model))


@dataclass(frozen=True)
class Reply:
    """An answer with the understanding and the evidence it came from."""

    answer: Answer
    query: Query
    outcome: str
    trace: tuple[StageTrace, ...]


@dataclass(frozen=True)
class _Prepared:
    """What is derived from one published version: its registry knows the names that version adds."""

    resources: Resources
    stages: tuple[Stage, ...]
    finishing: tuple[Stage, ...]


class Assistant:
    """Answers messages from whatever is live. Thread-safe: all state of a message is in its Turn."""

    def __init__(
        self,
        live: Live,
        registry: Registry | None = None,
        places: Places | None = None,
        *,
        onestop: OneStop | None = None,
        requests: RequestBox | None = None,
        model: LanguageModel | None = None,
    ) -> None:
        """Answer from *live*; *onestop* is asked about files, *requests* keeps what is to be passed on.

        *model* may word answers anew.
        """
        self._live = live
        self._registry = registry or Registry.default()
        self._places = places or Places.default()
        self._model = model
        self._onestop, self._requests = onestop, requests
        self._forms = build_forms(onestop, requests)
        self._prepared: dict[str, tuple[Snapshot, _Prepared]] = {}
        live.on_swap(self._prepare)

    def _prepare(self, published: Published) -> None:
        snapshot = published.snapshot
        catalogue_of(snapshot)  # of thousands of procedures it takes seconds: no message should wait for it
        for earlier, prepared in list(self._prepared.values()):
            if snapshot.holds_the_records_of(earlier):
                self._keep(snapshot, prepared)
                return
        registry = edited(self._registry, snapshot.agency_names, snapshot.bodies)
        prepared = _Prepared(
            Resources.build(snapshot, registry, self._places, find_windows),
            build_stages(registry, DEFAULT_PLACE, self._onestop, self._requests),
            build_finishing(registry, self._model),
        )
        self._keep(snapshot, prepared)

    def _keep(self, snapshot: Snapshot, prepared: _Prepared) -> None:
        self._prepared.pop(snapshot.version, None)
        self._prepared[snapshot.version] = (snapshot, prepared)
        for stale in list(self._prepared)[:-2]:
            del self._prepared[stale]

    def answer(
        self,
        message: str,
        context: Context | None = None,
        *,
        intent: str | None = None,
        confidence: float | None = None,
        ranking: Sequence[tuple[str, float]] = (),
        audience: Literal["citizen", "official"] | None = None,
        agency_id: str | None = None,
        today: date | None = None,
        tried: Callable[[Snapshot], Snapshot] | None = None,
    ) -> Reply:
        """Answer *message*. *intent*, *confidence* and *ranking* come from the dialogue engine.

        *agency_id* is the agency of the signed-in civil servant who asks. *tried* changes replies or
        numbers of what is published for this answer only.
        """
        turn = self._read(message, context, intent, confidence, ranking, audience, today)
        if tried is not None:
            turn.published = replace(turn.published, snapshot=tried(turn.snapshot))
        turn.agency_id = agency_id
        prepared = self._prepared_for(turn.published)
        for stage in prepared.stages:
            _timed(stage, turn)
            if turn.answer is not None:
                break
        for stage in prepared.finishing:
            _timed(stage, turn)
        if turn.answer is None or turn.outcome is None:
            raise RuntimeError("the last stage did not finish the turn")
        return Reply(turn.answer, turn.query, turn.outcome, tuple(turn.trace))

    def fill(
        self,
        message: str,
        context: Context,
        *,
        intent: str | None = None,
        confidence: float | None = None,
        ranking: Sequence[tuple[str, float]] = (),
        audience: Literal["citizen", "official"] | None = None,
        agency_id: str | None = None,  # noqa: ARG002 - no form asks about one's own agency
        today: date | None = None,
    ) -> tuple[Step, Query]:
        """Return what *message* does to the form open in *context*, and how it was understood.

        The dialogue engine asks this while a form is open; ``answer`` does it by itself when it did not.
        """
        turn = self._read(message, context, intent, confidence, ranking, audience, today)
        return self._forms.step(turn), turn.query

    def _prepared_for(self, published: Published) -> _Prepared:
        return self._prepared[published.snapshot.version][1]

    def _read(
        self,
        message: str,
        context: Context | None,
        intent: str | None,
        confidence: float | None,
        ranking: Sequence[tuple[str, float]],
        audience: Literal["citizen", "official"] | None,
        today: date | None,
    ) -> Turn:
        published = self._live.current
        context = context or Context(audience=audience)
        today = today or clock.today()
        started = time.perf_counter()
        asked = without_instructions(message)
        if asked != message:
            intent, confidence, ranking = None, None, ()
        read = partial(
            understand, asked, context, today=today, resources=self._prepared_for(published).resources
        )
        query = read(intent=intent, confidence=confidence, ranking=tuple(ranking))
        by_cues = read if intent is not None else None
        turn = Turn(query, context, published, self._places, today, by_cues=by_cues)
        turn.trace.append(StageTrace("Understand", _since(started)))
        return turn


def _since(started: float) -> float:
    return (time.perf_counter() - started) * 1000


def _timed(stage: Stage, turn: Turn) -> None:
    started = time.perf_counter()
    run: Callable[[Turn], None] = stage.run
    run(turn)
    turn.trace.append(StageTrace(type(stage).__name__, _since(started)))
