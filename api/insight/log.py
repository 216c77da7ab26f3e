"""The log of messages: answers never wait for it. A thread writes what has gathered once a second."""

from __future__ import annotations

import datetime as dt
import queue
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import structlog

from api.privacy import mask
from knowledge.clock import utc_now
from knowledge.store.messages import Message, Messages, session_key

_log = structlog.get_logger(__name__)
_WAITING = 10_000
_BATCH = 500
_LONGEST = 4_000
_PURGE_SECONDS = 3600.0


def kept_of(messages: Messages, session_id: str) -> list[dict[str, str]]:
    """Return time, channel, message and answer of every message kept of a conversation."""
    return [
        {"at": item.at.isoformat(), "channel": item.channel, "message": item.text, "answer": item.answer}
        for item in messages.of_session(session_id)
    ]


class MessageLog:
    """Keeps messages and answers, masked, for *days* days; beyond 10,000 waiting ones they are left out.

    *purges* erase what belongs to the same conversations elsewhere, at the same age.
    """

    def __init__(
        self, messages: Messages, days: int, purges: Sequence[Callable[[dt.datetime], int]] = ()
    ) -> None:
        self._purges = (messages.purge, *purges)
        self._messages = messages
        self._days = days
        self._waiting: queue.Queue[Message] = queue.Queue(_WAITING)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="messages", daemon=True)
        self._purged = float("-inf")

    def start(self) -> None:
        """Begin writing."""
        self._thread.start()

    def close(self) -> None:
        """Write what waits and stop."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)
        self.flush()

    def note(self, session_id: str, channel: str, text: str, answer: Mapping[str, Any], ms: float) -> None:
        """Take one exchange in; *answer* is the chat contract's."""
        understood = answer["understanding"]
        message = Message(
            id=answer["message_id"],
            at=utc_now(),
            session=session_key(session_id),
            channel=channel[:20],
            language=str(understood.get("language") or "vi")[:5],
            text=mask(text)[:_LONGEST],
            kind=answer["kind"],
            intent=str(understood.get("intent") or "")[:60],
            answer=mask(answer["text"])[:_LONGEST],
            sources=tuple(
                " ".join(str(source.get(name) or "") for name in ("document", "section")).strip()
                for source in answer["sources"]
            ),
            milliseconds=round(ms, 1),
        )
        try:
            self._waiting.put_nowait(message)
        except queue.Full:
            _log.warning("message_not_logged")

    def flush(self) -> int:
        """Write what waits; return how many. What cannot be written now waits on."""
        batch: list[Message] = []
        while len(batch) < _BATCH and not self._waiting.empty():
            batch.append(self._waiting.get_nowait())
        if not batch:
            return 0
        try:
            self._messages.add(batch)
        except Exception as error:  # the database may be away for a while
            _log.error("messages_not_written", error=type(error).__name__, count=len(batch))
            for message in batch:
                if not self._waiting.full():
                    self._waiting.put_nowait(message)
            return 0
        return len(batch)

    def purge(self) -> None:
        """Erase what is older than the retention period."""
        before = utc_now() - dt.timedelta(days=self._days)
        for purge in self._purges:
            purge(before)

    def of_session(self, session_id: str) -> list[dict[str, str]]:
        """Return what is kept of a conversation, as plain values for its owner."""
        self.flush()
        return kept_of(self._messages, session_id)

    def forget(self, session_id: str) -> int:
        """Erase the messages of a conversation; return how many there were."""
        self.flush()
        return self._messages.forget(session_id)

    def _run(self) -> None:
        while not self._stop.wait(1.0):
            while self.flush() == _BATCH:
                pass
            if time.monotonic() - self._purged > _PURGE_SECONDS:
                self._purged = time.monotonic()
                try:
                    self.purge()
                except Exception as error:  # as above; tried again in an hour
                    _log.error("messages_not_purged", error=type(error).__name__)
