"""What 6,300 procedures cost: taking them in, the index, and the whole chat against the starter set.

    python -m bench.scale                               # made of the shipped records
    python -m bench.scale --samples FOLDER              # made of portal JSON or exports in FOLDER

Two assistants run side by side, one with the starter set and one with the import, and are asked in turns,
so that whatever else the machine does weighs on both. The result is in results/scale.json.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

from api.library import Library
from api.settings import Settings
from bench.many import names, write_procedures
from bench.run import RESULTS, ROOT, free_port, running
from bench.talk import summary, timed
from knowledge.clock import today
from knowledge.importers import import_procedures
from knowledge.ingest.refresh import add_procedures
from knowledge.store import Store
from retrieval.live import Live

COUNT = 6300
"""Procedures of the national database."""
GOAL = 1.5
"""The chat's p95 may be this many times the p95 with the starter set."""
ROUNDS = 12
MESSAGES = (
    "đăng ký tạm trú cần giấy tờ gì",
    "dang ky ket hon mat bao lau",
    "mất căn cước làm lại ở đâu",
    "làm hộ chiếu bao nhiêu tiền",
    "thế nộp online được không",
    "bố tôi vừa mất thì phải làm thủ tục gì",
    "sang tên sổ đỏ",
    "cấp phép nuôi cá sấu cần gì",
    "giấy độc thân nộp ở đâu, mấy ngày có",
    "Ai chủ trì triển khai trợ lý ảo?",
    "Sở Nội vụ Đà Nẵng chủ trì bao nhiêu nhiệm vụ?",
    "hồ sơ của tôi tới đâu rồi",
    "Tỷ lệ hồ sơ trực tuyến của Long Khánh là bao nhiêu?",
    "cam on ban",
)


def took_in(path: Path, folder: Path) -> dict[str, Any]:
    """Import *path* into the store of *folder* and build the index, in this process; return the figures."""
    settings = Settings(data_dir=folder)
    before = _peak()
    began, idle = time.perf_counter(), time.process_time()
    report = import_procedures(path.read_bytes(), path.name, today())
    read = time.perf_counter()
    store = Store.open(settings.store_url)
    add_procedures(store, report.procedures)
    store.close()
    stored = time.perf_counter()
    imported = _peak()
    library = Library.open(settings, Live(), lambda _: None)
    library.close()
    built, busy = time.perf_counter(), time.process_time()
    count = len(report.procedures)
    return {
        "procedures": count,
        "left_out": report.rejected,
        "read_seconds": round(read - began, 1),
        "store_seconds": round(stored - read, 1),
        "index_seconds": round(built - stored, 1),
        "cpu_seconds": round(busy - idle, 1),
        "records_per_second": round(count / (stored - began)),
        "peak_mib_before": before,
        "peak_mib_import": imported,
        "peak_mib_index": _peak(),
    }


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def apart(path: Path, folder: Path) -> dict[str, Any]:
    """Return the figures of ``took_in``, measured in a process of its own."""
    command = [sys.executable, "-m", "bench.scale", "--one", str(path), str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def on_disk(folder: Path) -> dict[str, float]:
    """Return MiB of the newest index and of the database in *folder*."""
    indexes = [path for path in (folder / "index").iterdir() if path.is_dir()]
    newest = max(indexes, key=lambda path: path.stat().st_mtime)
    sizes = {"index_mib": newest.rglob("*"), "database_mib": folder.glob("*.db*")}
    return {
        name: round(sum(path.stat().st_size for path in paths if path.is_file()) / 2**20, 1)
        for name, paths in sizes.items()
    }


def memory(process: psutil.Process) -> dict[str, int]:
    """Return the resident MiB of an assistant's processes by what they run."""
    found = {}
    for child in (process, *process.children(recursive=True)):
        name = re.search(r"bot\.rasa\.serve|api\.server|api\.supervisor", " ".join(child.cmdline()))
        if name:
            found[name[0]] = child.memory_info().rss // 2**20
    return found


def assistants(folders: Sequence[Path], rounds: int) -> list[dict[str, Any]]:
    """Return start-up, memory and chat times of an assistant over each of *folders*, asked in turns."""
    with ExitStack() as stack:
        servers = []
        for folder in folders:
            port = free_port()
            env = {"PORT": str(port), "HOST": "127.0.0.1", "DATA_DIR": str(folder), "PYTHONPATH": str(ROOT)}
            env |= {"RATE_PER_SESSION": "1000000", "RATE_PER_ADDRESS": "1000000"}
            argv = [sys.executable, "-m", "api.supervisor"]
            process, seconds = stack.enter_context(running(argv, env, f"http://127.0.0.1:{port}/readyz"))
            servers.append((f"http://127.0.0.1:{port}/api/v1/chat", process, seconds))
        named = [f"{name} cần giấy tờ gì?" for name in names(200)[::20]]
        spent: list[dict[str, list[float]]] = [{"common": [], "imported": []} for _ in servers]
        for number in range(rounds + 1):
            for (url, _, _), times in zip(servers, spent, strict=True):
                for kind, messages in (("common", MESSAGES), ("imported", named)):
                    found = asyncio.run(timed(url, _body, messages))
                    times[kind] += found if number else []  # the first round warms up
        return [
            {
                "start_seconds": seconds,
                "rss_mib": memory(process),
                "chat": summary(times["common"]),
                "chat_imported_names": summary(times["imported"]),
                "messages": len(times["common"]),
            }
            for (_, process, seconds), times in zip(servers, spent, strict=True)
        ]


def _body(session: str, text: str) -> dict[str, Any]:
    return {"session_id": session, "message": text}


def main() -> int:
    """Measure, print and keep the results; 1 when the chat misses its goal."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--samples", type=Path)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--one", type=Path, nargs=2, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        print(json.dumps(took_in(*args.one)))
        return 0
    with tempfile.TemporaryDirectory() as aside:
        starter, large, file = Path(aside) / "starter", Path(aside) / "large", Path(aside) / "many.json"
        size = write_procedures(file, args.count, args.samples)
        Library.open(Settings(data_dir=starter), Live(), lambda _: None).close()
        shutil.copytree(starter, large)  # an import comes into an installation whose own texts are embedded
        taken = apart(file, large)
        report: dict[str, Any] = {
            "what": f"{args.count} procedures against the starter set",
            "when": datetime.now(UTC).isoformat(timespec="seconds"),
            "machine": f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}",
            "file_mib": round(size / 2**20, 1),
            "taken_in": taken,
        }
        both = assistants((starter, large), args.rounds)
        for name, folder, figures in zip(("starter", "large"), (starter, large), both, strict=True):
            report[name] = {**figures, **on_disk(folder)}
    ratio = both[1]["chat"]["p95_ms"] / both[0]["chat"]["p95_ms"]
    report["p95_ratio"] = round(ratio, 2)
    RESULTS.mkdir(parents=True, exist_ok=True)
    text = json.dumps(report, ensure_ascii=False, indent=1)
    (RESULTS / "scale.json").write_text(text + "\n", encoding="utf-8")
    print(text)
    print(f"chat p95 = {ratio:.2f} × that with the starter set (goal: at most {GOAL})")
    return int(ratio > GOAL)


if __name__ == "__main__":
    sys.exit(main())
