"""A reader, and every program it starts, has no network."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
CONNECT = "import socket; socket.create_connection(('127.0.0.1', {port}), 2)"
START = "from knowledge.ingest.offline import forbid_network; print(forbid_network(), flush=True);"


def _run(code: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60, check=False)


@pytest.fixture
def port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_the_server_can_be_reached_without_the_limit(port: int) -> None:
    assert _run(CONNECT.format(port=port)).returncode == 0


@pytest.mark.parametrize(
    "code",
    [
        CONNECT,
        "import socket; socket.getaddrinfo('localhost', {port})",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:{port}/', timeout=2)",
        "import socket; socket.socket(socket.AF_UNIX)",
    ],
)
def test_python_is_refused(port: int, code: str) -> None:
    done = _run(START + code.format(port=port))
    assert done.returncode != 0
    assert "PermissionError" in done.stderr


def test_programs_it_starts_and_c_code_are_refused(port: int) -> None:
    code = CONNECT.format(port=port)
    child = f"import subprocess, sys; sys.exit(subprocess.call([sys.executable, '-c', {code!r}]))"
    done = _run(START + child)
    assert done.stdout.strip() == "True"
    assert done.returncode != 0
    assert "PermissionError" in done.stderr
    raw = "import ctypes; c = ctypes.CDLL(None, use_errno=True); print(c.socket(2, 1, 0), ctypes.get_errno())"
    assert _run(START + raw).stdout.split() == ["True", "-1", "13"]


def test_the_reading_child_is_without_network(port: int) -> None:
    spy = (
        "import sys, runpy\n"
        "from knowledge.ingest import pipeline\n"
        "def read_here(data, filename):\n"
        f"    {CONNECT.format(port=port)}\n"
        "pipeline.read_here = read_here\n"
        "sys.argv = ['child', 'a.txt', '30', '3072']\n"
        "runpy.run_module('knowledge.ingest.child', run_name='__main__')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", spy], input=b"x", capture_output=True, cwd=ROOT, timeout=60, check=False
    )
    assert done.returncode != 0
    assert b"PermissionError" in done.stderr
