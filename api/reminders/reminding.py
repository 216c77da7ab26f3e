"""What is due soon for whoever wants to know, told by the way they chose."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import structlog

from api.accounts.directory import Account
from api.accounts.own import PERMISSION
from api.accounts.roles import Principal
from api.channels.channel import Channel
from api.channels.replies import notice
from api.channels.split import split
from api.ports import LiveView
from api.reminders import rules as words
from api.reminders.rules import Rules, said
from bot.answers.agency import Due, agenda
from bot.answers.excerpt import shorten
from knowledge.agencies import Registry
from knowledge.clock import VIETNAM, Clock, utc_now
from knowledge.store.reminders import Choice, Occasion, Reminders, Subscriber

_log = structlog.get_logger("reminders")
_CONTENT = 110
_STOP_SECONDS = 10.0


class Reminding:
    """Looks for what is due, and links users of channels. Blocking: call it in a thread.

    Several processes may look: whatever one has told, the others leave alone.
    """

    def __init__(
        self,
        box: Reminders,
        live: LiveView,
        channels: Mapping[str, Channel],
        rules: Rules | None = None,
        clock: Clock = utc_now,
    ) -> None:
        self.box = box
        self.rules = rules or words.rules()
        self.clock = clock
        self._live, self._channels = live, channels
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="reminders", daemon=True)

    # --- looking ---

    def start(self) -> None:
        """Look now and then from now on."""
        self._thread.start()

    def close(self) -> None:
        """Stop looking."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=_STOP_SECONDS)

    def look(self) -> int:
        """Remind everybody of what is due and was not told; return how much that was."""
        now = self.clock()
        self.box.purge(self._today() - dt.timedelta(days=self.rules.keep_days))
        count = 0
        for subscriber in self.box.subscribers():
            due = self._due(subscriber)
            if not due:
                continue
            occasions = _occasions(due)
            letters = partial(self._letters, subscriber, due)
            choice = subscriber.choice
            if choice.web:
                count += self.box.remind(subscriber.account_id, "web", occasions, now, letters)
            if choice.messaging and self._may_write(choice, now):
                count += self.box.remind(subscriber.account_id, "messaging", occasions, now, letters)
        return count

    def _due(self, subscriber: Subscriber) -> list[Due]:
        principal = Principal(subscriber.name, subscriber.role, subscriber.agency_id)
        if subscriber.agency_id is None or not principal.may(PERMISSION).allowed:
            return []
        return self._soon(subscriber.agency_id, subscriber.choice.days)

    def _soon(self, agency_id: str, days: int) -> list[Due]:
        """Return an agency's tasks whose day comes within *days*, the next first."""
        try:
            snapshot = self._live.current.snapshot
        except LookupError:
            return []
        today = self._today()
        items = agenda(snapshot, Registry.default(), agency_id, today).items
        return sorted(
            (item for item in items if item.day and today <= item.day <= today + dt.timedelta(days=days)),
            key=lambda item: (item.day or today, item.task.id),
        )

    def _may_write(self, choice: Choice, now: dt.datetime) -> bool:
        """Tell whether the platform takes a message to the linked user now; if not, it waits, untold."""
        channel = self._channels.get(choice.channel)
        if channel is None or channel.status() != "on":
            return False
        first, last = self.rules.hours
        return self.reachable(choice) and first <= now.astimezone(VIETNAM).hour < last

    def reachable(self, choice: Choice) -> bool:
        """Tell whether the platform's window for messages to the linked user is open."""
        channel = self._channels.get(choice.channel)
        if channel is None or choice.last_in is None:
            return False
        limits = channel.limits
        fresh = self.clock() - choice.last_in <= dt.timedelta(days=limits.window_days)
        return fresh and (choice.sent_since or 0) < limits.free_messages

    # --- telling ---

    def tell(self, account: Account) -> dict[str, Any] | None:
        """Return what the account is to be shown on the web now, None when nothing; it counts as shown."""
        found = self.waiting(account)
        if found is not None:
            self.box.seen(account.id, self.clock())
        return found

    def waiting(self, account: Account) -> dict[str, Any] | None:
        """Return what the account is to be shown on the web, None when nothing."""
        unseen = set(self.box.unseen(account.id)) if account.agency_id else set()
        if not unseen or account.agency_id is None:
            return None
        days = self.box.choice(account.id).days
        due = [item for item in self._soon(account.agency_id, days) if _occasion(item) in unseen]
        return {"text": self._text(account.agency_id, days, due)} if due else None

    def _letters(
        self, subscriber: Subscriber, due: Sequence[Due], new: Sequence[Occasion]
    ) -> Iterable[Mapping[str, Any]]:
        told = [item for item in due if _occasion(item) in new]
        text = self._text(subscriber.agency_id or "", subscriber.choice.days, told)
        channel = self._channels[subscriber.choice.channel]
        for part in split(f"{text}\n{said('stop')}", channel.limits.message_length):
            yield notice(part, buttons=channel.adapter.buttons).payload

    def _text(self, agency_id: str, days: int, due: Sequence[Due]) -> str:
        known = Registry.default().get(agency_id)
        agency = known.full_name if known else agency_id
        lines = [said("head", agency=agency, count=len(due), days=days)]
        lines += [self._line(number, item) for number, item in enumerate(due[: self.rules.listed], 1)]
        if len(due) > self.rules.listed:
            lines.append(said("more", count=len(due) - self.rules.listed))
        return "\n".join(lines)

    def _line(self, number: int, item: Due) -> str:
        document = self._live.current.snapshot.document_by_id[item.task.document_id]
        left = item.days(self._today())
        return said(
            "line",
            number=number,
            place=f"{document.number or shorten(document.title, 60)}, {item.task.row}",
            content=shorten(item.task.content, _CONTENT),
            day=f"{item.day:%d/%m/%Y}",
            left=said("left", days=left) if left else said("today"),
            role=said(item.role),
        )

    # --- the link ---

    @property
    def channel(self) -> Channel | None:
        """The messaging channel that can be linked, None when none is set up."""
        return next((each for each in self._channels.values() if each.adapter.configured == "on"), None)

    def code(self, account: Account) -> str:
        """Return a new code, as it is to be typed, that links a user of a channel to *account*."""
        until = self.clock() + dt.timedelta(minutes=self.rules.code_minutes)
        return words.written(self.box.code(account.id, until))

    def hear(self, channel: str, user_id: str, message: str) -> str | None:
        """Return the reply to a message about reminders, None for any other message."""
        if words.stops(message):
            return said("unlinked" if self.box.unlink_user(channel, user_id) else "not_linked")
        code = words.typed(message)
        if code is None:
            return None
        return said("linked" if self.box.link(channel, user_id, code, self.clock()) else "wrong")

    def _today(self) -> dt.date:
        return self.clock().astimezone(VIETNAM).date()

    def _run(self) -> None:
        while True:
            try:
                if count := self.look():
                    _log.info("reminded", count=count)
            except Exception as error:  # the database may be away for a while; looked at again soon
                _log.error("reminders_failed", error=type(error).__name__)
            if self._stop.wait(self.rules.look_seconds):
                return


def _occasion(item: Due) -> Occasion:
    return item.task.id, item.day or dt.date.min


def _occasions(due: Iterable[Due]) -> list[Occasion]:
    return list(map(_occasion, due))
