"""Appointments and feedback: asked for step by step, kept with a receipt, and told of by that receipt."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from bot.answers.answer import Answer
from bot.answers.cues import has_cue, without_cues
from bot.answers.forms.choice import is_cue
from bot.answers.forms.state import FORM_SLOTS, LEFT, Step
from bot.answers.procedure.catalogue import catalogue_of
from bot.answers.procedure.turn import read_turn
from bot.answers.services.replies import MOST_TRIES, again, ask, asks_something_else, is_question, stopped
from bot.answers.turn import Turn
from knowledge.clock import VIETNAM
from knowledge.dates import find_windows
from knowledge.masking import phone_of
from knowledge.store.requests import ANSWER, RECEIPT, Request, RequestKind
from knowledge.text import nfc
from retrieval.tokens import folded_syllables

FORMS: Mapping[str, RequestKind] = {"appointment_form": "appointment", "feedback_form": "feedback"}
FIELDS: Mapping[str, str] = {
    "appointment_what": "what",
    "appointment_time": "time",
    "appointment_contact": "contact",
    "feedback_text": "text",
    "feedback_contact": "contact",
}
OPTIONAL = ("feedback_contact",)
SHORTEST = {"appointment_what": 2, "feedback_text": 4}
LONGEST = 1000
TOLD = 10
"""From so many syllables on a feedback tells something, whatever question words are in it."""
_RECEIPT = re.compile(rf"(?<!\w){RECEIPT}(?!\w)", re.IGNORECASE)
_WORD = re.compile(r"(?!\d+[hg]?\d*$)\w{2,}")
"""A syllable of a word, not '15h' or '30'."""
_CLOCK = re.compile(
    r"\b\d{1,2} ?(?:h|g|giờ)(?:\d\d)?\b|\bthứ (?:hai|ba|tư|năm|sáu|[2-6])\b"
    r"|\btuần (?:sau|tới)\b|\b(?:ngày|sáng|chiều) mai\b"
)
_AFTER_COLON = re.compile(r"^[^:]{3,40}:\s*(.{12,})$", re.DOTALL)


class RequestBox(Protocol):
    """Keeps requests; ``knowledge.store.requests.Requests`` is the one in production."""

    def put(self, kind: RequestKind, fields: Mapping[str, str]) -> str:
        """Keep a request and return its receipt."""
        ...

    def get(self, receipt: str) -> Request | None:
        """Return the request of *receipt*, None when there is none."""
        ...

    def cancel(self, receipt: str) -> bool:
        """Take a waiting request back; tell whether it did."""
        ...


@dataclass(frozen=True)
class Asks:
    """Stage: opens the form for who wants an appointment or to give feedback, and answers receipts."""

    box: RequestBox | None

    def run(self, turn: Turn) -> None:
        """End the turn for a request or a receipt."""
        raw = turn.query.raw
        if self.box is None:
            return
        receipt = _RECEIPT.search(raw)
        if receipt:
            self._tell(turn, self.box, receipt[0].upper())
        elif _asks_about(turn, raw):
            return
        elif has_cue("appointment_request", raw):
            told = _told_at_once(turn, raw)
            if _next("appointment_form", told) is None:
                _keep(turn, self.box, "appointment_form", told)
            else:
                turn.finish(_question(turn, "appointment_form", told), "appointment_ask")
        elif has_cue("feedback_request", raw):
            text = _AFTER_COLON.match(raw)
            turn.finish(
                _question(turn, "feedback_form", {"feedback_text": text[1]} if text else {}), "feedback_ask"
            )

    @staticmethod
    def _tell(turn: Turn, box: RequestBox, receipt: str) -> None:
        if has_cue("cancel_request", turn.query.raw):
            key = "request.cancelled" if box.cancel(receipt) else "request.not_cancelled"
            turn.finish(Answer("answer", turn.say(key, receipt=receipt)), "request_cancel")
            return
        request = box.get(receipt)
        if request is None:
            turn.finish(Answer("refuse", turn.say("request.unknown", receipt=receipt)), "request_unknown")
            return
        lines = [
            turn.say(
                _state_key(request),
                what=turn.say(f"request.kind_{request.kind}"),
                receipt=receipt,
                created=f"{request.created_at.astimezone(VIETNAM):%H:%M %d/%m/%Y}",
            )
        ]
        if request.reference:
            lines.append(turn.say("request.reference", reference=request.reference))
        if request.fields.get(ANSWER):
            lines.append(turn.say("request.answer", answer=request.fields[ANSWER]))
        turn.finish(Answer("answer", "\n".join(lines)), "request_state")


@dataclass(frozen=True)
class RequestForm:
    """The form *name*: takes what is asked slot by slot, then keeps the request."""

    name: str
    box: RequestBox | None

    def take(self, turn: Turn) -> Step:
        """Take the reply for the slot asked; what does not fit is asked again once, a question leaves."""
        slot, raw = str(turn.context.form["slot"]), turn.query.raw.strip()
        if is_cue("stop", raw) and slot not in OPTIONAL:
            return stopped(self.name)
        value = _value(turn, slot, raw)
        told = slot == "feedback_text" and len(folded_syllables(raw)) >= TOLD and not raw.endswith("?")
        if (value is None or (slot in SHORTEST and not told)) and asks_something_else(turn):
            return LEFT
        held = turn.context.form.get("values") or {}
        if value is None:
            tries = int(turn.context.form.get("tries", 1))
            if tries >= MOST_TRIES:
                return LEFT
            if slot == "appointment_what" and _when(turn, raw) == "ahead":
                # The time came first: it is kept, and what the visit is for is still to be told.
                told_too = {"appointment_time": raw[:LONGEST]}
                return again(turn, _wording(turn, slot, told_too), told_too)
            return again(turn, turn.say(f"request.again_{slot}"))
        values = {**held, slot: value}
        if slot == "appointment_what" and "appointment_time" not in held and _says_when(turn, raw):
            values["appointment_time"] = raw[:LONGEST]
        if _next(self.name, values) is None:
            return Step({"name": self.name, "done": True, "values": values}, value=value)
        question = _question(turn, self.name, values)
        return Step(question.context["form"], question, value)

    def finish(self, turn: Turn) -> None:
        """Keep the request and tell its receipt."""
        form = turn.context.form
        if form.get("stopped") or self.box is None:
            turn.finish(Answer("smalltalk", turn.say("form.stopped")), "request_left")
            return
        _keep(turn, self.box, self.name, form["values"])


def _keep(turn: Turn, box: RequestBox, name: str, values: Mapping[str, str]) -> None:
    """End the turn: the request of the form *name* is kept, and its receipt told."""
    receipt = box.put(FORMS[name], {FIELDS[slot]: value for slot, value in values.items() if value})
    text = turn.say(f"request.kept_{FORMS[name]}", receipt=receipt)
    turn.finish(Answer("answer", text, suggestions=(receipt,)), "request_kept")


def _asks_about(turn: Turn, raw: str) -> bool:
    """Whether *raw* asks about appointments or feedback; who names a time and asks nothing wants one."""
    return has_cue("asks_about", raw) and (is_question(raw) or not _says_when(turn, raw))


def _told_at_once(turn: Turn, raw: str) -> dict[str, str]:
    """Return what the message that wants an appointment already tells, by slot."""
    named = read_turn(turn.query, catalogue_of(turn.snapshot), turn.context, turn.today).best(
        "procedure", "clarify", "outside"
    )
    phone = phone_of(raw)
    told = {
        "appointment_what": raw[:LONGEST] if named and named.weight else None,
        "appointment_time": raw[:LONGEST] if _says_when(turn, raw) else None,
        "appointment_contact": phone,
    }
    return {slot: value for slot, value in told.items() if value}


def _state_key(request: Request) -> str:
    """Return the sentence on a request's state; one for an officer goes to no other system."""
    ours = request.kind == "handoff" and request.state != "cancelled"
    return f"request.state_{request.state}" + ("_handoff" if ours else "")


