"""The officers' desk as the chat sees it: who is held back from the bot, and who joins the queue."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.handoff.hours import Hours, read_hours
from api.handoff.rules import Rules, adjusted, said, why
from api.handoff.rules import rules as shipped_rules
from api.ports import LiveView, MessageBox
from knowledge.clock import Clock, utc_now
from knowledge.snapshot import Snapshot
from knowledge.store.handoffs import Handoff, Handoffs, Reason
from knowledge.store.messages import Messages
from knowledge.store.requests import Requests

WITH_OFFICER = "with_officer"
"""The intent of what a citizen writes to an officer; the bot says nothing of its own to it."""
_NOT_UNDERSTOOD = ("refuse", "clarify")


@dataclass(frozen=True)
class Wait:
    """How a conversation stands in the queue: how many are before it, and minutes to wait."""

    ahead: int
    minutes: int


class Desk:
    """Decides from the rules, the directory's hours and the queue. Blocking: call it in a thread."""

    def __init__(
        self,
        handoffs: Handoffs,
        requests: Requests,
        messages: Messages,
        live: LiveView,
        log: MessageBox,
        rules: Rules | None = None,
        clock: Clock = utc_now,
    ) -> None:
        self.handoffs, self.requests, self.messages = handoffs, requests, messages
        self.rules = rules or shipped_rules()
        self.clock = clock
        self._live, self._log = live, log

    def hours(self) -> tuple[Hours, str]:
        """Return the desk's hours, read and as written."""
        try:
            services = self._live.current.snapshot.services
        except LookupError:
            services = ()
        desk = next((each for each in services if each.id == self.rules.desk), None)
        if desk is None:
            return read_hours(None, None), ""
        return read_hours(desk.hours, desk.holidays), desk.hours or ""

    def held(self, session_id: str) -> Handoff | None:
        """Return the conversation that an officer has taken over, None while the bot is to answer."""
        found = self.handoffs.of(session_id)
        return found if found is not None and found.state == "running" else None

    def hear(self, handoff: Handoff, message: str) -> None:
        """Keep what a citizen wrote to the officer."""
        self.handoffs.hear(handoff.id, message)

    def draft(self, handoff: Handoff, answer: Mapping[str, Any]) -> None:
        """Keep what the bot would have said, for the officer to approve."""
        details = {
            "understanding": answer["understanding"],
            "kind": answer["kind"],
            "sources": [
                {name: source.get(name) or "" for name in ("document", "section", "url")}
                for source in answer["sources"]
            ],
        }
        self.handoffs.draft(handoff.id, answer["text"], details)

    def concerns(self, message: str, answer: Mapping[str, Any]) -> bool:
        """Tell whether ``consider`` has anything to do; most messages need no thread and no query."""
        counted = bool(self.rules.misunderstood) and answer["kind"] in _NOT_UNDERSTOOD
        return counted or why(message, answer) is not None

    def consider(
        self, session_id: str, channel: str, message: str, answer: dict[str, Any], *, addressed: bool
    ) -> None:
        """Put the conversation into the queue when its last answer calls for it, and say so in *answer*.

        That takes the place of the bot's own way to a person, which knows nothing of the desk.
        """
        reason = why(message, answer)
        if reason is None and self._misunderstood(session_id, answer):
            reason = "misunderstood"
        if reason is None:
            return
        language = str(answer["understanding"].get("language") or "vi")
        hours, written = self.hours()
        now = self.clock()
        open_now = hours.open_at(now)
        if reason == "misunderstood" and not open_now and self.handoffs.of(session_id) is None:
            _add(answer, self._said("offer", language))
            answer["suggestions"] = [self._said("suggestion", language), *answer["suggestions"]]
            return
        handoff = self._queued(session_id, channel, message, reason, open_now=open_now, addressed=addressed)
        if open_now:
            wait = self.wait(handoff)
            told = self._said("queued", language, ahead=wait.ahead, minutes=wait.minutes)
        else:
            opens = hours.opens(now)
            after = self._said("next", language, opens=f"{opens:%H:%M %d/%m/%Y}") if opens else ""
            shown = written if hours.readable else self._said("no_hours", language)
            told = self._said("request", language, hours=shown, receipt=handoff.receipt, next=after)
        if answer["kind"] == "handoff":
            answer["text"] = f"{told}\n{said('hotline', language)}"
        else:
            _add(answer, told)
        answer["handoff"] = {"state": handoff.state}

    def _said(self, key: str, language: str, **values: object) -> str:
        found = self._edits()
        return said(key, language, found.wording_by_id.get(f"handoff.{key}") if found else None, **values)

    def _number(self, setting: str) -> float:
        """The number an administrator set, else the one of the rules."""
        name = f"handoff.{setting}"
        found = self._edits()
        edited = found.threshold_by_id.get(name) if found else None
        return adjusted(name, edited) if edited else float(getattr(self.rules, setting))

    def _edits(self) -> Snapshot | None:
        try:
            return self._live.current.snapshot
        except LookupError:
            return None

    def _queued(
        self, session_id: str, channel: str, message: str, reason: Reason, *, open_now: bool, addressed: bool
    ) -> Handoff:
        """Return the open conversation, or a new one; outside hours it has a receipt."""
        found = self.handoffs.of(session_id)
        if found is not None and (found.receipt or open_now):
            return found
        fields = {"what": message, "reason": reason, "channel": channel}
        receipt = "" if open_now else self.requests.put("handoff", fields)
        return self.handoffs.open(session_id, channel, reason, addressed=addressed, receipt=receipt)

    def wait(self, handoff: Handoff) -> Wait:
        """Return the estimate for a waiting conversation, from how long conversations lately took."""
        since = self.clock() - dt.timedelta(days=self.rules.figures_days)
        busy, minutes = self.handoffs.figures(since)
        ahead = self.handoffs.ahead(handoff)
        each = minutes if minutes is not None else self._number("minutes")
        rounds = (ahead + 1) / max(busy, 1)
        return Wait(ahead, max(1, math.ceil(rounds * each)))

    def _misunderstood(self, session_id: str, answer: Mapping[str, Any]) -> bool:
        """Tell whether this answer and those just before it were all refusals or questions back.

        The run is counted anew after as many, so that nobody is told the same with every message.
        """
        count = int(self._number("misunderstood"))
        if not count or answer["kind"] not in _NOT_UNDERSTOOD:
            return False
        self._log.flush()
        kinds = self.messages.kinds(session_id, answer["message_id"])
        run = next((n for n, kind in enumerate(kinds) if kind not in _NOT_UNDERSTOOD), len(kinds)) + 1
        return run % count == 0

    def news(self, session_id: str, after: int) -> dict[str, Any]:
        """Return what a citizen's page shows: officers' answers since the line *after*, and the state."""
        latest = self.handoffs.latest(session_id)
        if latest is None:
            return {"state": "none", "messages": [], "last": after}
        lines = self.handoffs.answers(session_id, after)
        withdrawn = latest.state == "closed" and latest.claimed_at is None
        news: dict[str, Any] = {
            "state": "none" if withdrawn else latest.state,
            "messages": [{"id": line.id, "text": line.text, "at": line.at.isoformat()} for line in lines],
            "last": lines[-1].id if lines else after,
        }
        if latest.state == "waiting" and not latest.receipt:
            wait = self.wait(latest)
            news |= {"ahead": wait.ahead, "minutes": wait.minutes}
        return news

    def forget(self, session_id: str) -> None:
        """Erase the conversations of a session."""
        self.handoffs.forget(session_id)


def held_answer(session_id: str, message_id: str, language: str) -> dict[str, Any]:
    """Return the chat contract's answer to what was written to an officer."""
    return {
        "session_id": session_id,
        "message_id": message_id,
        "kind": "handoff",
        "text": said("held", language),
        "items": [],
        "total": None,
        "sources": [],
        "suggestions": [],
        "warnings": [],
        "as_of": None,
        "understanding": {"intent": WITH_OFFICER, "confidence": 1.0, "entities": []},
        "handoff": {"state": "running"},
    }


def _add(answer: dict[str, Any], sentence: str) -> None:
    answer["text"] = f"{answer['text']}\n{sentence}"
