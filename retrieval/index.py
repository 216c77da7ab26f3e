"""One index over one snapshot: units, lexical side, dense side, fused search."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal

import faiss
import numpy as np
from numpy.typing import NDArray

from retrieval.embedders import Embedder, Vectors
from retrieval.expand import as_documents_say, spelled_out
from retrieval.hits import Hit, RecordType
from retrieval.lexical import LexicalIndex
from retrieval.units import Unit

DenseMode = Literal["auto", "always", "never"]

LEXICAL_WEIGHT = 0.65
"""Chosen on the dev questions by bench/retrieval.py; a weighted sum of scores, not of ranks."""
DENSE_FLOOR, DENSE_CEILING = 0.78, 0.95
"""e5 cosines of unrelated sentences start near 0.8; this range is stretched over [0, 1]."""
DECISIVE_SCORE, DECISIVE_GAP = 0.45, 0.12
"""A lexical winner this good and this far ahead does not need the dense side (14 ms)."""
FORMAT = 4


class IndexBrokenError(RuntimeError):
    """The index folder is missing, damaged or of another format; build it anew."""


class Index:
    """Immutable once loaded; safe to search from several threads."""

    def __init__(
        self, version: str, units: list[Unit], lexical: LexicalIndex, dense: faiss.Index, embedder: Embedder
    ) -> None:
        self.version = version
        self._units = units
        self._lexical = lexical
        self._dense = dense
        self._embedder = embedder
        self._types = np.array([unit.record_type for unit in units])
        self._documents = np.array([unit.document_id or "" for unit in units])
        self._query_vector = lru_cache(maxsize=1024)(self._embedder.query)

    def for_version(self, version: str) -> Index:
        """Return this index as that of another version of the published set, which holds the same records."""
        return Index(version, self._units, self._lexical, self._dense, self._embedder)

    def __len__(self) -> int:
        return len(self._units)

    @classmethod
    def load(cls, folder: Path, embedder: Embedder) -> Index:
        """Read the index that build_index() wrote into *folder*. Raises IndexBrokenError."""
        try:
            meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
            if meta["format"] != FORMAT or meta["embedder"] != embedder.name:
                raise IndexBrokenError(f"the index in {folder.name} was built by another version")
            units = [Unit(*row) for row in json.loads((folder / "units.json").read_text(encoding="utf-8"))]
            dense = faiss.read_index(str(folder / "dense.faiss"))
            lexical = LexicalIndex.load(folder)
        except IndexBrokenError:
            raise
        except Exception as error:
            raise IndexBrokenError(f"the index in {folder.name} cannot be read: {error}") from error
        if dense.ntotal != len(units):
            raise IndexBrokenError(f"the index in {folder.name} is incomplete")
        return cls(meta["version"], units, lexical, dense, embedder)

    def search(
        self,
        readings: str | Sequence[str],
        *,
        record_types: Collection[RecordType] | None = None,
        document_ids: Collection[str] | None = None,
        limit: int = 10,
        dense: DenseMode = "auto",
        meaning: str | None = None,
    ) -> list[Hit]:
        """Return the best units for a question, best first.

        *readings* are alternative spellings of the same question (restored, as typed); a unit counts
        with its best reading. The first reading is the one the dense side embeds; pass
        ``dense="never"`` when its accents are not to be trusted. *meaning* is embedded as well: the
        embedder is multilingual, word lists are not.
        """
        given = [readings] if isinstance(readings, str) else readings
        typed = [spelled_out(text) for text in given]
        texts = list(dict.fromkeys([*typed, *(as_documents_say(text) for text in typed)]))
        texts = [text for text in texts if text.strip()]
        if not texts:
            return []
        allowed = np.ones(len(self._units), dtype=bool)
        if record_types is not None:
            allowed &= np.isin(self._types, list(record_types))
        if document_ids is not None:
            allowed &= np.isin(self._documents, list(document_ids))
        if not allowed.any():
            return []
        lexical = np.max([self._lexical.scores(text) for text in texts], axis=0)
        lexical = np.where(allowed, lexical, -1.0)
        similarity = self._similarity([texts[0], *([meaning] if meaning else [])], lexical, dense)
        if similarity is None:
            fused = lexical
        else:
            fused = np.where(allowed, LEXICAL_WEIGHT * lexical + (1 - LEXICAL_WEIGHT) * similarity, -1.0)
        count = min(limit, int(allowed.sum()))
        best = np.argpartition(-fused, count - 1)[:count]
        best = best[np.argsort(-fused[best], kind="stable")]
        return [self._hit(int(n), texts, fused, lexical, similarity) for n in best if fused[n] > 0]

    def _similarity(
        self, texts: Sequence[str], lexical: NDArray[np.floating], mode: DenseMode
    ) -> NDArray[np.floating] | None:
        if mode == "never":
            return None
        if mode == "auto":
            first, second = np.partition(lexical, -2)[-2:][::-1] if len(lexical) > 1 else (lexical[0], 0.0)
            if first >= DECISIVE_SCORE and first - second >= DECISIVE_GAP:
                return None
        return np.max([self._rescaled(text) for text in texts], axis=0)  # type: ignore[no-any-return]

    def _rescaled(self, text: str) -> NDArray[np.floating]:
        """Return the cosine of every unit with *text*, stretched over [0, 1]."""
        vector: Vectors = self._query_vector(text)
        distances, numbers = self._dense.search(vector.reshape(1, -1), len(self._units))
        cosine = np.zeros(len(self._units), dtype=np.float32)
        cosine[numbers[0]] = distances[0]
        return np.asarray(np.clip((cosine - DENSE_FLOOR) / (DENSE_CEILING - DENSE_FLOOR), 0.0, 1.0))

    def _hit(
        self,
        number: int,
        texts: list[str],
        fused: NDArray[np.floating],
        lexical: NDArray[np.floating],
        similarity: NDArray[np.floating] | None,
    ) -> Hit:
        unit = self._units[number]
        return Hit(
            unit.record_type,
            unit.record_id,
            unit.document_id,
            score=float(fused[number]),
            lexical=float(lexical[number]),
            coverage=max(self._lexical.coverage(text, number) for text in texts),
            dense=None if similarity is None else float(similarity[number]),
        )
