"""What the HTTP service needs from the rooms below, as small protocols."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

from knowledge.snapshot import Snapshot
from knowledge.store.feedback import Verdict

Check = Callable[[], Awaitable[bool]]


class PublishedView(Protocol):
    """What is published: one snapshot (and, for others, the index built from it)."""

    @property
    def snapshot(self) -> Snapshot:
        """The published records."""


class FeedbackBox(Protocol):
    """Keeps what users thought of answers."""

    def put(self, message_id: str, verdict: Verdict, reason: str) -> None:
        """Keep one verdict; a later one on the same answer replaces it."""


class SatisfactionBox(Protocol):
    """Keeps what users thought of conversations."""

    def put(self, session_id: str, channel: str, question: str, score: int, comment: str) -> None:
        """Keep one score; a later one on the same question replaces it."""

    def forget(self, session_id: str) -> int:
        """Erase the scores of a conversation."""


class ConversationBox(Protocol):
    """Gives and erases what is kept of a conversation."""

    def export(self, session_id: str) -> dict[str, Any] | None:
        """Return what is kept, None when nothing is."""

    def erase(self, session_id: str) -> bool:
        """Erase it; tell whether there was something."""


class MessageBox(Protocol):
    """Keeps messages with their answers, masked, for those who look after the assistant."""

    def note(self, session_id: str, channel: str, text: str, answer: Mapping[str, Any], ms: float) -> None:
        """Take one exchange in, without making anybody wait."""

    def flush(self) -> int:
        """Write what waits; return how many."""

    def of_session(self, session_id: str) -> list[dict[str, str]]:
        """Return what is kept of a conversation, as plain values for its owner."""

    def forget(self, session_id: str) -> int:
        """Erase the messages of a conversation; return how many there were."""


class LiveView(Protocol):
    """Gives what serves now; ``current`` raises LookupError while nothing is published."""

    @property
    def current(self) -> PublishedView:
        """The published pair."""
