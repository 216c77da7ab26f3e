"""The child process of ``read_apart``: bytes on standard input, JSON on standard output."""

from __future__ import annotations

from knowledge.ingest.guard import Asked, answer_parent
from knowledge.ingest.pipeline import read_here
from knowledge.ingest.reading import reading_adapter


def _answer(asked: Asked) -> bytes:
    return reading_adapter().dump_json(read_here(asked.data, asked.filename))


if __name__ == "__main__":
    answer_parent(_answer)
