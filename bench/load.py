"""Many users at once, an upload in the middle: ``python -m bench.load FOLDER [SECONDS] [USERS]``.

FOLDER is a data folder that has served before; a copy of it is used. The bare Rasa bot gets the same load
before and after, so that the figures of one run compare on a machine that others use too.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import httpx

from bench.run import MESSAGES, ROOT, bare_body, bare_rasa, free_port, running
from bench.talk import Body, summary

TOKEN = "ma-quan-tri-thu-tai"
THINK_SECONDS = (2.0, 8.0)
"""A user reads this long before the next message."""
PLAN = ROOT / "knowledge" / "documents" / "long-khanh-112-kh-ubnd-2024.txt"


class Crowd:
    """Users who talk for a while; every turn is noted with the second it began."""

    def __init__(self, url: str, body: Body, users: int, seconds: float) -> None:
        self._url, self._body, self._users, self._seconds = url, body, users, seconds
        self.turns: list[tuple[float, float]] = []
        self.errors: Counter[str] = Counter()

    async def talk(self) -> None:
        """Let all of them talk at once."""
        limits = httpx.Limits(max_connections=self._users, max_keepalive_connections=self._users)
        async with httpx.AsyncClient(timeout=60, trust_env=False, limits=limits) as client:
            self._began = time.perf_counter()
            await asyncio.gather(*(self._user(client, number) for number in range(self._users)))

    async def _user(self, client: httpx.AsyncClient, number: int) -> None:
        chance = random.Random(number)
        await asyncio.sleep(chance.uniform(0, THINK_SECONDS[1]))
        turn = number
        while (since := time.perf_counter() - self._began) < self._seconds:
            text = MESSAGES[turn % len(MESSAGES)]
            turn += 1
            began = time.perf_counter()
            try:
                reply = await client.post(self._url, json=self._body(f"u{number}", text))
                if reply.status_code != 200:
                    self.errors[str(reply.status_code)] += 1
            except httpx.HTTPError as error:
                self.errors[type(error).__name__] += 1
            self.turns.append((since, time.perf_counter() - began))
            await asyncio.sleep(chance.uniform(*THINK_SECONDS))

    def figures(self, start: float = 0.0, end: float = float("inf")) -> dict[str, Any]:
        """Return the figures of the turns that began between two seconds."""
        spent = [took for since, took in self.turns if start <= since < end]
        return {**summary(spent), "turns": len(spent), "errors": dict(self.errors)}


async def _reindex(base: str, crowd: Crowd, at: float) -> tuple[float, float]:
    """Upload a changed plan at second *at*; return when the job began and when it served."""
    await asyncio.sleep(at)
    began = time.perf_counter() - crowd._began
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with httpx.AsyncClient(base_url=base, headers=headers, timeout=60, trust_env=False) as admin:
        data = PLAN.read_text(encoding="utf-8").replace("Phòng Nội vụ", "Phòng Nội vụ và Lao động").encode()
        sent = await admin.post("/api/v1/admin/documents", files={"file": (PLAN.name, data)})
        job = sent.raise_for_status().json()["job"]
        while True:
            told = (await admin.get(f"/api/v1/admin/jobs/{job}")).json()
            if told["state"] == "needs_review":
                target = f"/api/v1/admin/documents/{told['document']}/versions/{told['version']}/publish"
                (await admin.post(target)).raise_for_status()
                break
            if told["state"] in {"done", "failed"}:
                break
            await asyncio.sleep(0.5)
    return began, time.perf_counter() - crowd._began


def floor(folder: Path, users: int, seconds: float) -> dict[str, Any]:
    """Return the figures of the bare Rasa bot."""
    with bare_rasa(folder) as (url, _, _):
        crowd = Crowd(url, bare_body, users, seconds)
        asyncio.run(crowd.talk())
        return crowd.figures(8.0)


def _said(session: str, text: str) -> dict[str, str]:
    return {"session_id": session, "message": text}


def assistant(folder: Path, users: int, seconds: float, workers: int) -> dict[str, Any]:
    """Return the figures of the whole assistant: quiet, and during a re-index."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    env = {"PORT": str(port), "HOST": "127.0.0.1", "DATA_DIR": str(folder), "PYTHONPATH": str(ROOT)}
    env |= {"TROLYAO_ADMIN_TOKEN": TOKEN, "WORKERS": str(workers)}
    with running([sys.executable, "-m", "api.supervisor"], env, f"{base}/readyz"):
        crowd = Crowd(f"{base}/api/v1/chat", _said, users, seconds)

        async def both() -> tuple[float, float]:
            _, times = await asyncio.gather(crowd.talk(), _reindex(base, crowd, seconds / 2))
            return times

        began, served = asyncio.run(both())
    return {
        "quiet": crowd.figures(8.0, began),
        "reindex": crowd.figures(began, served),
        "reindex_seconds": round(served - began, 1),
    }


def main() -> int:
    """Measure and print one line of JSON."""
    source = Path(sys.argv[1])
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 90.0
    users = int(sys.argv[3]) if len(sys.argv) > 3 else 200
    workers = int(os.environ.get("WORKERS", "1"))
    with tempfile.TemporaryDirectory() as aside:
        data = Path(aside) / "data"
        shutil.copytree(source, data, ignore=shutil.ignore_patterns("*.lock", "run", "logs"))
        before = floor(Path(aside) / "floor", users, seconds / 2)
        ours = assistant(data, users, seconds, workers)
        after = floor(Path(aside) / "floor", users, seconds / 2)
    report = {
        "what": f"{users} users, {workers} worker(s), {seconds:.0f} s",
        "load": round(os.getloadavg()[0], 1),
        "floor_before": before,
        "ours": ours,
        "floor_after": after,
    }
    print(json.dumps(report, ensure_ascii=False))
    return int(bool(ours["quiet"]["errors"]))


if __name__ == "__main__":
    sys.exit(main())
