"""Asks the procedure answers a question set and reports by kind and style; no server, no Rasa.

    python -m tests.eval.procedures [--questions FILE] [--min-pass 0.95] [--show]

Exit status 1 below ``--min-pass``.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

from bot.answers.answer import Answer
from bot.answers.procedure import answer_procedure
from knowledge.agencies import Registry
from knowledge.places import Places
from knowledge.procedures import load
from knowledge.snapshot import Snapshot
from nlu import Resources, understand
from nlu.query import Context
from tests.eval.judge import judge

OWN = Path(__file__).with_name("procedures.jsonl")
TODAY = date(2026, 11, 24)
_CONTEXT = {field.name for field in fields(Context)}


class Conversation:
    """One citizen talking; keeps what Rasa's slots would keep."""

    def __init__(self, snapshot: Snapshot, resources: Resources) -> None:
        self._snapshot, self._resources = snapshot, resources
        self._context: Context | None = None

    def say(self, message: str) -> Answer:
        """Return the answer to *message*; an Answer of kind 'refuse' without text when there is none."""
        query = understand(message, self._context, today=TODAY, resources=self._resources)
        answer = answer_procedure(query, self._snapshot, None, self._context, TODAY)
        if answer is None:
            return Answer(kind="refuse", text="")
        held = vars(self._context) if self._context else {}
        told = {key: value for key, value in answer.context.items() if key in _CONTEXT}
        self._context = Context(**{**held, "intent": query.intent, **told})
        return answer


def questions_of(path: Path, prefix: str = "") -> Iterator[dict[str, Any]]:
    """Yield the questions of *path* whose kind starts with 'tthc' (and whose id with *prefix*)."""
    for line in path.read_text(encoding="utf-8").splitlines():
        question = json.loads(line)
        if question["kind"].startswith("tthc") and question["id"].startswith(prefix):
            yield question


def ask(question: Mapping[str, Any], snapshot: Snapshot, resources: Resources) -> tuple[Answer, float]:
    """Return the answer to *question* after its context turns, and the seconds it took."""
    conversation = Conversation(snapshot, resources)
    for turn in question.get("context") or []:
        conversation.say(turn)
    start = time.perf_counter()
    return conversation.say(question["question"]), time.perf_counter() - start


def main() -> int:
    """Run the set named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=Path, default=OWN)
    parser.add_argument("--min-pass", type=float, default=0.0)
    parser.add_argument("--show", action="store_true", help="print every answer, not the failed ones only")
    arguments = parser.parse_args()
    snapshot = Snapshot("procedures", procedures=load())
    resources = Resources.build(snapshot, Registry.default(), Places.default())
    tally: dict[str, list[bool]] = defaultdict(list)
    seconds = []
    for question in questions_of(arguments.questions):
        answer, took = ask(question, snapshot, resources)
        missing, forbidden = judge(question, answer.text)
        passed = not missing and not forbidden
        seconds.append(took)
        for key in ("all", question["kind"], question["style"]):
            tally[key].append(passed)
        if arguments.show or not passed:
            print(
                f"{'ok  ' if passed else 'FAIL'} {question['id']} {question['kind']}: {question['question']}"
            )
            if question.get("context"):
                print(f"     context: {question['context']}")
            if not passed:
                print(f"     missing {[words[:3] for words in missing]} forbidden {forbidden}")
            print("     " + f"[{answer.kind}] {answer.text}".replace("\n", "\n     "))
    for key, results in sorted(tally.items(), key=lambda pair: -len(pair[1])):
        print(f"{key:20} {sum(results):4d}/{len(results):<4d} {100 * sum(results) / len(results):5.1f}%")
    seconds.sort()
    middle, late = seconds[len(seconds) // 2], seconds[int(len(seconds) * 0.95)]
    print(f"p50 {1000 * middle:.1f} ms, p95 {1000 * late:.1f} ms")
    share = sum(tally["all"]) / len(tally["all"])
    return 0 if share >= arguments.min_pass else 1


if __name__ == "__main__":
    sys.exit(main())
