"""Reword: the last step of an answer, where a language model is configured."""

from __future__ import annotations

from dataclasses import replace

from bot.answers.rewording.check import same_facts, words
from bot.answers.rewording.client import LanguageModel, NoWordingError
from bot.answers.turn import Turn

LONGEST_ANSWER = 900
"""Characters; longer answers are lists and steps, whose layout is their wording."""


class Reword:
    """Puts the model's wording of a decided answer in place of ours, if it says the same."""

    def __init__(self, model: LanguageModel) -> None:
        self._model = model

    def run(self, turn: Turn) -> None:
        """Change only ``text``, only of the kind 'answer'; keep it when the model fails or strays."""
        answer = turn.answer
        if answer is None or answer.kind != "answer" or len(answer.text) > LONGEST_ANSWER:
            return
        try:
            text = self._model.complete(words()["instruction"], answer.text)
        except NoWordingError as error:
            turn.evidence["rewording"] = str(error)
            return
        if not same_facts(answer.text, text):
            turn.evidence["rewording"] = "discarded"
            return
        turn.evidence["rewording"] = "used"
        turn.answer = replace(answer, text=text)
