"""Scores saved answers: accuracy by set, kind and style, the failures, and what changed since another run."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tests.eval.judge import judge
from tests.eval.sets import Question

Answered = Mapping[str, Any]
"""One saved answer: set, id, text, kind, total, intent, ms, error."""


def verdict(question: Question, answered: Answered) -> dict[str, Any]:
    """Return how *answered* meets *question*: passed, what is missing, what is forbidden."""
    missing, forbidden = judge(question, answered["text"])
    wanted = question.get("list_ids_count")
    return {
        "set": answered["set"],
        "id": question["id"],
        "kind": question["kind"],
        "style": question["style"],
        "passed": not missing and not forbidden and not answered["error"],
        "kind_right": answered["kind"] == question["expect"],
        "total_right": None if wanted is None or answered["total"] is None else answered["total"] == wanted,
        "context": question.get("context") or [],
        "question": question["question"],
        "missing": missing,
        "forbidden": forbidden,
        **{key: answered[key] for key in ("text", "total", "intent", "ms", "error")},
        "answer_kind": answered["kind"],
    }


def shares(verdicts: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, list[int]]]:
    """Return [passed, asked] by set, by 'set: kind' and by 'set: style'."""
    tables: dict[str, dict[str, list[int]]] = {"set": {}, "kind": {}, "style": {}}
    for one in verdicts:
        for table, key in (
            ("set", one["set"]),
            ("kind", f"{one['set']}: {one['kind']}"),
            ("style", f"{one['set']}: {one['style']}"),
        ):
            pair = tables[table].setdefault(key, [0, 0])
            pair[0] += one["passed"]
            pair[1] += 1
    return tables


def write(folder: Path, verdicts: list[dict[str, Any]]) -> dict[str, Any]:
    """Write score.json, and failures.jsonl beside it; return the score."""
    milliseconds = sorted(one["ms"] for one in verdicts)
    score = {
        **shares(verdicts),
        "passed": sorted(f"{one['set']} {one['id']}" for one in verdicts if one["passed"]),
        "asked": sorted(f"{one['set']} {one['id']}" for one in verdicts),
        "ms": {
            "p50": round(statistics.median(milliseconds), 1),
            "p95": round(milliseconds[int(len(milliseconds) * 0.95)], 1),
        },
    }
    failures = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in verdicts if not one["passed"])
    (folder / "failures.jsonl").write_text(failures, encoding="utf-8")
    (folder / "score.json").write_text(json.dumps(score, ensure_ascii=False, indent=1), encoding="utf-8")
    return score


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """Return the questions asked in both runs that newly pass and those that newly fail."""
    both = set(old["asked"]) & set(new["asked"])
    before, after = set(old["passed"]) & both, set(new["passed"]) & both
    return sorted(after - before), sorted(before - after)


def below(score: Mapping[str, Any], least: float, gated: Iterable[str]) -> list[str]:
    """Return the kinds of the sets *gated* of which a smaller share than *least* passed.

    One miss is allowed in any kind: in a kind of six questions it is 17 %.
    """
    held = set(gated)
    return [
        kind
        for kind, (passed, asked) in score["kind"].items()
        if kind.split(": ")[0] in held and passed < least * asked and asked - passed > 1
    ]


def table(score: Mapping[str, Any]) -> str:
    """Return the score as lines of text."""
    lines = []
    for name in ("set", "kind", "style"):
        for key, (passed, asked) in sorted(score[name].items()):
            lines.append(f"{key:42} {passed:4d}/{asked:<4d} {100 * passed / asked:5.1f} %")
        lines.append("")
    lines.append(f"answers took p50 {score['ms']['p50']} ms, p95 {score['ms']['p95']} ms")
    return "\n".join(lines)
