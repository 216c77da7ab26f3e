from __future__ import annotations

from dataclasses import replace

from api.archive import StoreArchive
from knowledge.store import Store, VersionRecords
from tests.api.support import PLAN, snapshot


def add(store: Store, text: str) -> int:
    corpus = snapshot()
    records = VersionRecords(document=replace(corpus.documents[0], text=text), tasks=corpus.tasks)
    return store.add_version(
        records, raw=text.encode(), filename="plan.txt", recogniser="test", report={}
    ).number


def test_drafts_stay_unread_and_former_versions_readable(database_url: str) -> None:
    store = Store.open(database_url)
    archive = StoreArchive(store)
    first = add(store, "một")
    assert archive.numbers(PLAN) == ()
    assert archive.version(PLAN, first) is None
    store.publish(PLAN, first)
    second = add(store, "hai")
    assert archive.numbers(PLAN) == (first,)
    store.publish(PLAN, second)
    assert archive.numbers(PLAN) == (first, second)
    former = archive.version(PLAN, first)
    assert former is not None
    assert former.documents[0].text == "một"
    assert [task.row for task in former.tasks_of(PLAN)] == ["3.n", "3.o", "4.a"]
    store.withdraw(PLAN)
    assert second not in archive.numbers(PLAN)
    store.close()
