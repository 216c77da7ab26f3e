"""Answering one event: what was asked goes the one path of all channels, the rest is answered kindly."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any, Protocol

import structlog

from api.channels import menus
from api.channels.channel import Channel
from api.channels.replies import answer_letters, notice, rest_letters, survey_letter
from api.channels.texts import has_text, text
from api.handoff.desk import WITH_OFFICER, Desk
from api.problems import Problem
from api.survey import survey
from api.welcome import welcome
from knowledge.store.channels import Switch
from knowledge.store.feedback import Verdict
from knowledge.store.inbox import Letter, Memory, Settled, Taken

_log = structlog.get_logger("channel")
_LONG_AGO = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)
_PART_OF_LEASE = 0.8
Ask = Callable[[str, str], Awaitable[Mapping[str, Any]]]
Forget = Callable[[str], Awaitable[None]]
Hear = Callable[[str, str, str], str | None]


class Rate(Protocol):
    """Keeps what a user thought of an answer."""

    def __call__(self, message_id: str, verdict: Verdict, reason: str) -> None:
        """Keep a verdict."""


class Score(Protocol):
    """Keeps what a user thought of a conversation."""

    def __call__(self, session_id: str, channel: str, question: str, score: int, comment: str) -> None:
        """Keep a score."""


class Answering:
    """Works off events of one channel.

    *ask* answers a message of a session as the chat contract says; *rate* keeps verdicts, None where
    the installation keeps none; *forget* makes the dialogue forget a session;
    *score* keeps answers to the survey, None where there is none; *hear* replies to messages about
    reminders (channel, user and message; None for other messages); *officers* take conversations over,
    None where there are none.
    """

    def __init__(
        self,
        channel: Channel,
        ask: Ask,
        rate: Rate | None,
        forget: Forget,
        score: Score | None = None,
        hear: Hear | None = None,
        officers: Desk | None = None,
    ) -> None:
        self._channel = channel
        self._ask = ask
        self._rate = rate
        self._forget = forget
        self._score = score
        self._hear = hear
        self._officers = officers
        self._limits = channel.limits

    async def __call__(self, taken: Taken) -> str:
        """Settle one event; return 'answered', 'skipped', 'retried' or 'dead'."""
        retries = self._limits.inbox_retries
        if taken.attempt > len(retries) + 1:
            return await self._bury(taken, "crashed")
        try:
            return await self._settle(taken)
        except (
            Exception
        ) as error:  # whatever went wrong, the event is tried again and then kept for operators
            reason = error.code if isinstance(error, Problem) else type(error).__name__
            _log.warning("event_failed", channel=self._channel.name, item=taken.id, error=reason)
            if taken.attempt > len(retries):
                return await self._bury(taken, reason)
            at = self._channel.clock() + dt.timedelta(seconds=retries[taken.attempt - 1])
            await asyncio.to_thread(self._channel.inbox.retry, taken, at, reason)
            return "retried"

    async def _settle(self, taken: Taken) -> str:
        event, people = taken.event, self._channel.people
        switch = await asyncio.to_thread(self._channel.switch)
        if not event.user_id or (switch.account and event.account and switch.account != event.account):
            return await self._close(taken, "skipped")
        if event.kind == "withdraw":
            session = await asyncio.to_thread(people.forget, event.user_id, event.sent_at)
            if session:
                await self._forget(session)
            return await self._close(taken)
        if event.kind == "unfollow":
            await asyncio.to_thread(people.leave, event.user_id)
            return await self._close(taken)
        if event.kind == "human":
            memory = (await asyncio.to_thread(people.meet, event.user_id, _LONG_AGO)).memory
            memory.silent_until = event.sent_at + dt.timedelta(minutes=self._limits.human_minutes)
            return await self._close(taken, memory=memory)
        return await self._reply(taken, switch)

    async def _reply(self, taken: Taken, switch: Switch) -> str:
        event = taken.event
        user = await asyncio.to_thread(self._channel.people.meet, event.user_id, taken.received_at)
        memory = user.memory
        if memory.silent_until is not None and memory.silent_until > self._channel.clock():
            return await self._close(taken, memory=memory)
        if switch.state == "off":
            return await self._once(taken, memory, "closed", notice(switch.notice or text("closed")))
        held = await asyncio.to_thread(self._officers.held, user.session) if self._officers else None
        if self._officers is not None and held is not None and has_text(f"heard_{event.kind}"):
            await asyncio.to_thread(self._officers.hear, held, text(f"heard_{event.kind}"))
            return await self._close(taken, memory=memory)
        if event.kind in ("follow", "chat_now"):
            return await self._greet(taken, memory)
        if event.kind != "text":
            said = text(event.kind if has_text(event.kind) else "other")
            return await self._close(taken, letters=[notice(said)], memory=memory)
        if self._hear is not None:
            replied = await asyncio.to_thread(self._hear, self._channel.name, event.user_id, event.text)
            if replied is not None:
                return await self._close(taken, letters=[notice(replied)], memory=memory)
        choice = menus.chosen(event.text, memory.menus)
        # An officer reads everything that was written; only the bot leaves out what a flood is made of.
        if (
            choice is None
            and held is None
            and await asyncio.to_thread(self._channel.inbox.behind, taken) >= self._limits.backlog
        ):
            return await self._once(taken, memory, "flood", notice(text("flood")), "skipped")
        letters = await self._chosen(choice, memory, user.session) if choice else None
        if letters is None:
            whole = self._channel.adapter.seal.open(event.sealed, event.text)
            asked = choice.text if choice else whole
            letters = await self._asked(user.session, asked, memory)
        return await self._close(taken, letters=letters, memory=memory)

    async def _asked(self, session: str, message: str, memory: Memory) -> list[Letter]:
        # Given up before the lease ends, so that no other worker asks the same meanwhile.
        async with asyncio.timeout(self._limits.inbox_lease * _PART_OF_LEASE):
            answer = await self._ask(session, message)
        if answer["understanding"]["intent"] == WITH_OFFICER:
            return []
        letters, menu = answer_letters(answer, buttons=self._buttons, rated=self._rate is not None)
        memory.menus = menus.remember(memory.menus, menu)
        # People say thanks after every answer; once a day is enough to be asked how it was.
        often = dt.timedelta(hours=self._limits.survey_again_hours)
        if self._score is not None and survey().ended_by(answer) and self._due(memory, "survey", often):
            letters.append(self._survey(memory))
        return letters

    def _survey(self, memory: Memory) -> Letter:
        letter, menu = survey_letter(buttons=self._buttons)
        memory.menus = menus.remember(memory.menus, menu)
        return letter

    async def _chosen(self, choice: menus.Choice, memory: Memory, session: str) -> list[Letter] | None:
        """Return what a choice is answered with, None when it is a question to ask."""
        if choice.action == "say":
            return None
        if choice.action == "more" and choice.text:
            letters, menu = rest_letters(choice.answer_id, choice.text, buttons=self._buttons)
            memory.menus = menus.remember(memory.menus, menu)
            return letters
        if choice.action == "score" and self._score is not None:
            keep = partial(self._score, session, self._channel.name, survey().questions[0].id)
            await asyncio.to_thread(keep, int(choice.text), "")
            return [notice(survey().thanks.vi)]
        if self._rate is None or choice.action in ("stale", "more", "score"):
            return [notice(text("stale_button"))]
        if choice.action == "helpful":
            await asyncio.to_thread(self._rate, choice.answer_id, "helpful", "")
            return [notice(text("thanks"))]
        reason = choice.text if choice.action == "reason" else ""
        await asyncio.to_thread(self._rate, choice.answer_id, "unhelpful", reason)
        if reason:
            return [notice(text("thanks"))]
        menu = menus.reason_menu(choice.answer_id)
        memory.menus = menus.remember(memory.menus, menu)
        return [notice(text("why"), menu.buttons, buttons=self._buttons)]

    async def _greet(self, taken: Taken, memory: Memory) -> str:
        menu = menus.answer_menu("", welcome()["suggestions"]["citizen"], "", rated=False)
        memory.menus = menus.remember(memory.menus, menu)
        letter = notice(text("greeting"), menu.buttons, buttons=self._buttons)
        return await self._once(taken, memory, "greeting", letter)

    async def _once(
        self, taken: Taken, memory: Memory, key: str, letter: Letter, state: Settled = "done"
    ) -> str:
        """Close with a notice, unless the user was told the same a moment ago."""
        due = self._due(memory, key, dt.timedelta(seconds=self._limits.tell_again))
        return await self._close(taken, state, [letter] if due else [], memory)

    def _due(self, memory: Memory, key: str, again: dt.timedelta) -> bool:
        """Tell whether *key* was not told within *again*, and note that it is told now."""
        moment, last = self._channel.clock(), memory.told.get(key)
        if last is not None and moment - dt.datetime.fromisoformat(last) < again:
            return False
        memory.told = {**memory.told, key: moment.isoformat()}
        return True

    async def _close(
        self,
        taken: Taken,
        state: Settled = "done",
        letters: Sequence[Letter] = (),
        memory: Memory | None = None,
    ) -> str:
        settle = self._channel.inbox.settle
        kept = await asyncio.to_thread(settle, taken, state, letters, memory, self._channel.clock())
        if not kept:
            return "lost"
        return "answered" if state == "done" else "skipped"

    async def _bury(self, taken: Taken, reason: str) -> str:
        letters = [notice(text("apology"))] if taken.event.kind == "text" else []
        await asyncio.to_thread(self._channel.inbox.bury, taken, reason, letters, self._channel.clock())
        _log.error("event_dead", channel=self._channel.name, item=taken.id, error=reason)
        return "dead"

    @property
    def _buttons(self) -> bool:
        return self._channel.adapter.buttons
