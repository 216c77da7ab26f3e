"""Where Rasa keeps conversations: bounded, on disk, and gone when they have expired.

Rasa's own stores grow with every message and send all of it to the action endpoint each turn. Our
rules need the slots, the active loop and the last turn, so that is what is kept.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import structlog
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from knowledge.masking import mask

logger = structlog.get_logger()
KEPT_IN_MEMORY = 2000
KEPT_SECONDS = 24 * 3600
_SWEEP_EVERY_SECONDS = 600


class ConversationStore(TrackerStore):
    """One row per conversation in SQLite; the recently used ones also in memory."""

    def __init__(self, domain: Domain | None, path: str, event_broker: Any = None, host: Any = None) -> None:
        super().__init__(domain, event_broker)
        file = Path(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(file, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS conversation "
            "(id TEXT PRIMARY KEY, changed REAL NOT NULL, events TEXT NOT NULL)"
        )
        self._db.execute("CREATE INDEX IF NOT EXISTS conversation_changed ON conversation (changed)")
        self._recent: OrderedDict[str, tuple[float, list[Event]]] = OrderedDict()
        self._unwritten: set[str] = set()
        self._swept = 0.0

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep what the next turn needs of *tracker*."""
        events, now = compact(tracker), time.time()
        self._remember(tracker.sender_id, now, events)
        try:
            self._write(tracker.sender_id, now, events)
            self._unwritten.discard(tracker.sender_id)
        except sqlite3.OperationalError as error:
            self._unwritten.add(tracker.sender_id)
            # A full disk must not silence the assistant: the conversation goes on in memory.
            logger.error("conversation_not_written", error=str(error))

    def _write(self, sender_id: str, now: float, events: list[Event]) -> None:
        self._db.execute(
            "INSERT INTO conversation VALUES (?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET changed = excluded.changed, events = excluded.events",
            (sender_id, now, _written(events)),
        )
        if now - self._swept > _SWEEP_EVERY_SECONDS:
            self._swept = now
            self._db.execute("DELETE FROM conversation WHERE changed < ?", (now - KEPT_SECONDS,))

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the conversation, or None when there is none, or none any more.

        What is remembered counts as long as it is what lies on disk: other processes erase and go on.
        """
        changed, events = self._recent.get(sender_id, (0.0, []))
        if sender_id not in self._unwritten:
            row = self._db.execute(
                "SELECT changed, events FROM conversation WHERE id = ?", (sender_id,)
            ).fetchone()
            if row is None:
                self._recent.pop(sender_id, None)
                return None
            if row[0] != changed:
                changed = row[0]
                events = [event for event in map(Event.from_parameters, json.loads(row[1])) if event]
        self._remember(sender_id, changed, events)
        return DialogueStateTracker.from_events(sender_id, events, self.domain.slots)

    async def keys(self) -> Iterable[str]:
        """Return the ids of all kept conversations."""
        return [row[0] for row in self._db.execute("SELECT id FROM conversation")]

    def forget(self, sender_id: str) -> None:
        """Erase a conversation, in memory and on disk."""
        self._recent.pop(sender_id, None)
        self._unwritten.discard(sender_id)
        self._db.execute("DELETE FROM conversation WHERE id = ?", (sender_id,))

    def _remember(self, sender_id: str, changed: float, events: list[Event]) -> None:
        self._recent[sender_id] = changed, events
        self._recent.move_to_end(sender_id)
        if len(self._recent) > KEPT_IN_MEMORY:
            self._recent.popitem(last=False)


def _written(events: Iterable[Event]) -> str:
    """Return *events* as kept on disk: without the personal numbers and file codes that were typed."""
    return json.dumps([_masked(event.as_dict()) for event in events], ensure_ascii=False)


def _masked(value: Any) -> Any:
    """Mask every text in *value*: what was typed also stands in slots ('question')."""
    if isinstance(value, dict):
        return {key: _masked(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_masked(item) for item in value]
    return mask(value) if isinstance(value, str) else value


def compact(tracker: DialogueStateTracker) -> list[Event]:
    """Return the events that rebuild *tracker*'s state: session, slots, loop, last turn less its answer.

    The last user message stays, because Rasa measures the silence that ends a session from it.
    """
    events = list(tracker.events)
    last_user = next((i for i in range(len(events) - 1, -1, -1) if isinstance(events[i], UserUttered)), None)
    if (
        last_user is None
        or not isinstance(events[-1], ActionExecuted)
        or events[-1].action_name != ACTION_LISTEN_NAME
    ):
        return events
    started = next((event for event in events if isinstance(event, SessionStarted)), None)
    kept: list[Event] = [started] if started else []
    stamp = events[last_user].timestamp
    kept += [
        SlotSet(name, slot.value, timestamp=stamp)
        for name, slot in tracker.slots.items()
        if slot.value is not None
    ]
    if tracker.active_loop:
        kept.append(ActiveLoop(tracker.active_loop.name, timestamp=stamp))
    kept += [ActionExecuted(ACTION_LISTEN_NAME, timestamp=stamp), *map(_without_answer, events[last_user:])]
    return kept


def _without_answer(event: Event) -> Event:
    """Leave the answer out of what the bot said: no rule reads it, and every later call would carry it."""
    return BotUttered(timestamp=event.timestamp) if isinstance(event, BotUttered) else event
