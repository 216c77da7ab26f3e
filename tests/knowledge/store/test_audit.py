from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from knowledge.store import Store
from knowledge.store.audit import Audit, acting_as, note


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = Store.open(database_url)
    yield opened
    opened.close()


@pytest.fixture
def audit(store: Store) -> Audit:
    made = Audit(store)
    for number in range(5):
        with acting_as(f"người {number}"):
            made.note("test.change", f"văn bản {number}", value=number)
    return made


def tampered(store: Store, statement: str) -> None:
    """Change the log as someone with the database file could, past its triggers."""
    with store.writing.begin() as session:
        sqlite = store.engine.dialect.name == "sqlite"
        for trigger in ("audit_no_update", "audit_no_delete") if sqlite else ("audit_no_change ON audit",):
            session.execute(text(f"DROP TRIGGER {trigger}"))
        session.execute(text(statement))


def test_entries_are_linked_and_hold(audit: Audit) -> None:
    entries = list(audit.entries())
    assert [entry.number for entry in entries] == [1, 2, 3, 4, 5]
    assert entries[2].actor == "người 2" and entries[2].details == '{"value": 2}'
    verdict = audit.verify()
    assert (verdict.entries, verdict.broken_at, verdict.head) == (5, None, entries[-1].digest)
    assert [entry.number for entry in audit.latest(2, before=4)] == [3, 2]
    assert [entry.number for entry in audit.latest(9, subject="văn bản 1")] == [2]


@pytest.mark.parametrize("statement", ["UPDATE audit SET actor = 'x'", "DELETE FROM audit"])
def test_the_database_refuses_to_change_entries(audit: Audit, store: Store, statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), store.writing.begin() as session:
        session.execute(text(statement))
    assert audit.verify().entries == 5


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE audit SET actor = 'ai đó' WHERE number = 3", 3),
        ("UPDATE audit SET details = '{}' WHERE number = 1", 1),
        ("UPDATE audit SET at = '2020-01-01 00:00:00' WHERE number = 5", 5),
        ("DELETE FROM audit WHERE number = 2", 3),
    ],
)
def test_a_change_past_the_triggers_is_found(audit: Audit, store: Store, statement: str, broken: int) -> None:
    tampered(store, statement)
    assert audit.verify().broken_at == broken


def test_a_noted_head_shows_that_the_end_was_cut_off(audit: Audit, store: Store) -> None:
    head = audit.verify().head
    assert audit.verify(head).broken_at is None
    tampered(store, "DELETE FROM audit WHERE number = 5")
    assert audit.verify().broken_at is None
    assert audit.verify(head).broken_at == 5


def test_an_entry_falls_with_the_change_it_tells_of(audit: Audit, store: Store) -> None:
    with pytest.raises(RuntimeError), store.writing.begin() as session:
        note(session, "test.change", "không thành")
        raise RuntimeError
    assert audit.verify().entries == 5


def test_an_empty_log_holds(store: Store) -> None:
    verdict = Audit(store).verify()
    assert (verdict.entries, verdict.broken_at, verdict.head) == (0, None, "0" * 64)
    assert Audit(store).verify("0" * 64).broken_at is None
