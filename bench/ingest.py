"""How fast documents are taken in, and whether the cost grows as the corpus does.

    python -m bench.ingest                    # 500, 1,000 and 2,000 pages, a table and results/ingest.json
    python -m bench.ingest --pages 200        # one size

Every size is taken in by a process of its own into an empty store, so that its peak memory is known.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.corpus import CHARACTERS_PER_PAGE, write_corpus
from knowledge.ingest import ingest_many
from knowledge.store import Store

ROOT = Path(__file__).resolve().parents[1]
RESULT = ROOT / "bench" / "results" / "ingest.json"
SIZES = (500, 1000, 2000)
LINEAR = 1.35
"""A page of the largest corpus may cost this many times a page of the smallest."""


def measure(pages: int) -> dict[str, Any]:
    """Take *pages* pages in, in this process, and return the figures."""
    with tempfile.TemporaryDirectory() as folder:
        files, characters = write_corpus(Path(folder) / "corpus", pages)
        store = Store.open(f"sqlite:///{folder}/bench.db")
        began, busy = time.perf_counter(), time.process_time()
        outcomes = list(ingest_many(store, files))
        seconds, busy = time.perf_counter() - began, time.process_time() - busy
        snapshot = store.snapshot()
        store.close()
    bad = [outcome for outcome in outcomes if outcome.state != "published"]
    if bad:
        raise RuntimeError(f"{len(bad)} files were not published, first: {bad[0]}")
    return {
        "pages": round(characters / CHARACTERS_PER_PAGE),
        "documents": len(files),
        "rows": len(snapshot.tasks),
        "seconds": round(seconds, 1),
        "cpu_ms_per_page": round(1000 * busy * CHARACTERS_PER_PAGE / characters, 1),
        "pages_per_second": round(characters / CHARACTERS_PER_PAGE / seconds, 1),
        "rows_per_second": round(len(snapshot.tasks) / seconds, 1),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def apart(pages: int) -> dict[str, Any]:
    """Return the figures of one size, measured by a process of its own."""
    command = [sys.executable, "-m", "bench.ingest", "--one", str(pages)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def growth(found: Sequence[dict[str, Any]]) -> float:
    """Return how many times the processor time of a page of the first corpus a page of the last takes."""
    return float(found[-1]["cpu_ms_per_page"] / found[0]["cpu_ms_per_page"])


def main() -> int:
    """Measure what the command line asks for; 1 when the cost does not grow linearly."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--pages", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        print(json.dumps(measure(args.one)))
        return 0
    found = []
    for pages in args.pages:
        found.append(apart(pages))
        print("  ".join(f"{name} {value}" for name, value in found[-1].items()), flush=True)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(f"a page of the largest costs {growth(found):.2f} times a page of the smallest (≤ {LINEAR})")
    return 0 if growth(found) <= LINEAR else 1


if __name__ == "__main__":
    sys.exit(main())
