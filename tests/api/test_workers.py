"""Two serving processes over one database and one data folder, started as the supervisor starts them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from api.preflight import bound, port_of
from tests.api.library_support import TOKEN
from tests.knowledge.ingest.plans import ROWS, plan

ROOT = Path(__file__).parents[2]
BEARER = {"Authorization": b"Bearer " + TOKEN.encode()}
PICKED_UP_SECONDS = 5.0
_START_SECONDS = 60.0


class Serving:
    """One process with a public port of its own, or one it shares."""

    def __init__(self, folder: Path, url: str, number: int, public: socket.socket, **more: str) -> None:
        self._told = folder / "run" / str(number)
        with bound("127.0.0.1", 0) as actions:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.api.worker_process"],
                cwd=ROOT,
                env={
                    **os.environ,
                    "DATA_DIR": str(folder),
                    "DATABASE_URL": url,
                    "TROLYAO_ADMIN_TOKEN": TOKEN,
                    "TROLYAO_RASA_URL": "http://127.0.0.1:9",
                    "TROLYAO_INTERNAL_TOKEN": "x",
                    "TROLYAO_PUBLIC_SOCKET": str(public.fileno()),
                    "TROLYAO_ACTION_SOCKET": str(actions.fileno()),
                    "TROLYAO_SERVING_FILE": str(self._told),
                    **more,
                },
                pass_fds=[public.fileno(), actions.fileno()],
            )
        self.http = httpx.Client(
            base_url=f"http://127.0.0.1:{port_of(public)}", headers=BEARER, timeout=60, trust_env=False
        )

    def wait(self) -> None:
        until(lambda: self._told.exists() and self._told.read_text() == str(self.process.pid), _START_SECONDS)

    def tasks(self) -> int:
        reply = self.http.get("/api/v1/tasks", params={"document": "a"})
        return int(reply.json()["total"]) if reply.status_code == 200 else 0

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(30)


def until(holds: Callable[[], bool], seconds: float) -> float:
    """Wait until *holds*; return the seconds it took."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds, "it never happened"
        time.sleep(0.05)
    return time.monotonic() - began


@pytest.fixture
def pair(tmp_path: Path, database_url: str) -> Iterator[tuple[Serving, Serving]]:
    with ExitStack() as stack:
        made = []
        for number in range(2):
            public = stack.enter_context(bound("127.0.0.1", 0))
            made.append(Serving(tmp_path / "data", database_url, number, public))
            stack.callback(made[-1].process.kill)
        for each in made:
            each.wait()
        yield made[0], made[1]


def upload(serving: Serving, data: bytes) -> dict[str, object]:
    job = serving.http.post("/api/v1/admin/documents", files={"file": ("a.txt", data)}).json()["job"]
    over = {"done", "needs_review", "failed"}
    until(
        lambda: serving.http.get(f"/api/v1/admin/jobs/{job}").json()["state"] in over,
        60,
    )
    done: dict[str, object] = serving.http.get(f"/api/v1/admin/jobs/{job}").json()
    return done


def test_every_worker_serves_a_publication_within_five_seconds(pair: tuple[Serving, Serving]) -> None:
    first, second = pair
    done = upload(first, plan())
    assert done["state"] == "done"
    report = done["report"]
    assert isinstance(report, dict)
    assert report["changes"]["created"] > 0 and report["seconds"] >= 0
    for each in pair:
        until(lambda each=each: each.tasks() == report["records"]["task"], PICKED_UP_SECONDS)  # type: ignore[misc]
    before = first.tasks()

    upload(second, plan(*ROWS[:3]))
    for each in pair:
        until(lambda each=each: 0 < each.tasks() < before, PICKED_UP_SECONDS)  # type: ignore[misc]

    second.http.post("/api/v1/admin/documents/a/rollback", json={"version": 1}).raise_for_status()
    for each in pair:
        until(lambda each=each: each.tasks() == before, PICKED_UP_SECONDS)  # type: ignore[misc]
    assert [each.stop() for each in pair] == [0, 0]


def test_a_killed_worker_leaves_the_other_serving(
    pair: tuple[Serving, Serving],
) -> None:
    first, second = pair
    job = first.http.post("/api/v1/admin/documents", files={"file": ("a.txt", plan())}).json()["job"]
    first.stop(signal.SIGKILL)
    # The dead worker may hold the job: then it is given out again after its lease, which is tested by itself.
    state = second.http.get(f"/api/v1/admin/jobs/{job}").json()["state"]
    assert state in {"queued", "running", "done"}
    assert upload(second, plan(*ROWS[:3]))["state"] in {"done", "needs_review"}
    assert second.http.get("/healthz").status_code == 200
    assert second.tasks() > 0


def test_what_arrives_while_a_worker_restarts_waits_and_is_answered(
    tmp_path: Path, database_url: str
) -> None:
    with bound("127.0.0.1", 0) as public:
        first = Serving(tmp_path, database_url, 0, public)
        first.wait()
        assert upload(first, plan())["state"] == "done"
        first.stop(signal.SIGKILL)
        second = Serving(tmp_path, database_url, 0, public)
        try:
            assert first.tasks() > 0  # asked while nobody serves
        finally:
            second.stop()
