from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from knowledge.records.catalogue import AgencyNames, Faq, Threshold, Wording
from knowledge.store import Store, StoreError
from knowledge.store.audit import Audit, acting_as
from knowledge.store.edits import Edits
from knowledge.store.schedule import Schedule
from tests.knowledge.store.test_store import add, records


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = Store.open(database_url)
    opened.replace_catalogue("faq", "starter", [Faq("a", "A?", "a"), Faq("b", "B?", "b")])
    yield opened
    opened.close()


def answers(store: Store) -> dict[str, str]:
    return {faq.id: faq.answer for faq in store.snapshot().faqs}


def test_edits_lie_over_what_is_shipped_and_outlive_its_next_load(store: Store) -> None:
    edits, before = Edits(store), store.published_version()
    with acting_as("lan"):
        edits.set("faq", Faq("a", "A?", "mới"))
    edits.set("faq", Faq("c", "C?", "c"))
    edits.remove("faq", "b")
    assert answers(store) == {"a": "mới", "c": "c"}
    assert store.published_version() != before
    store.replace_catalogue("faq", "starter", [Faq("a", "A?", "a2"), Faq("b", "B?", "b2")])
    assert answers(store) == {"a": "mới", "c": "c"}
    edits.restore("faq", "a")
    edits.restore("faq", "b")
    edits.restore("faq", "c")
    assert answers(store) == {"a": "a2", "b": "b2"}
    assert [(edit.action, edit.author) for edit in edits.history("faq", "a")] == [
        ("restore", "hệ thống"),
        ("set", "lan"),
    ]
    assert edits.latest("faq")["b"].action == "restore"


def test_only_entries_of_the_kind_are_taken(store: Store) -> None:
    with pytest.raises(TypeError):
        Edits(store).set("faq", AgencyNames("so-noi-vu", ("SNV",)))


def test_names_of_bodies_are_published_with_the_snapshot(store: Store) -> None:
    Edits(store).set("agency", AgencyNames("so-noi-vu", ("Sở Nhân sự",)))
    assert store.snapshot().agency_names == (AgencyNames("so-noi-vu", ("Sở Nhân sự",)),)


def test_replies_and_numbers_are_published_with_history_and_audit_and_put_back(store: Store) -> None:
    edits, before = Edits(store), store.published_version()
    with acting_as("lan"):
        edits.set("wording", Wording("social.greeting", "Kính chào!", "Hello!"))
        edits.set("threshold", Threshold("refuse.score", 0.4))
    edits.set("threshold", Threshold("refuse.score", 0.35))
    snapshot = store.snapshot()
    assert snapshot.wording_by_id["social.greeting"].vi == "Kính chào!"
    assert snapshot.threshold_by_id["refuse.score"].value == 0.35
    assert snapshot.version not in ("", before)
    assert [edit.author for edit in edits.history("threshold", "refuse.score")] == ["hệ thống", "lan"]
    assert [entry.action for entry in Audit(store).latest(3)] == [
        "threshold.set",
        "threshold.set",
        "wording.set",
    ]
    edits.restore("wording", "social.greeting")
    edits.restore("threshold", "refuse.score")
    assert (store.snapshot().wordings, store.snapshot().thresholds) == ((), ())
    assert store.published_version() == before


def test_a_planned_publication_happens_once_at_its_time_as_its_author(store: Store) -> None:
    add(store, records(), publish=False)
    schedule, now = Schedule(store), dt.datetime.now(dt.timezone.utc)
    with acting_as("lan"):
        schedule.plan("ke-hoach", 1, now + dt.timedelta(hours=1))
    assert schedule.run_due(now) == 0 and store.snapshot().documents == ()
    assert schedule.run_due(now + dt.timedelta(hours=2)) == 1
    assert schedule.run_due(now + dt.timedelta(hours=2)) == 0
    assert len(store.snapshot().documents) == 1
    assert [planned.state for planned in schedule.of("ke-hoach")] == ["done"]
    assert Audit(store).latest(1)[0].actor == "lan"


def test_a_planned_publication_can_be_given_up(store: Store) -> None:
    add(store, records(), publish=False)
    schedule, later = Schedule(store), dt.datetime.now(dt.timezone.utc) + dt.timedelta(hours=1)
    schedule.plan("ke-hoach", 1, later)
    [planned] = schedule.of("ke-hoach")
    assert not schedule.cancel("khac", planned.id)
    assert schedule.cancel("ke-hoach", planned.id) and not schedule.cancel("ke-hoach", planned.id)
    assert schedule.run_due(later) == 0


def test_a_time_that_has_passed_or_a_version_that_is_not_there_is_refused(store: Store) -> None:
    add(store, records(), publish=False)
    now = dt.datetime.now(dt.timezone.utc)
    with pytest.raises(StoreError, match="tương lai"):
        Schedule(store).plan("ke-hoach", 1, now)
    with pytest.raises(StoreError, match="phiên bản 9"):
        Schedule(store).plan("ke-hoach", 9, now + dt.timedelta(hours=1))
