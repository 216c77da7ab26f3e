"""The child process of ``read_list``: bytes on standard input, JSON on standard output."""

from __future__ import annotations

from datetime import date

from knowledge.ingest.guard import Asked, answer_parent
from knowledge.ingest.lists import adapter, read_list_here


def _answer(asked: Asked) -> bytes:
    kind, today = asked.words
    read = read_list_here(kind, asked.data, asked.filename, date.fromisoformat(today))
    return adapter(kind).dump_json((tuple(read.records), read.problems))


if __name__ == "__main__":
    answer_parent(_answer)
