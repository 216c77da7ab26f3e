"""Run with ``python -m bench.webhooks``: how fast webhooks are acknowledged while answers are worked off.

Our process, a fake Zalo and the senders share the machine. The dialogue is a stand-in that takes as
long as the real one, so the figures are those of the channel.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
import structlog
import uvicorn

from api.channels.texts import limits
from bench.run import RESULTS, free_port, running
from bench.talk import summary
from knowledge.store import Store
from knowledge.store.channels import Channels
from tests.api.zalo.fake import FakeZalo, signed, text
from tests.api.zalo.process import serve

DIALOGUE_SECONDS = 0.03
RATES = (25, 50, 100, 200)
SECONDS = 15
USERS = 3_000
GOAL_MS = 300


def play_zalo(port: int) -> None:
    uvicorn.run(FakeZalo().app, port=port, log_level="error")


async def load(url: str, rate: int, seconds: int) -> dict[str, Any]:
    """Send *rate* events a second whether or not they are acknowledged; return the times to acknowledge."""
    spent: list[float] = []
    refused: list[object] = []
    limit = httpx.Limits(max_connections=200, max_keepalive_connections=200)
    async with httpx.AsyncClient(timeout=10, trust_env=False, limits=limit) as client:

        async def one(number: int) -> None:
            raw, headers = signed(text(f"câu hỏi {number}", f"user-{number % USERS}"))
            began = time.perf_counter()
            try:
                response = await client.post(f"{url}/webhooks/zalo", content=raw, headers=headers)
            except httpx.HTTPError as error:
                refused.append(type(error).__name__)
                return
            if response.status_code == 200:
                spent.append(time.perf_counter() - began)
            else:
                refused.append(response.status_code)

        began = time.perf_counter()
        sending = []
        for number in range(rate * seconds):
            await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
            sending.append(asyncio.create_task(one(number)))
        await asyncio.gather(*sending)
        lasted = time.perf_counter() - began
    return {
        "offered_per_second": rate,
        "acknowledged_per_second": round(len(spent) / lasted, 1),
        **summary(spent),
        "max_ms": round(max(spent) * 1000, 1),
        "refused": len(refused),
    }


def measure(rate: int, seconds: int, folder: Path) -> dict[str, Any]:
    """Return the figures at one rate, and how long the answers took after the last event."""
    port, zalo_port = free_port(), free_port()
    zalo = multiprocessing.get_context("spawn").Process(target=play_zalo, args=(zalo_port,), daemon=True)
    zalo.start()
    store = f"sqlite:///{folder / f'{rate}.db'}"
    argv = [str(Path(".venv/bin/python")), "-m", "bench.webhooks", "--serve", store, str(port)]
    argv.append(f"http://127.0.0.1:{zalo_port}")
    url = f"http://127.0.0.1:{port}"
    try:
        with running(argv, {}, f"{url}/healthz"):
            asyncio.run(load(url, 5, 1))
            figures = asyncio.run(load(url, rate, seconds))
            ended = time.perf_counter()
            people = Channels(Store.open(store), "zalo")
            open_then = people.figures().inbox.get("waiting", 0)
            while (now := people.figures()).inbox.get("waiting") or now.outbox.get("waiting"):
                time.sleep(0.25)
            return {
                **figures,
                "open_at_the_end": open_then,
                "worked_off_after_s": round(time.perf_counter() - ended, 1),
                "sent": now.outbox.get("sent", 0),
                "dead": now.inbox.get("dead", 0) + now.outbox.get("dead", 0),
            }
    finally:
        zalo.terminate()
        zalo.join(10)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--serve", nargs=3, metavar=("STORE", "PORT", "ZALO"))
    parser.add_argument("--seconds", type=int, default=SECONDS)
    given = parser.parse_args()
    if given.serve:
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(30))
        store, port, zalo = given.serve
        asyncio.run(serve(store, int(port), zalo, limits(), DIALOGUE_SECONDS))
        return
    with tempfile.TemporaryDirectory() as folder:
        rows = []
        for rate in RATES:
            rows.append(measure(rate, given.seconds, Path(folder)))
            print(json.dumps(rows[-1]), flush=True)
    held = [row["offered_per_second"] for row in rows if row["p95_ms"] < GOAL_MS and not row["refused"]]
    print(f"p95 < {GOAL_MS} ms up to {max(held, default=0)} events a second")
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "webhooks.json").write_text(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
