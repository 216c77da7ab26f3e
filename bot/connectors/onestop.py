"""What the assistant asks of the city's one-stop system, whatever stands behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

RequestKind = Literal["appointment", "feedback", "handoff"]


@dataclass(frozen=True)
class FileState:
    """Where a file stands. What the system does not say is ''; names of persons are never taken over."""

    state: str
    procedure: str = ""
    office: str = ""
    received: str = ""
    due: str = ""
    note: str = ""


class OneStopDownError(Exception):
    """The system cannot be asked now: it is slow, refuses, or answers what cannot be read."""


class OneStop(Protocol):
    """A one-stop system."""

    def file_state(self, code: str) -> FileState | None:
        """Return where the file *code* stands, None when the system knows no such file.

        Raises OneStopDownError when it cannot be asked.
        """
        ...

    def knows_files(self) -> bool:
        """Tell whether files can be asked about."""
        ...

    def takes(self, kind: RequestKind) -> bool:
        """Tell whether requests of *kind* can be handed over."""
        ...

    def hand_over(self, kind: RequestKind, receipt: str, fields: Mapping[str, str]) -> str:
        """Hand a request over and return the system's reference for it ('' when it gives none).

        The *receipt* makes a repeated hand-over recognisable. Raises OneStopDownError when it is not taken.
        """
        ...
