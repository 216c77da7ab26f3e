"""The question sets: where they are, and what one question is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FILES: Mapping[str, Path] = {
    "dev": ROOT.parent / "shared" / "questions-dev.jsonl",
    "plans": HERE / "plans.jsonl",
    "procedures": HERE / "procedures.jsonl",
    "uploaded": HERE / "uploaded.jsonl",
    "fresh": HERE / "fresh.jsonl",
    "fresh2": HERE / "fresh2.jsonl",
    "fresh3": HERE / "fresh3.jsonl",
    "fresh4": HERE / "fresh4.jsonl",
    "fresh5": HERE / "fresh5.jsonl",
    "fresh6": HERE / "fresh6.jsonl",
    "fresh7": HERE / "fresh7.jsonl",
    "fresh8": HERE / "fresh8.jsonl",
    "fresh9": HERE / "fresh9.jsonl",
    "fresh10": HERE / "fresh10.jsonl",
}
Question = Mapping[str, Any]


def present() -> list[str]:
    """Return the names of the sets that lie here; the dev set is beside the repository or nowhere."""
    return [name for name, path in FILES.items() if path.is_file()]


def documents(name: str) -> list[Path]:
    """Return the files that are taken in before the set *name* is asked; none for most sets."""
    return sorted(path for path in (HERE / "documents" / name).glob("*") if path.is_file())


def load(name: str) -> list[Question]:
    """Return the questions of the set *name*, in file order."""
    lines = FILES[name].read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]
