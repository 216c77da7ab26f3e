"""What a conversation still knows after a silence, with the clock moved on instead of waiting."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path
from unittest.mock import patch

from bot.rasa.conversations import ConversationStore

SESSION_MINUTES = 30
_SLOTS = {"task_id": "3.n", "place_id": "da-nang"}


def check_silence(model: Path) -> None:
    """Stop unless a silence just under the half hour keeps the slots and one just over it drops them."""
    for minutes, kept in ((0, True), (SESSION_MINUTES - 1, True), (SESSION_MINUTES + 1, False)):
        for restarted in (False, True):
            known = asyncio.run(_known_after(model, minutes, restarted=restarted))
            if known != (_SLOTS if kept else {}):
                raise SystemExit(f"after {minutes} minutes (restarted: {restarted}) Rasa knows {known}")


async def _known_after(model: Path, minutes: int, *, restarted: bool) -> dict[str, str]:
    """Return the slots set a message ago, *minutes* later; *restarted*: read from disk by a new store."""
    from rasa.core.agent import Agent
    from rasa.shared.core.events import ActionExecuted, SessionStarted, SlotSet, UserUttered

    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder) / "conversations.db")
        store = ConversationStore(None, file)
        agent = Agent(tracker_store=store)
        agent.load_model(str(model))
        tracker = await store.get_or_create_tracker("someone")
        tracker.update_with_events(
            [
                SessionStarted(),
                ActionExecuted("action_listen"),
                UserUttered("hạn khi nào", {"name": "ask_deadline"}),
                *(SlotSet(name, value) for name, value in _SLOTS.items()),
                ActionExecuted("action_answer"),
                ActionExecuted("action_listen"),
            ],
            agent.domain,
        )
        await store.save(tracker)
        if restarted:
            agent = Agent(tracker_store=ConversationStore(agent.domain, file))
            agent.load_model(str(model))
        now = time.time() + minutes * 60
        with patch("rasa.core.processor.time.time", lambda: now):
            found = await agent.processor.fetch_tracker_and_update_session("someone")
        return {name: slot.value for name, slot in found.slots.items() if slot.value is not None}
