"""Read a file in a process of its own, with limits on time and memory, no network and none of our secrets."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from knowledge.ingest.intake import IngestError
from knowledge.ingest.limits import Limits
from knowledge.ingest.reading import Reading, reading_adapter
from knowledge.store.wording import sentence

_ROOT = Path(__file__).parents[2]
# The child needs to find Python's and Tesseract's files, nothing else.
_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "TESSDATA_PREFIX", "TMPDIR", "HOME")


def read_apart(data: bytes, filename: str, limits: Limits) -> Reading:
    """Read *data* in a child process; raise IngestError when it is refused or outgrows the limits."""
    command = [
        sys.executable,
        "-m",
        "knowledge.ingest.child",
        filename,
        str(limits.seconds),
        str(limits.memory),
    ]
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    try:
        done = subprocess.run(
            command,
            input=data,
            capture_output=True,
            cwd=_ROOT,
            env=environment,
            timeout=limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise IngestError(_too_slow(filename, limits)) from error
    if done.returncode == -signal.SIGXCPU:
        raise IngestError(_too_slow(filename, limits))
    if done.returncode != 0:
        raise IngestError(sentence("reader_died", filename=filename))
    answer = json.loads(done.stdout)
    if "error" in answer:
        raise IngestError(answer["error"])
    return reading_adapter().validate_python(answer["reading"])


def _too_slow(filename: str, limits: Limits) -> str:
    return sentence("too_slow", filename=filename, seconds=limits.seconds)
