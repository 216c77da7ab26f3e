"""Fixtures of all rooms: the two databases the store runs on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import Cluster, PostgresMissingError


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL server; its lack fails the run, since a skipped half would hide a broken store."""
    try:
        cluster = Cluster()
    except PostgresMissingError as missing:
        pytest.fail(str(missing))
    with cluster:
        yield cluster


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of an empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/store/trolyao.db"
    cluster: Cluster = request.getfixturevalue("postgres")
    return cluster.new_database()
