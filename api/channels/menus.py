"""Buttons as short codes. A code only ever means what this user was shown; typed ones gain nothing."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from api.channels.message import Button
from api.channels.texts import limits, text
from api.opinion import opinion

_CODE = re.compile(r"\s*TLA-([0-9a-f]{6})-([SRMHUQ])(\d?)\s*", re.IGNORECASE)
_LETTER = re.compile(r"\s*([A-Ha-h])\s*[.)]?\s*")
Action = Literal["say", "reason", "more", "helpful", "unhelpful", "score", "stale"]
_ACTIONS: Mapping[str, Action] = {
    "S": "say",
    "R": "reason",
    "M": "more",
    "H": "helpful",
    "U": "unhelpful",
    "Q": "score",
}


@dataclass(frozen=True)
class Choice:
    """What a user chose: ``text`` is the question, the reason, the score or the rest of an answer."""

    action: Action
    text: str = ""
    answer_id: str = ""


@dataclass(frozen=True)
class Menu:
    """The choices under one message; ``kept`` is what has to be remembered to read them back."""

    buttons: tuple[Button, ...]
    kept: dict[str, Any]


def answer_menu(answer_id: str, suggestions: Sequence[str], rest: str, *, rated: bool) -> Menu:
    """Return the choices under an answer: the rest of it, what to ask next, and what one thinks of it."""
    nonce = secrets.token_hex(3)
    buttons = []
    if rest:
        buttons.append(Button(text("more"), f"TLA-{nonce}-M"))
    opinions = []
    if rated:
        opinions = [
            Button(text("helpful"), f"TLA-{nonce}-H"),
            Button(text("unhelpful"), f"TLA-{nonce}-U"),
        ]
    room = limits().buttons - len(buttons) - len(opinions)
    asked = [suggestion for suggestion in suggestions if suggestion.strip()][:room]
    buttons += [
        Button(_title(suggestion), f"TLA-{nonce}-S{number}") for number, suggestion in enumerate(asked)
    ]
    kept = {"nonce": nonce, "answer": answer_id, "suggestions": asked, "rest": rest}
    return _menu((*buttons, *opinions), kept)


def reason_menu(answer_id: str) -> Menu:
    """Return the reasons one may give for an unhelpful answer."""
    nonce = secrets.token_hex(3)
    offered = opinion().reasons
    buttons = [Button(_title(reason), f"TLA-{nonce}-R{number}") for number, reason in enumerate(offered)]
    return _menu(
        tuple(buttons), {"nonce": nonce, "answer": answer_id, "suggestions": list(offered), "rest": ""}
    )


def survey_menu(scores: Sequence[tuple[int, str]]) -> Menu:
    """Return the scores of the survey to choose from."""
    nonce = secrets.token_hex(3)
    buttons = [Button(_title(said), f"TLA-{nonce}-Q{number}") for number, (_, said) in enumerate(scores)]
    kept = {"nonce": nonce, "answer": "", "suggestions": [str(score) for score, _ in scores], "rest": ""}
    return _menu(tuple(buttons), kept)


def remember(menus: Sequence[dict[str, Any]], menu: Menu) -> list[dict[str, Any]]:
    """Return *menus* with *menu* in front, the oldest ones forgotten."""
    return [menu.kept, *menus][: limits().menus] if menu.buttons else list(menus)


def chosen(message: str, menus: Sequence[Mapping[str, Any]]) -> Choice | None:
    """Return what *message* chooses among *menus* (newest first), None when it is an ordinary message.

    A single letter counts for the newest menu, where the platform shows no buttons.
    """
    code = _CODE.fullmatch(message)
    if code:
        given = f"TLA-{code[1].lower()}-{code[2].upper()}{code[3]}"
        for menu in menus:
            if given in menu["codes"]:
                return _choice(menu, code[2].upper(), code[3])
        return Choice("stale")
    letter = _LETTER.fullmatch(message) if menus else None
    if letter:
        codes = menus[0]["codes"]
        number = ord(letter[1].upper()) - ord("A")
        if number < len(codes):
            return chosen(codes[number], menus[:1])
    return None


def lettered(buttons: Sequence[Button]) -> str:
    """Return the choices as lines of text, for a platform without buttons."""
    lines = [f"{chr(ord('A') + number)}. {button.title}" for number, button in enumerate(buttons)]
    return "\n".join([text("letters"), *lines])


def _menu(buttons: tuple[Button, ...], kept: dict[str, Any]) -> Menu:
    return Menu(buttons, {**kept, "codes": [button.code for button in buttons]})


def _choice(menu: Mapping[str, Any], kind: str, number: str) -> Choice:
    action = _ACTIONS[kind]
    said = menu["rest"] if action == "more" else ""
    if action in ("say", "reason", "score"):
        said = menu["suggestions"][int(number)]
    return Choice(action, said, menu["answer"])


def _title(sentence: str) -> str:
    limit = limits().button_title
    return sentence if len(sentence) <= limit else sentence[: limit - 1].rstrip() + "…"
