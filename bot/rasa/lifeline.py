"""A child that ends with its parent, also a killed one: the parent holds the other end of stdin."""

from __future__ import annotations

import os
import signal
import threading
import time

_GRACE_SECONDS = 5.0


def end_with_parent() -> None:
    """Stop this process when its standard input closes."""
    threading.Thread(target=_wait, name="lifeline", daemon=True).start()


def _wait() -> None:
    # Not through sys.stdin: its lock would still be held when the interpreter ends.
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_GRACE_SECONDS)
    os._exit(1)
