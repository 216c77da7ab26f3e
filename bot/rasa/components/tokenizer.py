"""Tokens of a message as typed, for Rasa's own parts; the intent model reads the whole text."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from nlu.tokens import folded, tokenize


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class VietnameseTokenizer(Tokenizer):
    """The tokens of ``nlu.tokens``; a token's lemma is its accent-folded form."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return Rasa's tokenizer options; intents are never split."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "+"}

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Return at least one token, whatever was typed."""
        text = message.get(attribute)
        found = [Token(t.text, t.start, t.end, lemma=folded(t.text)) for t in tokenize(text)]
        return found or [Token(text, 0, len(text) or 1)]
