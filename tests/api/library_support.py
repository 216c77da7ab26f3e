"""A library over a temporary folder, with an embedder that needs no model."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from api.jobs import Worker
from api.library import Library
from api.publishing import Publisher
from api.settings import Settings
from knowledge.procedures import load
from knowledge.store import Store
from knowledge.store.jobs import Jobs
from knowledge.store.tokens import Tokens
from retrieval.embedders import Vectors
from retrieval.live import Live

TOKEN = "một mã quản trị dài"


class HashEmbedder:
    """Gives every text a vector of its own."""

    name = "hash"
    dimension = 16

    def passages(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self.query(text) for text in texts]) if texts else np.zeros((0, 16), np.float32)

    def query(self, text: str) -> Vectors:
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
        vector = np.random.default_rng(seed).normal(size=16).astype(np.float32)
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def publisher(store: Store, live: Live, folder: Path) -> Publisher:
    return Publisher(store, live, folder / "index", HashEmbedder)


def library(folder: Path, live: Live, url: str | None = None) -> Library:
    """Open a library without the shipped documents, with one procedure."""
    settings = Settings(data_dir=folder, database_url=url, read_seconds=60)
    store = Store.open(settings.store_url)
    store.replace_procedures("starter", load()[:1])
    tokens = Tokens(store)
    tokens.put("environment", TOKEN)
    made = publisher(store, live, folder)
    return Library(settings, store, Jobs(store), tokens, made, Worker(store, made.update, settings.limits))
