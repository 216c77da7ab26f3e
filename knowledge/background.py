"""Work that nobody waits for leaves the processors to the work that somebody waits for."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

NICENESS = 10
"""A tenth of a processor that others want too: a document must be known in minutes on a busy machine."""


def step_back(pid: int = 0) -> None:
    """Let process *pid* (this one by default) give way to the others; what it starts from then on as well.

    It should lead a session of its own: Linux shares the processors between sessions first, and a session
    that serves would give its share away to what it started. What the system refuses is left as it is.
    """
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, pid, NICENESS)
    with contextlib.suppress(OSError):
        Path(f"/proc/{pid or 'self'}/autogroup").write_text(str(NICENESS))
