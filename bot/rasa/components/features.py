"""What the intent model looks at in a message."""

from __future__ import annotations

from collections.abc import Sequence

from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.rasa.components.masking import intent_text


class IntentFeatures:
    """Folded words and their n-grams, and character n-grams, which survive typing errors."""

    def __init__(self) -> None:
        self._words = TfidfVectorizer(
            analyzer="word", token_pattern=r"\S+", ngram_range=(1, 3), sublinear_tf=True, lowercase=False
        )
        self._chars = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, lowercase=False
        )

    def fit_transform(self, texts: Sequence[str]) -> csr_matrix:
        """Learn the vocabulary of *texts* and return their rows."""
        views = [intent_text(text) for text in texts]
        return hstack([self._words.fit_transform(views), self._chars.fit_transform(views)]).tocsr()

    def transform(self, texts: Sequence[str]) -> csr_matrix:
        """Return one row per text."""
        views = [intent_text(text) for text in texts]
        return hstack([self._words.transform(views), self._chars.transform(views)]).tocsr()
