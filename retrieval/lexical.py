"""The lexical side: BM25 over syllable terms, and the coverage that thresholds are set on."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

from retrieval.tokens import folded_syllables, telling_syllables, terms

Scores = NDArray[np.float32]


UNKNOWN_SHARE = 0.01
"""A syllable no record holds counts against coverage like one that this share of them holds: everyday
wordings always bring some, and one odd word must not outweigh a subject that fits."""


def _idf(count: float, total: int) -> float:
    return math.log(1 + (total - count + 0.5) / (count + 0.5))


class LexicalIndex:
    """BM25 (Lucene variant, so a query can score at most the sum of its terms' IDF)."""

    def __init__(
        self,
        bm25: bm25s.BM25,
        idf: dict[str, float],
        unknown_idf: float,
        syllable_sets: list[frozenset[str]],
    ) -> None:
        self._bm25 = bm25
        self._idf = idf
        self._unknown_idf = unknown_idf
        self._syllables = syllable_sets

    @classmethod
    def build(cls, texts: Sequence[str]) -> LexicalIndex:
        """Index *texts*; position in the list is the unit's number."""
        corpus = [terms(text) for text in texts]
        counts = Counter(term for document in corpus for term in set(document))
        bm25 = bm25s.BM25(k1=1.2, b=0.5, method="lucene")
        bm25.index(corpus, show_progress=False)
        idf = {term: _idf(count, len(texts)) for term, count in counts.items()}
        return cls(
            bm25,
            idf,
            _idf(UNKNOWN_SHARE * len(texts), len(texts)),
            [frozenset(folded_syllables(text)) for text in texts],
        )

    def save(self, folder: Path) -> None:
        """Write the index into *folder*."""
        self._bm25.save(str(folder / "bm25"), show_progress=False)
        payload = {
            "idf": self._idf,
            "unknown": self._unknown_idf,
            "sets": [sorted(s) for s in self._syllables],
        }
        (folder / "lexical.json").write_text(json.dumps(payload, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Read what save() wrote."""
        bm25 = bm25s.BM25.load(str(folder / "bm25"))
        payload = json.loads((folder / "lexical.json").read_text(encoding="utf-8"))
        return cls(bm25, payload["idf"], payload["unknown"], [frozenset(s) for s in payload["sets"]])

    def scores(self, text: str) -> Scores:
        """Return each unit's BM25 score for *text* as a share of the most it could reach, in [0, 1]."""
        query = terms(text)
        known = [term for term in query if term in self._idf]
        if not known:
            return np.zeros(len(self._syllables), dtype=np.float32)
        ceiling = sum(self._idf[term] for term in known)
        return np.asarray(self._bm25.get_scores(known), dtype=np.float32) / ceiling

    def coverage(self, text: str, unit: int) -> float:
        """Return the IDF-weighted share of the telling syllables of *text* that the unit contains."""
        wanted = telling_syllables(text)
        total = sum(self._idf.get(syllable, self._unknown_idf) for syllable in wanted)
        if not total:
            return 0.0
        present = sum(self._idf[syllable] for syllable in wanted & self._syllables[unit])
        return present / total
