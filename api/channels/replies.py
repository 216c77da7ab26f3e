"""Turning answers and notices into messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from api.channels.menus import Menu, answer_menu, lettered, survey_menu
from api.channels.message import Button, Message
from api.channels.split import length, split
from api.channels.texts import limits
from api.survey import survey
from knowledge.store.inbox import Letter

_UNRATED = ("smalltalk", "form")


def answer_letters(answer: Mapping[str, Any], *, buttons: bool, rated: bool) -> tuple[list[Letter], Menu]:
    """Return an answer of the chat contract as messages, and the menu under the last one."""
    return _paged(
        answer["message_id"],
        answer["text"],
        answer["suggestions"],
        buttons=buttons,
        rated=rated and answer["kind"] not in _UNRATED,
    )


def rest_letters(answer_id: str, rest: str, *, buttons: bool) -> tuple[list[Letter], Menu]:
    """Return the rest of an answer as messages."""
    return _paged(answer_id, rest, (), buttons=buttons, rated=False)


def notice(said: str, choices: Sequence[Button] = (), *, buttons: bool = True) -> Letter:
    """Return a short message of our own."""
    return Letter(dressed(said, choices, buttons=buttons).payload())


def survey_letter(*, buttons: bool, before: str = "") -> tuple[Letter, Menu]:
    """Return the question at the end of a conversation, with the scores to choose from."""
    menu = survey_menu([(each.score, each.vi) for each in survey().scores])
    said = "\n".join(filter(None, (before, survey().questions[0].vi)))
    return notice(said, menu.buttons, buttons=buttons), menu


def dressed(said: str, choices: Sequence[Button], *, buttons: bool) -> Message:
    """Return a message with its choices as buttons, or as lettered lines of text."""
    if buttons or not choices:
        return Message(said, tuple(choices))
    lines = lettered(choices)
    fits = length(said) + length(lines) + 2 <= limits().message_length
    return Message(f"{said}\n\n{lines}" if fits else said)


def _paged(
    answer_id: str, said: str, suggestions: Sequence[str], *, buttons: bool, rated: bool
) -> tuple[list[Letter], Menu]:
    bounds = limits()
    room = bounds.message_length - (0 if buttons else bounds.letters_length)
    pages = split(said, room)
    shown, rest = pages[: bounds.parts], "\n".join(pages[bounds.parts :])
    menu = answer_menu(answer_id, suggestions, rest, rated=rated)
    messages = [Message(page) for page in shown[:-1]]
    messages.append(dressed(shown[-1], menu.buttons, buttons=buttons))
    return [Letter(message.payload(), answer_id) for message in messages], menu
