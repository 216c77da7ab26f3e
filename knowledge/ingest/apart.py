"""Read a file in a process of its own, with limits on time and memory, no network and none of our secrets."""

from __future__ import annotations

from knowledge.ingest.guard import ask_child
from knowledge.ingest.limits import Limits
from knowledge.ingest.reading import Reading, reading_adapter


def read_apart(data: bytes, filename: str, limits: Limits) -> Reading:
    """Read *data* in a child process; raise IngestError when it is refused or outgrows the limits."""
    return reading_adapter().validate_json(ask_child("knowledge.ingest.child", data, filename, limits))
