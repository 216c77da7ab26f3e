from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from knowledge.store import Store
from knowledge.store.jobs import Jobs
from knowledge.store.schema import TokenRow
from knowledge.store.tokens import Tokens

LEASE = dt.timedelta(minutes=5)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = Store.open(database_url)
    yield opened
    opened.close()


def test_jobs_are_taken_in_order_and_once(store: Store) -> None:
    jobs = Jobs(store)
    first, second = jobs.add("a.txt", b"A"), jobs.add("b.txt", b"B")
    taken = [jobs.take(LEASE), jobs.take(LEASE)]
    assert [(job.id, job.state, data) for job, data in filter(None, taken)] == [
        (first, "running", b"A"),
        (second, "running", b"B"),
    ]
    assert jobs.take(LEASE) is None


def test_a_finished_job_tells_its_result_and_a_review_closes_it(store: Store) -> None:
    jobs = Jobs(store)
    job_id = jobs.add("a.txt", b"A")
    jobs.take(LEASE)
    jobs.finish(job_id, "needs_review", document="ke-hoach", version=2, report={"records": {"task": 3}})
    job = jobs.get(job_id)
    assert job is not None
    assert (job.state, job.document, job.version, job.report) == (
        "needs_review",
        "ke-hoach",
        2,
        {"records": {"task": 3}},
    )
    jobs.reviewed("ke-hoach", 1)
    assert jobs.latest(5)[0].state == "needs_review"
    jobs.reviewed("ke-hoach", 2)
    assert jobs.latest(5)[0].state == "done"


def test_a_job_whose_worker_died_is_tried_once_more_then_fails(store: Store, database_url: str) -> None:
    job_id = Jobs(store).add("a.txt", b"A")
    over = dt.timedelta(seconds=-1)
    assert Jobs(store).take(over) is not None
    again = Jobs(Store.open(database_url)).take(over)
    assert again is not None and again[1] == b"A"
    assert Jobs(store).take(over) is None
    job = Jobs(store).get(job_id)
    assert job is not None and job.state == "failed"
    assert job.report is not None and "a.txt" in job.report["error"]


def test_a_released_job_is_taken_again_as_if_for_the_first_time(store: Store) -> None:
    jobs = Jobs(store)
    job_id = jobs.add("a.txt", b"A")
    for _ in range(3):
        assert jobs.take(LEASE) is not None
        jobs.release(job_id)
    assert jobs.take(LEASE) is not None


def test_unknown_job(store: Store) -> None:
    assert Jobs(store).get("nope") is None


def test_tokens_are_kept_hashed_and_replaced_by_name(store: Store) -> None:
    tokens = Tokens(store)
    assert not tokens.any()
    tokens.put("environment", "bí mật 1")
    assert tokens.any() and tokens.name_of("bí mật 1") == "environment"
    tokens.put("environment", "bí mật 2")
    assert tokens.name_of("bí mật 1") is None
    assert tokens.name_of("bí mật 2") == "environment"
    assert tokens.name_of("\ud800") is None
    with store.reading() as session:
        assert "bí mật" not in str(session.execute(select(TokenRow.__table__)).all())