def _next(name: str, values: Mapping[str, str]) -> str | None:
    return next((slot for slot in FORM_SLOTS[name] if slot not in values), None)


def _question(turn: Turn, name: str, values: Mapping[str, str]) -> Answer:
    slot = _next(name, values)
    if slot is None:
        raise ValueError(f"{name} has nothing left to ask")
    return ask(turn, name, slot, _wording(turn, slot, values), values)


def _wording(turn: Turn, slot: str, values: Mapping[str, str]) -> str:
    """Return the question for *slot*; where the time is told already, it says that it was taken."""
    beside_time = slot == "appointment_what" and "appointment_time" in values
    return turn.say("request.what_beside_time" if beside_time else f"request.ask_{slot}")


def _value(turn: Turn, slot: str, raw: str) -> str | None:
    """Return what *raw* says for *slot*, None when it does not fit."""
    if slot.endswith("_contact"):
        if slot in OPTIONAL and (is_cue("stop", raw) or is_cue("skip", raw)):
            return ""
        return phone_of(raw)
    if slot == "appointment_time":
        return raw[:LONGEST] if _when(turn, raw) == "ahead" else None
    if slot == "appointment_what" and _only_a_time(turn, raw):
        return None
    return raw[:LONGEST] if len(folded_syllables(raw)) >= SHORTEST[slot] else None


def _only_a_time(turn: Turn, raw: str) -> bool:
    """Whether *raw* says when, and nothing else."""
    if _when(turn, raw) == "none":
        return False
    left = folded_syllables(without_cues("around_time", raw))
    return not any(_WORD.fullmatch(syllable) for syllable in left)


def _says_when(turn: Turn, raw: str) -> bool:
    """Whether *raw* surely names a time to come: 'hộ chiếu' folds to 'chiều', so accents count here."""
    return _when(turn, raw) == "ahead" and (
        bool(find_windows(raw, turn.today)) or bool(_CLOCK.search(nfc(raw).lower()))
    )


def _when(turn: Turn, raw: str) -> Literal["ahead", "past", "none"]:
    ends = [window.last for window in find_windows(raw, turn.today) if window.last is not None]
    if ends:
        return "past" if max(ends) < turn.today else "ahead"
    return "ahead" if has_cue("time_of_day", raw) else "none"
