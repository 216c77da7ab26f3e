"""The child process of ``read_apart``: bytes on standard input, JSON on standard output."""

from __future__ import annotations

import json
import os
import resource
import sys

from knowledge.ingest.intake import IngestError
from knowledge.ingest.offline import forbid_network
from knowledge.ingest.pipeline import read_here
from knowledge.ingest.reading import reading_adapter
from knowledge.store.wording import sentence


def main() -> None:
    """Read one file without network and under limits given as arguments: name, seconds, MiB."""
    filename, seconds, memory = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory * 2**20,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    forbid_network()
    # Libraries may print; only the answer may reach the real standard output.
    answer_to = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    json.dump(_answer(sys.stdin.buffer.read(), filename, memory), answer_to, ensure_ascii=False)
    answer_to.close()


def _answer(data: bytes, filename: str, memory: int) -> dict[str, object]:
    try:
        return {"reading": reading_adapter().dump_python(read_here(data, filename), mode="json")}
    except IngestError as error:
        return {"error": str(error)}
    except MemoryError:
        return {"error": sentence("too_much_memory", filename=filename, memory=memory)}


if __name__ == "__main__":
    main()
