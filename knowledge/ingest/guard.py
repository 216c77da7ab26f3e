"""A process of its own for what a stranger's file may do: limited time and memory, no network, no secrets.

Both sides are here: ``ask_child`` starts ``python -m MODULE``, whose ``main`` calls ``answer_parent``.
"""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from knowledge.background import step_back
from knowledge.ingest.intake import IngestError
from knowledge.ingest.limits import Limits
from knowledge.ingest.offline import forbid_network
from knowledge.store.wording import sentence

_ROOT = Path(__file__).parents[2]
# The child needs to find Python's and Tesseract's files, nothing else.
_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "TESSDATA_PREFIX", "TMPDIR", "HOME")
_ANSWER, _REFUSAL = b"+", b"-"


@dataclass(frozen=True)
class Asked:
    """What a child is asked about: the bytes, their name, and further words of its parent."""

    data: bytes
    filename: str
    words: tuple[str, ...]


def ask_child(module: str, data: bytes, filename: str, limits: Limits, *words: str) -> bytes:
    """Return what *module* answers about *data*; raise IngestError when it refuses or outgrows *limits*."""
    command = [sys.executable, "-m", module, filename, str(limits.seconds), str(limits.memory), *words]
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    try:
        done = _run(command, data, environment, limits.seconds)
    except subprocess.TimeoutExpired as error:
        raise IngestError(_too_slow(filename, limits)) from error
    if done.returncode == -signal.SIGXCPU:
        raise IngestError(_too_slow(filename, limits))
    if done.returncode != 0:
        raise IngestError(sentence("reader_died", filename=filename))
    if done.stdout[:1] == _ANSWER:
        return done.stdout[1:]
    raise IngestError(done.stdout[1:].decode())


def _run(
    command: list[str], data: bytes, environment: dict[str, str], seconds: int
) -> subprocess.CompletedProcess[bytes]:
    """Run *command* behind everything else; raise TimeoutExpired after *seconds*."""
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=_ROOT,
        env=environment,
        start_new_session=True,
    ) as child:
        step_back(child.pid)
        try:
            told, printed = child.communicate(data, timeout=seconds)
        except BaseException:
            child.kill()
            raise
        return subprocess.CompletedProcess(command, child.returncode, told, printed)


def answer_parent(answer: Callable[[Asked], bytes]) -> None:
    """Answer from within the child; an IngestError and want of memory are told to the parent."""
    filename, seconds, memory, *words = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 1))
    resource.setrlimit(resource.RLIMIT_AS, (int(memory) * 2**20,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    forbid_network()
    # Libraries may print; only the answer may reach the real standard output.
    with os.fdopen(os.dup(1), "wb") as out:
        os.dup2(2, 1)
        try:
            out.write(_ANSWER + answer(Asked(sys.stdin.buffer.read(), filename, tuple(words))))
        except IngestError as error:
            out.write(_REFUSAL + str(error).encode())
        except MemoryError:
            out.write(_REFUSAL + sentence("too_much_memory", filename=filename, memory=memory).encode())


def _too_slow(filename: str, limits: Limits) -> str:
    return sentence("too_slow", filename=filename, seconds=limits.seconds)
