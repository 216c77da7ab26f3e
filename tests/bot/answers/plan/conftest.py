"""The assistant over two shipped plans, built once: the real pipeline, registry and embedder, no database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from bot.answers.pipeline import Assistant, Reply
from knowledge.agencies import Registry
from knowledge.extract import anomalies, extract, metadata_of
from knowledge.parsing import parse_tasks
from knowledge.procedures import load
from knowledge.readers import read
from knowledge.snapshot import Snapshot
from tests.bot.answers.published import ask as asked
from tests.bot.answers.published import by_meaning, with_procedures

DOCUMENTS = Path(__file__).parents[4] / "knowledge" / "documents"
PLANS = ("da-nang-2766-qd-ubnd-2023", "hai-phong-4791-qd-ubnd-2023")
OTHERS = ("da-nang-183-kh-ubnd-2021", "long-khanh-112-kh-ubnd-2024", "quang-ngai-kh-cchc-2024")
Ask = Callable[..., Reply]


def _snapshot(names: Sequence[str]) -> Snapshot:
    snapshot = Snapshot("test", procedures=load()[:6])
    for name in names:
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
def assistant() -> Assistant:
    return Assistant(by_meaning("plans", _snapshot(PLANS)))


@pytest.fixture(scope="session")
def ask(assistant: Assistant) -> Ask:
    """Ask messages in one conversation; return the last reply."""
    return partial(asked, assistant)


@pytest.fixture(scope="session")
def ask_others(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """The same over the other three shipped plans, whose records are found by their words alone."""
    folder = tmp_path_factory.mktemp("others")
    return partial(asked, Assistant(with_procedures(_snapshot(OTHERS), folder)))
