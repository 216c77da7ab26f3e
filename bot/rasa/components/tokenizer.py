"""Tokens for Rasa: offsets into the message as typed, lemmas in the spelling the model learned."""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from bot.rasa.components.reading import Reader

_PIECE = re.compile(r"\S+")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class VietnameseTokenizer(Tokenizer):
    """Cuts at white space; ``lemma`` is the folded, masked word that the featurizers count."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return Rasa's tokenizer options; intents are never split."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "+"}

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Return at least one token, whatever was typed."""
        text = message.get(attribute)
        lemmas = Reader.default().read(text).words.split() or ["xtrong"]
        pieces = list(_PIECE.finditer(text)) or [re.match(r"(?s).*", text)]
        return [
            Token(lemma, *self._slice(pieces, index, len(lemmas)), lemma=lemma)
            for index, lemma in enumerate(lemmas)
        ]

    @staticmethod
    def _slice(pieces: list[re.Match[str]], index: int, count: int) -> tuple[int, int]:
        piece = pieces[min(index * len(pieces) // count, len(pieces) - 1)]
        return piece.start(), max(piece.end(), piece.start() + 1)
