"""A child process that is kept running: started, probed, restarted with growing pauses, stopped cleanly."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Probe = Callable[[], Awaitable[bool]]
_PROBE_SECONDS = 0.3
_STOP_SECONDS = 10.0
_STEADY_SECONDS = 60.0
_LONGEST_PAUSE = 30.0
_LOG_BYTES = 5_000_000


class StartError(RuntimeError):
    """A service ended, or did not become ready, while it was being started. ``code`` is its exit status."""

    def __init__(self, name: str, code: int | None) -> None:
        super().__init__(f"{name} did not start (exit status {code})")
        self.name, self.code = name, code


@dataclass(frozen=True)
class Command:
    """How a process is started. Its output goes to the file *log*; None leaves it on the console.

    It inherits *sockets*, which this process keeps open: what arrives while it is restarted waits.
    """

    argv: Sequence[str]
    env: Mapping[str, str]
    folder: Path
    log: Path | None = None
    sockets: Sequence[socket.socket] = ()

    async def start(self) -> asyncio.subprocess.Process:
        """Start it in a group of its own, so that Ctrl-C reaches the supervisor alone.

        The child's standard input stays open as long as this process lives (``bot.rasa.lifeline``).
        """
        output = None
        if self.log is not None:
            self.log.parent.mkdir(parents=True, exist_ok=True)
            if self.log.exists() and self.log.stat().st_size > _LOG_BYTES:
                self.log.replace(self.log.with_suffix(".old.log"))
            output = self.log.open("ab")
        try:
            return await asyncio.create_subprocess_exec(
                *self.argv,
                env={**os.environ, **self.env, "TROLYAO_SUPERVISED": "1"},
                cwd=self.folder,
                stdin=asyncio.subprocess.PIPE,
                stdout=output,
                stderr=output,
                start_new_session=True,
                pass_fds=[each.fileno() for each in self.sockets],
            )
        finally:
            if output is not None:
                output.close()


class Service:
    """One supervised process."""

    def __init__(self, name: str, command: Command, probe: Probe, start_seconds: float = 180.0) -> None:
        self.name = name
        self._command = command
        self._probe = probe
        self._start_seconds = start_seconds
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        running = self._process is not None and self._process.returncode is None
        return self._process.pid if running and self._process else None

    @property
    def code(self) -> int | None:
        """The exit status of the process that ended last."""
        return self._process.returncode if self._process else None

    @property
    def log(self) -> Path | None:
        """Where its output goes."""
        return self._command.log

    async def start(self) -> None:
        """Start the process and wait until it answers; raise StartError when it ends before."""
        self._process = await self._command.start()
        try:
            await self._answering()
        except asyncio.CancelledError:
            await self.stop()
            raise

    async def _answering(self) -> None:
        if self._process is None:
            return
        end = time.monotonic() + self._start_seconds
        while not await self._probe():
            if self._process.returncode is not None:
                raise StartError(self.name, self._process.returncode)
            if time.monotonic() > end:
                await self.stop()
                raise StartError(self.name, None)
            await asyncio.sleep(_PROBE_SECONDS)

    async def keep(
        self, died: Callable[[Service, int, float], None], back: Callable[[Service], None]
    ) -> None:
        """Wait for the process to end and start it again, for ever. Pauses double up to half a minute."""
        pause = 0.5
        while True:
            if self._process is None:
                raise RuntimeError(f"{self.name} was never started")
            began = time.monotonic()
            code = await self._process.wait()
            pause = 0.5 if time.monotonic() - began > _STEADY_SECONDS else min(pause * 2, _LONGEST_PAUSE)
            died(self, code, pause)
            await asyncio.sleep(pause)
            try:
                await self.start()
            except StartError:
                continue
            back(self)

    def renew(self, command: Command) -> None:
        """Run *command* from now on: the process is asked to end, and ``keep`` starts the new one."""
        self._command = command
        if self.pid is not None:
            self._signal(signal.SIGTERM)

    async def stop(self) -> None:
        """End the process: politely, then by force. Its own children go with it."""
        if self._process is None:
            return
        if self._process.returncode is None:
            self._signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(self._process.wait(), _STOP_SECONDS)
            except TimeoutError:
                self._signal(signal.SIGKILL)
                await self._process.wait()
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        """Signal the whole group; what has ended already is no error."""
        if self._process is not None:
            try:
                os.killpg(self._process.pid, number)
            except (ProcessLookupError, PermissionError):
                return
