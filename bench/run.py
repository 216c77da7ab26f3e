"""Run with ``make bench``: the whole assistant against a bare Rasa bot, our search against plain BM25."""

from __future__ import annotations

import asyncio
import json
import os
import platform
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import bm25s
import httpx
import psutil

from api.library import Library
from api.settings import Settings
from bench.talk import converse, summary
from retrieval.live import Live
from retrieval.units import units

ROOT = Path(__file__).resolve().parents[1]
RASA_PYTHON = ROOT / ".venv-rasa" / "bin" / "python"
RESULTS = ROOT / "bench" / "results"
MESSAGES = (
    "Ai chủ trì triển khai trợ lý ảo?",
    "thế cơ quan nào phối hợp",
    "Sở Nội vụ Đà Nẵng chủ trì bao nhiêu nhiệm vụ?",
    "dang ky tam tru can giay to gi",
    "Tỷ lệ hồ sơ trực tuyến của Long Khánh là bao nhiêu?",
    "còn Hải Phòng thì sao?",
)
GOAL = 3.0
"""The chat's p50 may be this many times the floor's."""


def free_port() -> int:
    """Return a port nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@contextmanager
def running(argv: list[str], env: dict[str, str], up: str) -> Iterator[tuple[psutil.Process, float]]:
    """Run a server until the end of the block; give its process and the seconds until *up* answered."""
    began = time.monotonic()
    with tempfile.TemporaryFile() as log:
        process = psutil.Popen(
            argv, cwd=ROOT, env={**os.environ, **env}, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            while True:
                if process.poll() is not None:
                    log.seek(0)
                    raise RuntimeError(log.read().decode(errors="replace")[-2000:])
                try:
                    if httpx.get(up, timeout=5, trust_env=False).status_code == 200:
                        break
                except httpx.TransportError:
                    pass
                time.sleep(0.2)
            yield process, round(time.monotonic() - began, 1)
        finally:
            process.terminate()
            process.wait(30)


def talk(url: str, body: Any) -> dict[str, Any]:
    """Return the figures of one server: in turn, and with 16 sessions at once."""
    asyncio.run(converse(url, body, MESSAGES, 1, 12))
    return {
        "sequential": asyncio.run(converse(url, body, MESSAGES, 1, 90)),
        "16_sessions": asyncio.run(converse(url, body, MESSAGES, 16, 12)),
    }


@contextmanager
def bare_rasa(folder: Path) -> Iterator[tuple[str, psutil.Process, float]]:
    """Train and run the bare Rasa bot; give its address, process and start-up seconds."""
    env = {
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    }
    env |= {"LOG_LEVEL": "WARNING", "PYTHONWARNINGS": "ignore"}
    project = ROOT / "bench" / "floor"
    train = [str(RASA_PYTHON), "-m", "rasa", "train", "--config", str(project / "config.yml"), "--quiet"]
    train += ["--domain", str(project / "domain.yml"), "--data", str(project / "data"), "--out", str(folder)]
    subprocess.run(
        train,
        check=True,
        cwd=ROOT,
        env={**os.environ, **env},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    port = free_port()
    serve = [str(RASA_PYTHON), "-m", "rasa", "run", "--model", str(folder), "--port", str(port), "--quiet"]
    serve += ["--credentials", str(project / "credentials.yml"), "--interface", "127.0.0.1"]
    url = f"http://127.0.0.1:{port}"
    with running(serve, env, url) as (process, seconds):
        time.sleep(1)
        yield f"{url}/webhooks/rest/webhook", process, seconds


def bare_body(session: str, text: str) -> dict[str, str]:
    """Return a message as Rasa's REST channel takes it."""
    return {"sender": session, "message": text}


def floor(folder: Path) -> dict[str, Any]:
    """Measure the bare Rasa bot."""
    with bare_rasa(folder) as (url, process, seconds):
        figures = talk(url, bare_body)
        return {**figures, "start_seconds": seconds, "rss_mb": process.memory_info().rss // 2**20}


def assistant(folder: Path) -> dict[str, Any]:
    """Measure the assistant: a first start with everything to do, then a second one, then the talk."""
    port = free_port()
    env = {"PORT": str(port), "HOST": "127.0.0.1", "DATA_DIR": str(folder), "PYTHONPATH": str(ROOT)}
    argv, up = [sys.executable, "-m", "api.supervisor"], f"http://127.0.0.1:{port}/readyz"
    with running(argv, env, up) as (_, first):
        pass
    with running(argv, env, up) as (process, second):
        url = f"http://127.0.0.1:{port}/api/v1/chat"
        figures = talk(url, lambda session, text: {"session_id": session, "message": text})
        memory = {_name(child): child.memory_info().rss // 2**20 for child in (process, *process.children())}
    return {**figures, "first_start_seconds": first, "start_seconds": second, "rss_mb": memory}


def _name(process: psutil.Process) -> str:
    found = re.search(r"bot\.rasa\.serve|api\.server|api\.supervisor", " ".join(process.cmdline()))
    return found.group() if found else process.name()


def retrieval(folder: Path) -> dict[str, Any]:
    """Measure our search against plain BM25 over the same texts."""
    live = Live()
    library = Library.open(Settings(data_dir=folder), live, lambda _: None)
    try:
        published = live.current
        texts = [unit.text for unit in units(published.snapshot)]
        plain = bm25s.BM25()
        plain.index(bm25s.tokenize(texts, show_progress=False), show_progress=False)
        ours, theirs = [], []
        for message in MESSAGES * 10:
            began = time.perf_counter()
            published.index.search(message, record_types=["task"], limit=10)
            ours.append(time.perf_counter() - began)
            began = time.perf_counter()
            plain.retrieve(bm25s.tokenize(message, show_progress=False), k=10, show_progress=False)
            theirs.append(time.perf_counter() - began)
        ratio = round(statistics.median(ours) / statistics.median(theirs), 2)
        return {
            "units": len(texts),
            "ours": summary(ours),
            "plain_bm25s": summary(theirs),
            "ratio_p50": ratio,
        }
    finally:
        library.close()


def main() -> int:
    """Measure, print and keep the results; 1 when the chat misses its goal."""
    with tempfile.TemporaryDirectory() as folder:
        aside = Path(folder)
        chat = assistant(aside / "data")
        report: dict[str, Any] = {
            "what": "chat round trip against a bare Rasa bot; search against plain bm25s",
            "when": datetime.now(UTC).isoformat(timespec="seconds"),
            "machine": f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}",
            "chat": chat,
            "floor": floor(aside / "floor"),
            "retrieval": retrieval(aside / "data"),
        }
    ratio = report["chat"]["sequential"]["p50_ms"] / report["floor"]["sequential"]["p50_ms"]
    report["chat_to_floor_p50"] = round(ratio, 2)
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "latest.json").write_text(
        json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    print(json.dumps(report, ensure_ascii=False, indent=1))
    print(f"chat p50 = {ratio:.2f} × floor (goal: at most {GOAL:.0f})")
    return int(ratio > GOAL)


if __name__ == "__main__":
    sys.exit(main())
