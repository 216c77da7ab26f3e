"""Train with additional examples and compare: ``python -m bot.rasa.retrain MODELS CANDIDATE REPORT``.

Nothing that serves is touched: the model lies beside the others, the figures in REPORT (JSON). One at a time.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import os
import sys
from pathlib import Path
from typing import Any

from bot.rasa.additional import read
from bot.rasa.lifeline import end_with_parent
from bot.rasa.model_file import digest_of
from bot.rasa.train import train


def retrain(models: Path, candidate: Path, report: Path) -> None:
    """Write what comes of *candidate* into *report*, from its beginning to its end."""
    with report.with_suffix(".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SystemExit("a comparison is running") from None
        from bot.rasa.compare import compare

        told: dict[str, Any] = {"state": "running", "began": _now(), "candidate": digest_of(candidate)}
        _write(report, told)
        try:
            told |= compare(read(candidate))
            told |= {"model": train(models, candidate).name, "state": "done"}
        except BaseException as error:
            told |= {"state": "failed", "error": f"{type(error).__name__}: {error}"}
            raise
        finally:
            _write(report, {**told, "ended": _now()})


def _write(report: Path, told: dict[str, Any]) -> None:
    partial = report.with_suffix(".part")
    partial.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    partial.replace(report)


def _now() -> str:
    return dt.datetime.now(dt.timezone.utc).isoformat(timespec="seconds")


if __name__ == "__main__":
    if os.environ.get("TROLYAO_SUPERVISED"):
        end_with_parent()
    os.nice(10)
    retrain(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
