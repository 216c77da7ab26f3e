"""Sending one message of the outbox, and deciding what its outcome means."""

from __future__ import annotations

import asyncio
import datetime as dt

import structlog

from api.channels.channel import Channel
from api.channels.message import Message, Sent
from api.channels.replies import dressed
from knowledge.clock import VIETNAM
from knowledge.store.outbox import Outgoing

_log = structlog.get_logger("channel")


class Sending:
    """Sends messages of one channel."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._limits = channel.limits

    async def __call__(self, outgoing: Outgoing) -> str:
        """Deal with one message; return the outcome's name."""
        outbox = self._channel.outbox
        useless = self._useless(outgoing)
        if useless:
            await asyncio.to_thread(outbox.drop, outgoing, useless, dead=False)
            return useless
        message = Message.of(outgoing.payload)
        sent = await self._channel.adapter.send(outgoing.user_id, message)
        now = self._channel.clock()
        if sent.verdict == "sent":
            await asyncio.to_thread(outbox.sent, outgoing, sent.message_id, now)
            if self._channel.alarmed:
                await asyncio.to_thread(self._channel.pause, None, "")
            return "sent"
        _log.warning("not_sent", channel=self._channel.name, message=outgoing.id, error=sent.error)
        await self._failed(outgoing, message, sent, now)
        return sent.verdict

    async def _failed(self, outgoing: Outgoing, message: Message, sent: Sent, now: dt.datetime) -> None:
        outbox, verdict, error = self._channel.outbox, sent.verdict, sent.error
        if sent.pause is not None:
            await asyncio.to_thread(self._channel.pause, now + sent.pause, "")
        if verdict == "give_up":
            await asyncio.to_thread(outbox.drop, outgoing, error, dead=False)
        elif verdict == "content" and message.buttons:
            # A platform that refuses the buttons may still take the same choices as text.
            plain = dressed(message.text, message.buttons, buttons=False).payload()
            await asyncio.to_thread(outbox.again, outgoing, now, error, arrived=False, payload=plain)
        elif verdict == "night":
            await asyncio.to_thread(
                outbox.again, outgoing, morning(now, self._limits.night), error, arrived=False
            )
        elif verdict == "alarm":
            until = now + dt.timedelta(seconds=self._limits.alarm_pause)
            await asyncio.to_thread(self._channel.pause, until, error)
            await asyncio.to_thread(outbox.again, outgoing, until, error, arrived=False)
        else:
            await self._again(outgoing, sent, now)

    async def _again(self, outgoing: Outgoing, sent: Sent, now: dt.datetime) -> None:
        pauses = self._limits.outbox_retries
        if sent.verdict == "content" or outgoing.attempt > len(pauses):
            await asyncio.to_thread(self._channel.outbox.drop, outgoing, sent.error, dead=True)
            return
        at = now + dt.timedelta(seconds=pauses[outgoing.attempt - 1])
        arrived = False if sent.verdict == "retry" else None
        await asyncio.to_thread(self._channel.outbox.again, outgoing, at, sent.error, arrived=arrived)

    def _useless(self, outgoing: Outgoing) -> str:
        """Return why the message must not be sent now or ever, '' when it may."""
        now = self._channel.clock()
        if outgoing.last_in is None or outgoing.sent_since is None:
            return "unknown_user"
        if now - outgoing.created_at > dt.timedelta(hours=self._limits.answer_age_hours):
            return "too_old"
        if now - outgoing.last_in > dt.timedelta(days=self._limits.window_days):
            return "window"
        return "quota" if outgoing.sent_since >= self._limits.free_messages else ""


def morning(now: dt.datetime, night: tuple[int, int]) -> dt.datetime:
    """Return when the night that *now* lies in (or the next one) is over."""
    local = now.astimezone(VIETNAM)
    end = local.replace(hour=night[1], minute=0, second=0, microsecond=0)
    return end if end > local else end + dt.timedelta(days=1)
