"""What the intent model counts in a message's reading."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from bot.rasa.components.reading import Reader, Reading

_WORD = r"\S+"


class IntentFeatures:
    """The evidence of the cues, the words that ask, all words, and characters against typing errors."""

    def __init__(self, read: Callable[[str], Reading] | None = None) -> None:
        self._read = read
        words = {"token_pattern": _WORD, "lowercase": False, "sublinear_tf": True}
        chars = {"analyzer": "char_wb", "lowercase": False, "sublinear_tf": True}
        self.views = (
            ("evidence", 0.3, CountVectorizer(token_pattern=_WORD, lowercase=False, binary=True)),
            ("frame", 1.0, TfidfVectorizer(ngram_range=(1, 3), **words)),
            ("frame", 0.5, TfidfVectorizer(ngram_range=(2, 4), **chars)),
            ("words", 0.4, TfidfVectorizer(ngram_range=(1, 2), **words)),
            ("words", 0.3, TfidfVectorizer(ngram_range=(3, 5), **chars)),
        )

    @property
    def read(self) -> Callable[[str], Reading]:
        """What reads a text."""
        return self._read or Reader.default().read

    def fit_transform(self, texts: Sequence[str]) -> csr_matrix:
        """Learn what *texts* hold and return one row per text."""
        return self._rows(texts, fit=True)

    def transform(self, texts: Sequence[str]) -> csr_matrix:
        """Return one row per text."""
        return self._rows(texts, fit=False)

    def _rows(self, texts: Sequence[str], *, fit: bool) -> csr_matrix:
        readings = list(map(self.read, texts))
        parts = []
        for view, weight, vectorizer in self.views:
            column = [getattr(reading, view) for reading in readings]
            parts.append((vectorizer.fit_transform(column) if fit else vectorizer.transform(column)) * weight)
        return hstack(parts).tocsr()
