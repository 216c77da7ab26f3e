"""Asks the running assistant a question set over HTTP and scores the answers afterwards.

    python -m tests.eval.chat [--min-kind 0.9]

Starts the real assistant on the folder of ``DATA_DIR``; the questions and the scorer lie in ``../shared``
(or in ``SHARED``). Answers and failures are kept in ``tests/eval/results``.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from tests.e2e.real import Assistant

ROOT = Path(__file__).resolve().parents[2]
RESULTS = Path(__file__).with_name("results")


def by_kind(answers: Path) -> dict[str, float]:
    """Return the share passed of every kind of question."""
    kinds: dict[str, list[bool]] = defaultdict(list)
    for line in answers.read_text("utf-8").splitlines():
        row = json.loads(line)
        kinds[row["kind"]].append(row["passed"])
    return {kind: sum(passed) / len(passed) for kind, passed in kinds.items()}


def main() -> int:
    """Ask, score, compare with the least share a kind must pass; 1 below it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--min-kind", type=float, default=0.9)
    least = parser.parse_args().min_kind
    shared = Path(os.environ.get("SHARED", ROOT.parent / "shared"))
    scorer = shared / "score_questions.py"
    if not scorer.exists():
        print(f"no question set in {shared}: nothing to ask")
        return 0
    RESULTS.mkdir(exist_ok=True)
    answers, failures = RESULTS / "chat-answers.jsonl", RESULTS / "chat-failures.jsonl"
    assistant = Assistant(Path(os.environ.get("DATA_DIR", ROOT / "data")).resolve())
    try:
        assistant.wait_ready(1800)
        url = f"{assistant.url}/api/v1/chat"
        command = [
            sys.executable,
            str(scorer),
            "--url",
            url,
            "--answers",
            str(answers),
            "--out",
            str(failures),
        ]
        subprocess.run(command, check=True)
    finally:
        assistant.stop()
    weak = {kind: share for kind, share in by_kind(answers).items() if share < least}
    for kind, share in sorted(weak.items()):
        print(f"below {least:.0%}: {kind} {share:.0%}")
    return int(bool(weak))


if __name__ == "__main__":
    sys.exit(main())
