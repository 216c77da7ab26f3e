"""Where a citizen's file stands: asks for its code and looks it up, or points to the portal."""

from __future__ import annotations

import re

from bot.answers.answer import Answer
from bot.answers.cues import has_cue
from bot.answers.forms.choice import is_cue
from bot.answers.forms.state import LEFT, Step
from bot.answers.services.own_file import asks_how_far
from bot.answers.services.replies import MOST_TRIES, again, ask, asks_something_else, stopped
from bot.answers.turn import Turn
from bot.connectors import FileState, OneStop, OneStopDownError
from knowledge.masking import file_code_of

NAME, SLOT = "file_status_form", "file_code"
SHOWN = 4
"""Of a code only so many last characters are repeated."""
_LIKE_A_CODE = re.compile(r"\d{3,}")
_LINES = ("procedure", "office", "received", "due", "note")


class FileStatus:
    """Stage and form; *onestop* None means that no system is connected."""

    def __init__(self, onestop: OneStop | None) -> None:
        self._onestop = onestop if onestop is not None and onestop.knows_files() else None

    def run(self, turn: Turn) -> None:
        """End the turn for a question on one's own file."""
        code = file_code_of(turn.query.raw)
        asks = turn.query.intent == "file_status" or has_cue("file_status", turn.query.raw)
        asks = asks and asks_how_far(turn.query)
        if code is not None:
            self._tell(turn, code)
        elif asks and self._onestop is not None and not turn.query.document_ids:
            turn.finish(ask(turn, NAME, SLOT, turn.say("file.ask"), {}), "file_ask")

    def take(self, turn: Turn) -> Step:
        """Take the code out of the message; what looks like a wrong one is asked for again."""
        code = file_code_of(turn.query.raw)
        if code is not None:
            return Step({"name": NAME, "done": True, "code": code}, value=_masked(code))
        if is_cue("stop", turn.query.raw):
            return stopped(NAME)
        if is_cue("unsure", turn.query.raw) or has_cue("lost_code", turn.query.raw):
            return Step({"name": NAME, "done": True, "lost": True}, value="")
        tries = int(turn.context.form.get("tries", 1))
        tried = bool(_LIKE_A_CODE.search(turn.query.raw)) and not asks_something_else(turn)
        return again(turn, turn.say("file.again")) if tried and tries < MOST_TRIES else LEFT

    def finish(self, turn: Turn) -> None:
        """Look the code up and tell."""
        form = turn.context.form
        if form.get("code"):
            self._tell(turn, str(form["code"]))
        else:
            key = "file.lost" if form.get("lost") else "form.stopped"
            turn.finish(Answer("answer" if form.get("lost") else "smalltalk", turn.say(key)), "file_left")

    def _tell(self, turn: Turn, code: str) -> None:
        if self._onestop is None:
            turn.finish(Answer("refuse", turn.say("file.unconnected")), "file_unconnected")
            return
        try:
            state = self._onestop.file_state(code)
        except OneStopDownError:
            turn.finish(Answer("refuse", turn.say("file.down")), "file_down")
            return
        if state is None:
            turn.finish(Answer("refuse", turn.say("file.unknown", code=_masked(code))), "file_unknown")
            return
        lines = [turn.say("file.state", code=_masked(code), value=state.state), *self._details(turn, state)]
        text = "\n".join([*lines, turn.say("file.source")])
        turn.finish(Answer("answer", text), "file_told")

    @staticmethod
    def _details(turn: Turn, state: FileState) -> list[str]:
        told = ((name, getattr(state, name)) for name in _LINES)
        return [turn.say(f"file.{name}", value=value) for name, value in told if value]


def _masked(code: str) -> str:
    return f"…{code[-SHOWN:]}"
