"""An assistant over a few lists and the starter procedures."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import numpy as np

from bot.answers.pipeline import Assistant, Reply
from knowledge.procedures import load
from knowledge.snapshot import Snapshot
from nlu.query import Context
from retrieval.build import build_index
from retrieval.embedders import Vectors
from retrieval.index import Index
from retrieval.live import Live, Published

TODAY = date(2026, 11, 24)
_SLOTS = {slot.name for slot in fields(Context)}


class HashEmbedder:
    """Gives every text a vector of its own."""

    name = "hash"
    dimension = 16

    def passages(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self.query(text) for text in texts])

    def query(self, text: str) -> Vectors:
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
        vector = np.random.default_rng(seed).normal(size=16).astype(np.float32)
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def live_over(snapshot: Snapshot, folder: Path) -> Live:
    whole = replace(snapshot, procedures=load())
    embedder = HashEmbedder()
    build_index(whole, folder / "index", embedder)
    return Live(Published(whole, Index.load(folder / "index", embedder)))


def ask(assistant: Assistant, *messages: str) -> Reply:
    """Send *messages* in one conversation; return the reply to the last."""
    context = Context()
    for message in messages:
        reply = assistant.answer(message, context, today=TODAY)
        slots = {name: value for name, value in reply.answer.context.items() if name in _SLOTS}
        context = replace(context, **slots)
    return reply
