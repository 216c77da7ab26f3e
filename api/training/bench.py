"""The training bench: approved examples as a candidate, its comparison, and which examples are in use.

All state is files in DATA_DIR/training, so that every worker and the command line see the same:
candidate.yml and report.json are what was compared last, active.yml what the model in use has.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from bot.rasa.additional import plain_example, rendered, write
from bot.rasa.model_file import ROOT, additional_in, digest_of, is_intact, model_in
from bot.rasa.training.generate import FAMILIES, load
from knowledge.store import Store
from knowledge.store.audit import note
from knowledge.store.examples import Examples

PYTHON = ROOT / ".venv-rasa" / "bin" / "python"


class TrainingError(RuntimeError):
    """What was asked makes no sense now; ``reason`` is a key of the texts."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Report:
    """The last comparison. ``state`` is 'none', 'running', 'done' or 'failed'; ``facts`` its figures.

    ``current`` tells that it speaks of the examples that are approved now, ``active`` that its candidate
    is in use.
    """

    state: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    current: bool = False
    active: bool = False


@cache
def intents() -> tuple[str, ...]:
    """Return the intents that the shipped examples have."""
    return tuple(sorted({intent for family in FAMILIES for intent in load(family)}))


class Bench:
    """The bench of one installation."""

    def __init__(self, store: Store, data_dir: Path) -> None:
        self._store = store
        self.models = data_dir.resolve() / "models"
        self.active = additional_in(self.models)
        self.candidate = self.active.with_name("candidate.yml")
        self._report = self.active.with_name("report.json")
        self._children: list[subprocess.Popen[bytes]] = []

    def export(self, path: Path | None = None) -> int:
        """Write the approved examples as NLU data, as the candidate or to *path*; return how many."""
        pairs = self._approved()
        write(path or self.candidate, pairs)
        return len(pairs)

    def exported(self) -> str:
        """Return the approved examples as NLU data."""
        return rendered(self._approved())

    def report(self) -> Report:
        """Return what came of the last comparison."""
        self._children = [child for child in self._children if child.poll() is None]
        try:
            facts = json.loads(self._report.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return Report("running" if self._busy() else "none")
        state = str(facts["state"])
        if state == "running" and not self._busy():
            state = "failed"
        used = digest_of(self.active)
        compared = facts.get("candidate", "")
        return Report(
            state, facts, current=compared == self._wanted(), active=bool(used) and used == compared
        )

    def compare(self, *, wait: bool) -> None:
        """Export, train beside the model in use and compare; with *wait* until it is done."""
        if self._busy():
            raise TrainingError("busy")
        if not self.export():
            raise TrainingError("empty")
        self.models.mkdir(parents=True, exist_ok=True)
        self._report.unlink(missing_ok=True)
        argv = [str(PYTHON), "-m", "bot.rasa.retrain"]
        argv += [str(self.models), str(self.candidate), str(self._report)]
        env = {**os.environ, "PYTHONPATH": str(ROOT), "TROLYAO_SUPERVISED": "1"}
        with self._report.with_suffix(".log").open("ab") as log:
            child = subprocess.Popen(
                argv, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True
            )
        if wait:
            child.wait()
        else:
            self._children.append(child)

    def activate(self) -> None:
        """Take the compared candidate into use; Rasa is started anew with its model."""
        report = self.report()
        if report.state != "done" or not is_intact(model_in(self.models, self.candidate)):
            raise TrainingError("not_compared")
        if report.facts["candidate"] != digest_of(self.candidate):
            raise TrainingError("not_compared")
        partial = self.active.with_suffix(".part")
        shutil.copyfile(self.candidate, partial)
        partial.replace(self.active)
        self._note("training.activate", report.facts)

    def deactivate(self) -> None:
        """Go back to the shipped examples alone."""
        if not self.active.is_file():
            raise TrainingError("not_active")
        self.active.unlink()
        self._note("training.deactivate", {})

    def _note(self, action: str, facts: Mapping[str, Any]) -> None:
        told = {name: facts[name] for name in ("candidate", "added", "old", "new") if name in facts}
        with self._store.writing.begin() as session:
            note(session, action, "nlu", **told)

    def _approved(self) -> list[tuple[str, str]]:
        known = set(intents())
        return [
            (one.intent, one.text)
            for one in Examples(self._store).listed("approved")
            if one.intent in known and plain_example(one.text)
        ]

    def _wanted(self) -> str:
        """The digest of the file that the approved examples would make."""
        return hashlib.sha256(self.exported().encode()).hexdigest()

    def _busy(self) -> bool:
        lock = self._report.with_suffix(".lock")
        lock.parent.mkdir(parents=True, exist_ok=True)
        with lock.open("a") as held:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
            return any(child.poll() is None for child in self._children)
