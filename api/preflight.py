"""What must hold before anything is started; each failure is one line that says what to do."""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
import shutil
import socket
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import IO, Any

import yaml

NEEDED_MB = 500


class PreflightError(RuntimeError):
    """Something the operator must change; the message is the line to show."""


@cache
def words() -> Mapping[str, Any]:
    """Return the supervisor's sentences."""
    loaded: Mapping[str, Any] = yaml.safe_load(
        resources.files("api").joinpath("data/supervisor.yml").read_text("utf-8")
    )
    return loaded


def trouble(kind: str, **facts: object) -> PreflightError:
    """Return the error for one kind of trouble."""
    return PreflightError(words()["trouble"][kind].format(**facts))


def bound(host: str, port: int) -> socket.socket:
    """Return a socket at the address (a free port for 0); raise when it is taken or none of ours.

    It does not listen yet: a client is refused, not kept waiting, until whoever serves listens.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
    except OSError as error:
        made.close()
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            raise trouble("port", port=port, host=host, other=port + 1 if port < 65535 else 8000) from None
        raise trouble("host", host=host, error=error.strerror or error) from None
    return made


def port_of(made: socket.socket) -> int:
    """Return the port of a bound socket."""
    return int(made.getsockname()[1])


def free_port() -> int:
    """Return a loopback port nobody uses now, and that nobody is given by chance until it is bound.

    Ports for outgoing connections are given out from 32,768 upwards.
    """
    while True:
        port = 15_000 + secrets.randbelow(17_000)
        try:
            bound("127.0.0.1", port).close()
        except PreflightError:
            continue
        return port


def prepare_folder(folder: Path) -> None:
    """Create *folder* and see that there is room in it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".probe"
        probe.write_bytes(b"x")
        probe.unlink()
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise trouble("disk", folder=folder, free=0, need=NEEDED_MB) from None
        raise trouble("folder", folder=folder, error=error.strerror or error) from None
    free = shutil.disk_usage(folder).free // 2**20
    if free < NEEDED_MB:
        raise trouble("disk", folder=folder, free=free, need=NEEDED_MB)


def claim(folder: Path) -> IO[str]:
    """Return the lock on *folder*; it is held until the file is closed."""
    lock = (folder / "run.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise trouble("busy", folder=folder) from None
    lock.seek(0)
    lock.truncate()
    lock.write(f"{os.getpid()}\n")
    lock.flush()
    return lock


def check_rasa_python(python: Path) -> None:
    """Raise when Rasa's environment is not there."""
    if not (python.exists() and os.access(python, os.X_OK)):
        raise trouble("python")
