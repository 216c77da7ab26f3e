"""Faults tried on the real assistant: ``python -m tests.faults.run FOLDER SCENARIO...``.

FOLDER is a data folder that has served before; each scenario works on a copy of it and prints one line
of JSON. The table in docs/reliability.md is made of these lines.
Some scenarios need root (tmpfs) or PostgreSQL.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil

from knowledge.store import Store
from tests.e2e.real import ROOT, Assistant
from tests.knowledge.ingest.plans import ROWS, plan
from tests.postgres import Cluster

TOKEN = "ma-quan-tri-thu-loi"
QUESTIONS = ("Ai chủ trì triển khai trợ lý ảo?", "Đăng ký khai sinh cần giấy tờ gì?")
BEARER = {"Authorization": f"Bearer {TOKEN}"}
SEED = 20_231_214


class Talkers:
    """Users who ask all the time and note what came back; a cut connection is tried once more."""

    def __init__(self, url: str, count: int = 3) -> None:
        self.seen: Counter[str] = Counter()
        self.longest = 0.0
        self.wrong: list[str] = []
        self._expected: dict[str, str] = {}
        self._url, self._stop = url, threading.Event()
        self._threads = [threading.Thread(target=self._talk, args=(number,)) for number in range(count)]

    def __enter__(self) -> Talkers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def figures(self) -> dict[str, Any]:
        return {
            "asked": sum(self.seen.values()),
            **dict(sorted(self.seen.items())),
            "wrong": len(self.wrong),
            "longest_seconds": round(self.longest, 1),
        }

    def _talk(self, number: int) -> None:
        turn = 0
        with httpx.Client(base_url=self._url, timeout=60, trust_env=False) as http:
            while not self._stop.is_set():
                question = QUESTIONS[turn % len(QUESTIONS)]
                turn += 1
                began = time.monotonic()
                self.seen[self._ask(http, f"talker-{number}", question)] += 1
                self.longest = max(self.longest, time.monotonic() - began)
                time.sleep(0.2)

    def _ask(self, http: httpx.Client, session: str, question: str) -> str:
        body = {"session_id": session, "message": question}
        for attempt in ("answered", "answered_after_a_cut"):
            try:
                reply = http.post("/api/v1/chat", json=body)
            except httpx.TransportError:
                time.sleep(0.5)
                continue
            if reply.status_code != 200:
                return f"refused_{reply.status_code}"
            text = reply.json()["text"]
            if self._expected.setdefault(question, text) != text:
                self.wrong.append(text)
            return attempt
        return "lost"


@contextmanager
def running(folder: Path, env: dict[str, str] | None = None) -> Iterator[Assistant]:
    """Run the assistant on *folder* until the end of the block."""
    os.environ.update({"TROLYAO_ADMIN_TOKEN": TOKEN, **(env or {})})
    assistant = Assistant(folder)
    try:
        assistant.wait_ready()
        yield assistant
    finally:
        assistant.stop()
        for name in env or {}:
            del os.environ[name]


@contextmanager
def copy_of(folder: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="trolyao-faults-") as aside:
        target = Path(aside) / "data"
        shutil.copytree(folder, target, ignore=shutil.ignore_patterns("*.lock", "run", "logs"))
        yield target


def child(assistant: Assistant, module: str) -> psutil.Process:
    for process in psutil.Process(assistant.process.pid).children(recursive=True):
        if module in " ".join(process.cmdline()):
            return process
    raise LookupError(module)


def until(holds: Callable[[], bool], seconds: float) -> float:
    began = time.monotonic()
    while not holds():
        if time.monotonic() - began > seconds:
            raise TimeoutError
        time.sleep(0.1)
    return round(time.monotonic() - began, 1)


def ready(assistant: Assistant) -> dict[str, bool]:
    """Return the checks of readiness; all false when nobody answers."""
    try:
        checks: dict[str, bool] = httpx.get(f"{assistant.url}/readyz", timeout=10, trust_env=False).json()[
            "checks"
        ]
        return checks
    except (httpx.TransportError, ValueError):
        return {"none": False}


def summary(seconds: list[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    return {"median": ordered[len(ordered) // 2], "longest": ordered[-1]}


def kill_services(folder: Path, rounds: int = 10) -> dict[str, Any]:
    """Kill -9 Rasa and the main process at random moments while users ask."""
    chance = random.Random(SEED)
    back: dict[str, list[float]] = {"bot.rasa.serve": [], "api.server": []}
    with copy_of(folder) as data, running(data) as assistant, Talkers(assistant.url) as talkers:
        for number in range(2 * rounds):
            module = ("bot.rasa.serve", "api.server")[number % 2]
            time.sleep(chance.uniform(0.5, 4.0))
            before = child(assistant, module)
            before.kill()
            psutil.wait_procs([before], timeout=10)
            back[module].append(until(lambda: all(ready(assistant).values()), 180))
    return {
        "kills": {module: len(seconds) for module, seconds in back.items()},
        "ready_again_seconds": {module: summary(seconds) for module, seconds in back.items()},
        "talk": talkers.figures(),
    }


def kill_ingest(folder: Path, rounds: int = 30) -> dict[str, Any]:
    """Kill -9 a command that publishes at random moments; what is published must be whole, old or new."""
    chance = random.Random(SEED)
    editions = [plan(), plan(*ROWS[:3])]
    with copy_of(folder) as data:
        url = f"sqlite:///{data / 'trolyao.db'}"
        env = {**os.environ, "DATA_DIR": str(data), "PYTHONPATH": str(ROOT)}
        wholes, times = [], []
        for number, edition in enumerate(editions):
            file = data / f"{number}" / "thu-loi.txt"
            file.parent.mkdir()
            file.write_bytes(edition)
            began = time.monotonic()
            argv = [sys.executable, "-m", "api.cli", "ingest", str(file)]
            subprocess.run(argv, env=env, check=True, capture_output=True)
            times.append(time.monotonic() - began)
            wholes.append(_tasks(url))
        killed, states, broken = 0, Counter[str](), 0
        for number in range(rounds):
            store = Store.open(url)
            store.rollback("thu-loi", 2 - number % 2)
            before = _tasks(url)
            store.close()
            file = data / f"{number % 2}" / "thu-loi.txt"
            process = subprocess.Popen(
                [sys.executable, "-m", "api.cli", "publish", "thu-loi", str(1 + number % 2)]
                if number % 3 == 0
                else [sys.executable, "-m", "api.cli", "ingest", str(file)],
                env=env,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            try:
                process.wait(chance.uniform(0.4, 1.05) * max(times))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                killed += 1
            after = _tasks(url)
            broken += after not in wholes
            states["old" if after == before else "new"] += 1
        return {"runs": rounds, "killed": killed, "served_after": dict(states), "broken": broken}


def _tasks(url: str) -> list[str]:
    store = Store.open(url)
    try:
        return [task.content for task in store.snapshot().tasks if task.document_id == "thu-loi"]
    finally:
        store.close()


def kill_supervisor(folder: Path) -> dict[str, Any]:
    """Kill -9 the supervisor; its children must end by themselves, and a new one must start at once."""
    with copy_of(folder) as data:
        os.environ["TROLYAO_ADMIN_TOKEN"] = TOKEN
        assistant = Assistant(data)
        assistant.wait_ready()
        children = psutil.Process(assistant.process.pid).children(recursive=True)
        assistant.process.kill()
        assistant.process.wait()
        began = time.monotonic()
        _, alive = psutil.wait_procs(children, timeout=30)
        ended = round(time.monotonic() - began, 1)
        with running(data) as again:
            started = round(time.monotonic() - began - ended, 1)
            answered = again.post("a", QUESTIONS[0]).status_code == 200
        return {
            "left_behind": len(alive),
            "ended_seconds": ended,
            "restart_seconds": started,
            "answered": answered,
        }


def slow_rasa(folder: Path) -> dict[str, Any]:
    """Stop Rasa for 10 s, then for 45 s, while users ask."""
    figures: dict[str, Any] = {}
    with copy_of(folder) as data, running(data) as assistant:
        for seconds in (10, 45):
            with Talkers(assistant.url, 5) as talkers:
                time.sleep(2)
                rasa = child(assistant, "bot.rasa.serve")
                rasa.suspend()
                told = until(lambda: not ready(assistant).get("dialogue", True), 20)
                alive = httpx.get(f"{assistant.url}/api/v1/documents", timeout=5, trust_env=False).status_code
                time.sleep(max(0.0, seconds - told))
                rasa.resume()
                back = until(lambda: all(ready(assistant).values()), 60)
                time.sleep(3)
            figures[f"{seconds}_seconds"] = {
                "readyz_false_after": told,
                "other_pages": alive,
                "ready_again_seconds": back,
                "talk": talkers.figures(),
            }
    return figures


def corrupt_index(folder: Path) -> dict[str, Any]:
    """Damage the index files while stopped, in four ways; the start must heal them."""
    ways: dict[str, Callable[[Path], object]] = {
        "cut": lambda path: os.truncate(path, path.stat().st_size // 2),
        "empty": lambda path: os.truncate(path, 0),
        "noise": lambda path: path.write_bytes(os.urandom(path.stat().st_size)),
        "gone": lambda path: path.unlink(),
    }
    figures: dict[str, Any] = {}
    with copy_of(folder) as data:
        for name, damage in ways.items():
            for file in sorted((data / "index").rglob("*")):
                if file.is_file():
                    damage(file)
            began = time.monotonic()
            with running(data) as assistant:
                figures[name] = {
                    "ready_seconds": round(time.monotonic() - began, 1),
                    "answer": assistant.say("a", QUESTIONS[0])["kind"],
                }
    return figures


def database_gone(folder: Path, seconds: float = 30.0) -> dict[str, Any]:
    """Stop PostgreSQL for half a minute while users ask, upload and judge."""
    with copy_of(folder) as data, Cluster(durable=True) as cluster:
        for file in data.glob("trolyao.db*"):
            file.unlink()
        url = cluster.new_database()
        with running(data, {"DATABASE_URL": url}) as assistant:  # noqa: SIM117 -- users outlive nobody
            with Talkers(assistant.url) as talkers:
                time.sleep(2)
                message = assistant.say("judge", QUESTIONS[0])["message_id"]
                cluster.stop(signal.SIGQUIT)
                began = time.monotonic()
                told = until(lambda: ready(assistant).get("database") is False, 20)
                statuses = [_judge(assistant, message), _upload(assistant)]
                time.sleep(max(0.0, seconds - (time.monotonic() - began)))
                cluster.start()
                back = until(lambda: all(ready(assistant).values()), 60)
                judged, accepted = _judge(assistant, message), _upload(assistant)
                served = until(lambda: _total(assistant) > 0, 90)
        return {
            "readyz_false_after": told,
            "feedback_and_upload_meanwhile": statuses,
            "ready_again_seconds": back,
            "afterwards": [judged, accepted],
            "upload_served_seconds": served,
            "talk": talkers.figures(),
        }


def disk_full(folder: Path) -> dict[str, Any]:
    """Fill the disk of the data folder while users ask, upload and judge; then make room again."""
    mount = Path(tempfile.mkdtemp(prefix="trolyao-full-"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=640m", "tmpfs", mount], check=True)
    try:
        data = mount / "data"
        shutil.copytree(folder, data, ignore=shutil.ignore_patterns("*.lock", "run", "logs"))
        with running(data) as assistant:
            before = _total(assistant)
            with Talkers(assistant.url) as talkers:
                time.sleep(2)
                message = assistant.say("judge", QUESTIONS[0])["message_id"]
                with (mount / "filler").open("wb") as filler:
                    try:
                        while True:
                            filler.write(bytes(2**20))
                            filler.flush()
                    except OSError:
                        pass
                time.sleep(1)
                meanwhile = [_judge(assistant, message), _upload(assistant)]
                time.sleep(5)
                total, checks = _total(assistant), ready(assistant)
                (mount / "filler").unlink()
                back = until(lambda: all(ready(assistant).values()), 60)
                afterwards = [_judge(assistant, message), _upload(assistant)]
                served = until(lambda: _total(assistant) > 0, 90)
        return {
            "readyz_meanwhile": checks,
            "feedback_and_upload_meanwhile": meanwhile,
            "published_changed": total != before,
            "ready_again_seconds": back,
            "afterwards": afterwards,
            "upload_served_seconds": served,
            "talk": talkers.figures(),
        }
    finally:
        subprocess.run(["umount", mount], check=False)
        mount.rmdir()


def _judge(assistant: Assistant, message: str) -> int:
    body = {"message_id": message, "verdict": "helpful"}
    return httpx.post(f"{assistant.url}/api/v1/feedback", json=body, timeout=60, trust_env=False).status_code


def _upload(assistant: Assistant) -> int:
    files = {"file": ("thu-loi.txt", plan())}
    url = f"{assistant.url}/api/v1/admin/documents"
    return httpx.post(url, files=files, headers=BEARER, timeout=60, trust_env=False).status_code


def _total(assistant: Assistant) -> int:
    reply = assistant.http.get("/api/v1/tasks", params={"document": "thu-loi"})
    return int(reply.json()["total"]) if reply.status_code == 200 else 0


SCENARIOS: dict[str, Callable[[Path], dict[str, Any]]] = {
    function.__name__: function
    for function in (
        kill_ingest,
        kill_services,
        kill_supervisor,
        slow_rasa,
        corrupt_index,
        database_gone,
        disk_full,
    )
}


def main() -> int:
    """Run the scenarios named, all by default."""
    folder, *names = sys.argv[1:]
    for name in names or SCENARIOS:
        began = time.monotonic()
        result = SCENARIOS[name](Path(folder))
        line = {"fault": name, "took_seconds": round(time.monotonic() - began), **result}
        print(json.dumps(line, ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
