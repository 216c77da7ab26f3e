"""The whole assistant as a user starts it, for the tests: supervisor, Rasa, API, on loopback ports."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import psutil

ROOT = Path(__file__).parents[2]
_START_SECONDS = 540


class Assistant:
    """A running assistant; ``say`` speaks to it over HTTP."""

    def __init__(self, data_dir: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.log = data_dir / "supervisor.log"
        data_dir.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "api.supervisor"],
                cwd=ROOT,
                env={**os.environ, "HOST": "127.0.0.1", "PORT": str(port), "DATA_DIR": str(data_dir)},
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.http = httpx.Client(base_url=self.url, timeout=60, trust_env=False)

    def wait_ready(self, seconds: float = _START_SECONDS) -> None:
        """Wait until a question would be answered."""
        end = time.monotonic() + seconds
        while True:
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"the assistant did not start:\n{self.log.read_text()}")
            try:
                if self.http.get("/readyz").status_code == 200:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.3)

    def post(self, session_id: str, message: str) -> httpx.Response:
        return self.http.post("/api/v1/chat", json={"session_id": session_id, "message": message})

    def say(self, session_id: str, message: str) -> dict[str, Any]:
        response = self.post(session_id, message)
        response.raise_for_status()
        answer: dict[str, Any] = response.json()
        return answer

    def rasa(self) -> psutil.Process:
        """The process that keeps the conversations."""
        for child in psutil.Process(self.process.pid).children(recursive=True):
            if re.search(r"bot\.rasa\.serve", " ".join(child.cmdline())):
                return child
        raise LookupError("no Rasa process")

    def stop(self) -> int:
        """End everything as Ctrl-C does; return the exit status."""
        self.http.close()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            return self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
