"""A dialogue without Rasa: each message goes straight to the assistant, so that a test can ask."""

from __future__ import annotations

import asyncio

from pydantic_core import to_jsonable_python

from bot.answers.pipeline import Assistant
from bot.dialogue import Audience, DialogueReply
from retrieval.live import Live


class DirectDialogue:
    """Answers from what *live* publishes; keeps no conversation."""

    def __init__(self, live: Live) -> None:
        self._assistant = Assistant(live)

    async def ready(self) -> bool:
        return True

    async def say(
        self, session_id: str, message: str, audience: Audience | None, agency_id: str | None = None
    ) -> DialogueReply:
        reply = await asyncio.to_thread(
            self._assistant.answer, message, audience=audience, agency_id=agency_id
        )
        return DialogueReply(to_jsonable_python(reply.answer), {"intent": reply.query.intent})
