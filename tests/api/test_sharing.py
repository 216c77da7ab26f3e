"""What serving processes share: limits that do not multiply, figures that are those of all."""

from __future__ import annotations

import multiprocessing
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from api.buckets import SharedBuckets
from api.limits import RateLimiter
from api.preflight import bound
from api.sharing import shared_memory
from tests.api.test_workers import Serving, until

RATE = 12


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Serving, Serving]]:
    url = f"sqlite:///{tmp_path}/store/trolyao.db"
    with ExitStack() as stack:
        shared = stack.enter_context(shared_memory(tmp_path, 2))
        more = {**shared, "RATE_PER_SESSION": str(RATE)}
        made = []
        for number in range(2):
            public = stack.enter_context(bound("127.0.0.1", 0))
            made.append(Serving(tmp_path / "data", url, number, public, **more))
            stack.callback(made[-1].process.kill)
        for each in made:
            each.wait()
        yield made[0], made[1]
        for each in made:
            each.stop()


def asked(serving: Serving) -> int:
    """Return the status of asking for what is kept of a session, which counts as a message."""
    return serving.http.get("/api/v1/sessions/s-1").status_code


def figure(serving: Serving, start: str) -> float:
    lines = serving.http.get("/metrics").text.splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith(start))


def test_a_limit_and_the_figures_are_those_of_both_workers(pair: tuple[Serving, Serving]) -> None:
    first, second = pair
    statuses = [asked(pair[number % 2]) for number in range(RATE * 2)]
    allowed = [status for status in statuses if status != 429]
    assert RATE <= len(allowed) <= RATE + 2 and set(allowed) == {404}
    refused = first.http.get("/api/v1/sessions/s-1")
    assert refused.status_code == 429 and int(refused.headers["retry-after"]) >= 1
    counted = 'http_requests_total{method="GET",route="/api/v1/sessions/{session_id}"'
    assert figure(first, counted) == figure(second, counted) == RATE * 2 + 1
    timed = 'http_request_seconds_count{route="/api/v1/sessions/{session_id}"'
    assert figure(second, timed) == RATE * 2 + 1
    first.process.kill()
    first.process.wait(30)
    assert asked(second) == 429
    until(lambda: figure(second, counted) == RATE * 2 + 2, 5)


def _spend(file: str, calls: int, results: multiprocessing.Queue[int]) -> None:
    limiter = RateLimiter(600, name="x", buckets=SharedBuckets(Path(file)))
    results.put(sum(limiter.take("k") == 0 for _ in range(calls)))


def test_four_processes_at_once_spend_one_bucket(tmp_path: Path) -> None:
    file = str(tmp_path / "limits.db")
    SharedBuckets(Path(file))
    context = multiprocessing.get_context("spawn")
    results: multiprocessing.Queue[int] = context.Queue()
    began = time.monotonic()
    processes = [context.Process(target=_spend, args=(file, 400, results)) for _ in range(4)]
    for process in processes:
        process.start()
    allowed = sum(results.get(timeout=60) for _ in processes)
    for process in processes:
        process.join(10)
    refilled = (time.monotonic() - began) * 10
    assert 600 <= allowed <= 600 + refilled + 1


def test_levels_are_forgotten_once_they_are_full_anyway(tmp_path: Path) -> None:
    now = [0.0]
    file = tmp_path / "limits.db"
    limiter = RateLimiter(2, buckets=SharedBuckets(file, clock=lambda: now[0]), clock=lambda: now[0])
    for number in range(5):
        limiter.take(str(number))
    now[0] = 61.0
    limiter.take("new")
    assert sqlite3.connect(file).execute("SELECT count(*) FROM buckets").fetchone() == (1,)


def test_a_file_that_broke_leaves_a_limit_in_each_process(tmp_path: Path) -> None:
    file = tmp_path / "limits.db"
    buckets = SharedBuckets(file)
    limiter = RateLimiter(1, buckets=buckets)
    for each in tmp_path.iterdir():
        each.write_bytes(b"broken" * 2000)
    assert limiter.take("a") == 0
    assert limiter.take("a") > 0


def test_two_limiters_over_the_same_buckets_do_not_meet(tmp_path: Path) -> None:
    buckets = SharedBuckets(tmp_path / "limits.db")
    assert RateLimiter(1, name="a", buckets=buckets).take("k") == 0
    assert RateLimiter(1, name="b", buckets=buckets).take("k") == 0


def test_what_is_shared_is_removed_also_after_a_run_that_was_killed(tmp_path: Path) -> None:
    with shared_memory(tmp_path, 1) as alone:
        assert alone == {}
    killed = shared_memory(tmp_path, 2)
    left = Path(killed.__enter__()["TROLYAO_SHARED"])
    assert (left / "metrics").is_dir() and left.stat().st_mode & 0o077 == 0
    with shared_memory(tmp_path, 2) as shared:
        folder = Path(shared["TROLYAO_SHARED"])
        assert not left.exists() and folder.exists()
    assert not folder.exists()


def test_only_what_is_ours_is_removed(tmp_path: Path) -> None:
    other = tmp_path / "trolyao-other"
    other.mkdir()
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "shared").write_text(str(other))
    with shared_memory(tmp_path, 2):
        assert other.exists()
