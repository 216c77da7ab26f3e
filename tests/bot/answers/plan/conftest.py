"""The assistant over two shipped plans, built once: the real pipeline, registry and embedder, no database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest

from bot.answers.pipeline import Assistant, Reply
from knowledge.agencies import Registry
from knowledge.extract import anomalies, extract, metadata_of
from knowledge.parsing import parse_tasks
from knowledge.procedures import load
from knowledge.readers import read
from knowledge.snapshot import Snapshot
from nlu.query import Context
from retrieval.build import build_index
from retrieval.embedders import load_embedder
from retrieval.index import Index
from retrieval.live import Live, Published

DOCUMENTS = Path(__file__).parents[4] / "knowledge" / "documents"
PLANS = ("da-nang-2766-qd-ubnd-2023", "hai-phong-4791-qd-ubnd-2023")
TODAY = date(2026, 11, 24)
Ask = Callable[..., Reply]


def _snapshot() -> Snapshot:
    snapshot = Snapshot("test", procedures=load()[:6])
    for name in PLANS:
        raw = read((DOCUMENTS / f"{name}.txt").read_bytes(), f"{name}.txt")
        place = metadata_of(raw, name).jurisdiction
        tasks = parse_tasks(raw, name, place)
        found = extract(raw, tasks, name, None, registry=Registry.default())
        snapshot = replace(
            snapshot,
            documents=(*snapshot.documents, found.document),
            tasks=(*snapshot.tasks, *tasks.tasks),
            targets=(*snapshot.targets, *found.targets),
            responsibilities=(*snapshot.responsibilities, *found.responsibilities),
            passages=(*snapshot.passages, *found.passages),
            citations=(*snapshot.citations, *found.citations),
        )
    return replace(snapshot, anomalies=tuple(anomalies(snapshot)))


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("index") / "test"
    embedder = load_embedder()
    snapshot = _snapshot()
    build_index(snapshot, folder, embedder)
    return Assistant(Live(Published(snapshot, Index.load(folder, embedder))))


@pytest.fixture(scope="session")
def ask(assistant: Assistant) -> Ask:
    """Ask messages in one conversation, as the dialogue engine would carry it; return the last reply."""
    names = {item.name for item in fields(Context)}

    def say(*messages: str, today: date = TODAY) -> Reply:
        context = Context()
        for message in messages:
            reply = assistant.answer(message, context, today=today)
            slots = {key: value for key, value in reply.answer.context.items() if key in names}
            context = replace(context, **slots)
        return reply

    return say
