"""A throw-away PostgreSQL server on the loopback, for the tests that run on both databases."""

from __future__ import annotations

import getpass
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType

import psycopg
from sqlalchemy import URL

_USER = "trolyao"
_UNPRIVILEGED = ("postgres", "nobody")
_START_SECONDS = 60
# Nothing of this server outlives the tests, so it need not wait for the disk.
_QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class PostgresMissingError(RuntimeError):
    """No PostgreSQL server programs on this machine."""


def programs() -> Path:
    """Return the folder of the server programs; raise PostgresMissingError."""
    on_path = shutil.which("initdb")
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]), reverse=True
    )
    if on_path:
        return Path(on_path).parent
    if found:
        return found[0].parent
    raise PostgresMissingError("PostgreSQL is missing: install the package 'postgresql' (see .ci/run)")


def _as_other() -> list[str]:
    """Return the prefix that runs a command as somebody else than root, whom PostgreSQL refuses."""
    if os.geteuid() != 0:
        return []
    entry = _account()
    return [
        "setpriv",
        f"--reuid={entry.pw_uid}",
        f"--regid={entry.pw_gid}",
        "--clear-groups",
        "--pdeathsig=INT",
    ]


def _account() -> pwd.struct_passwd:
    for name in _UNPRIVILEGED if os.geteuid() == 0 else (getpass.getuser(),):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise PostgresMissingError(f"PostgreSQL must not run as root, and there is none of {_UNPRIVILEGED}")


class Cluster:
    """A server with an empty cluster; it is gone with its files at the end of the block."""

    def __init__(self, *, durable: bool = False) -> None:
        self._settings = () if durable else _QUICK
        self._programs = programs()
        self._password = secrets.token_hex(12)
        self._count = 0
        self.folder = Path(tempfile.mkdtemp(prefix="trolyao-pg-"))
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Cluster:
        secret = self.folder / "secret"
        secret.write_text(self._password)
        if os.geteuid() == 0:
            entry = _account()
            for path in (self.folder, secret):
                os.chown(path, entry.pw_uid, entry.pw_gid)
        made = subprocess.run(
            [
                *_as_other(),
                self._programs / "initdb",
                f"--pgdata={self.folder / 'data'}",
                f"--username={_USER}",
                f"--pwfile={secret}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync",
            ],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise RuntimeError(f"initdb failed: {made.stderr}")
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self) -> None:
        """Start the server and wait until it takes connections."""
        settings = (
            "listen_addresses=127.0.0.1",
            f"unix_socket_directories={self.folder}",
            f"port={self.port}",
            "max_connections=200",
            *self._settings,
        )
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *_as_other(),
                    self._programs / "postgres",
                    "-D",
                    self.folder / "data",
                    *(part for setting in settings for part in ("-c", setting)),
                ],
                cwd=self.folder,
                stdout=log,
                stderr=log,
            )
        end = time.monotonic() + _START_SECONDS
        while True:
            try:
                self._admin("SELECT 1")
                return
            except psycopg.OperationalError:
                if self._process.poll() is not None or time.monotonic() > end:
                    raise RuntimeError((self.folder / "log").read_text()) from None
                time.sleep(0.05)

    def stop(self, number: signal.Signals = signal.SIGINT) -> None:
        """Stop the server: SIGINT breaks off open transactions, SIGQUIT is a crash."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(number)
            self._process.wait(30)

    def new_database(self) -> str:
        """Create an empty database and return its SQLAlchemy address."""
        self._count += 1
        name = f"test_{self._count}"
        self._admin(f"CREATE DATABASE {name} TEMPLATE template0")
        return URL.create(
            "postgresql+psycopg", _USER, self._password, "127.0.0.1", self.port, name
        ).render_as_string(hide_password=False)

    def _admin(self, statement: str) -> None:
        with psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user=_USER,
            password=self._password,
            dbname="postgres",
            autocommit=True,
            connect_timeout=5,
        ) as connection:
            connection.execute(statement)  # type: ignore[arg-type]
