from __future__ import annotations

from collections.abc import Iterator

import pytest

from knowledge.store import Store
from knowledge.store.audit import Audit, acting_as
from knowledge.store.examples import Examples


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = Store.open(database_url)
    yield opened
    opened.close()


def test_examples_are_reviewed_with_history_and_change_nothing_that_serves(store: Store) -> None:
    examples, before = Examples(store), store.published_version()
    with acting_as("lan"):
        made = examples.propose("  Sở nào\n lo vụ này? ", "ask_lead")
    assert (made.text, made.state, made.author) == ("Sở nào lo vụ này?", "proposed", "lan")
    with acting_as("minh"):
        examples.decide(made.id, "approved")
    assert [(one.id, one.author) for one in examples.listed("approved")] == [(made.id, "minh")]
    assert examples.propose("SO NAO LO VU NAY?", "ask_lead").id == made.id
    assert examples.listed("approved") == () and len(examples.listed()) == 1
    assert examples.decide("khong-co", "approved") is None
    assert [entry.action for entry in Audit(store).latest(3)] == [
        "example.proposed",
        "example.approved",
        "example.proposed",
    ]
    assert store.published_version() == before
