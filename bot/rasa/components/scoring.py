"""The intent model's margins for one message, without the matrices that training needs.

The libraries check, copy and stack five sparse matrices for what is a sum over a few hundred weights:
5 of the 19 ms that a message took in Rasa's process. ``bot.rasa.parity`` holds both against each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.rasa.components.features import IntentFeatures
from bot.rasa.components.reading import Reading


@dataclass(frozen=True)
class _View:
    """One vectorizer: its part of a reading, its words' columns; ``idf`` None where presence counts."""

    part: str
    weight: float
    analyze: Callable[[str], Iterable[str]]
    columns: Mapping[str, int]
    start: int
    idf: np.ndarray | None

    def of(self, reading: Reading) -> tuple[np.ndarray, np.ndarray]:
        """Return the columns and values of a reading, as the vectorizer would."""
        counts: Counter[int] = Counter()
        for term in self.analyze(getattr(reading, self.part)):
            column = self.columns.get(term)
            if column is not None:
                counts[column] += 1
        columns = np.fromiter(counts.keys(), dtype=np.intp, count=len(counts))
        if self.idf is None:
            return columns + self.start, np.full(len(counts), self.weight)
        values = 1.0 + np.log(np.fromiter(counts.values(), dtype=float, count=len(counts)))
        values *= self.idf[columns]
        norm = float(np.sqrt(values @ values)) or 1.0
        return columns + self.start, values * (self.weight / norm)


class Scorer:
    """Gives the margins of *model* over *features*, equal to the libraries' up to rounding."""

    def __init__(self, features: IntentFeatures, model: Any) -> None:
        self.classes = [str(name) for name in model.classes_]
        self._read = features.read
        self._views: list[_View] = []
        start = 0
        for part, weight, vectorizer in features.views:
            columns = vectorizer.vocabulary_
            idf = np.asarray(vectorizer.idf_) if hasattr(vectorizer, "idf_") else None
            self._views.append(_View(part, weight, vectorizer.build_analyzer(), columns, start, idf))
            start += len(columns)
        # One row a feature, so that the rows of a message are read in one piece.
        self._weights = np.ascontiguousarray(model.coef_.T)
        self._intercept = np.asarray(model.intercept_)

    def margins(self, text: str) -> np.ndarray:
        """Return one margin for each class."""
        reading = self._read(text)
        parts = [view.of(reading) for view in self._views]
        columns = np.concatenate([part[0] for part in parts])
        values = np.concatenate([part[1] for part in parts])
        margins: np.ndarray = values @ self._weights[columns] + self._intercept
        return margins
