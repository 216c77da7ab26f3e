"""Entities and retrieval, measured below the dialogue: ``python -m tests.eval.measure``.

What was found is saved first (``found.json``) and scored after (``score.json``), failures beside it, and the
score is compared with the run before. Exit status 1 below ``ENTITY_F1`` or above ``RECALL_LOST``.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.answers.procedure.catalogue import Catalogue
from tests.eval import entities, ranking, sets
from tests.eval.askers import InProcess

RESULTS = sets.HERE / "results" / "measure"
ENTITY_F1 = 0.95
RECALL_LOST = 0.02


def ask(data: Path) -> dict[str, list[dict[str, Any]]]:
    """Return what is found in every marked question, and the hits of every question with a known record."""
    published, resources = InProcess(data).live()
    catalogue = Catalogue(published.snapshot.procedures)
    return {
        "entities": [
            {**line, "found": entities.found_in(line["question"], resources, catalogue)}
            for line in entities.questions()
        ],
        "ranking": ranking.ask(published.snapshot, published.index, resources),
    }


def score(found: dict[str, list[dict[str, Any]]]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the score and the failures of what *ask* saved."""
    pairs = [(line, entities.marked(line["entities"])) for line in found["entities"]]
    failures = [
        {"question": line["question"], "marked": wanted, "found": line["found"]}
        for line, wanted in pairs
        if any(set(wanted[kind]) != set(line["found"][kind]) for kind in entities.KINDS)
    ]
    by_spelling = {
        "accented": [pair for pair in pairs if pair[0]["style"] != "không dấu"],
        "unaccented": [pair for pair in pairs if pair[0]["style"] == "không dấu"],
    }
    return {
        "entities": {
            name: entities.score((wanted, line["found"]) for line, wanted in group)
            for name, group in by_spelling.items()
        },
        "retrieval": ranking.score(found["ranking"]),
        "threshold": ranking.curve(found["ranking"]),
    }, failures + ranking.failures(found["ranking"])


def table(result: dict[str, Any], before: dict[str, Any] | None) -> str:
    """Return the score as lines, each with its change since *before*."""
    lines = []
    for part, spelling, name, value in _figures(result):
        old = {figure[:3]: figure[3] for figure in _figures(before)} if before else {}
        change = f"{value - old[(part, spelling, name)]:+.4f}" if (part, spelling, name) in old else ""
        lines.append(f"{part:10} {spelling:11} {name:12} {value:7.4f} {change}")
    for point in result["threshold"]:
        used = " <- in use" if point["in_use"] else ""
        lines.append(
            f"refuse below {point['threshold']:.2f}: wrong answers {point['wrong_answers']:.3f}, "
            f"wrong refusals {point['wrong_refusals']:.3f}{used}"
        )
    return "\n".join(lines)


def weak(result: dict[str, Any]) -> list[str]:
    """Return what falls below the gate."""
    found = [
        f"entity F1 {name} {kinds['all']['f1']}"
        for name, kinds in result["entities"].items()
        if kinds["all"]["f1"] < ENTITY_F1
    ]
    recall = [result["retrieval"][spelling]["recall@1"] for spelling in ranking.SPELLINGS]
    if recall[0] - recall[1] > RECALL_LOST:
        found.append(f"recall@1 lost without diacritics: {recall[0] - recall[1]:.4f}")
    return found


def _figures(result: dict[str, Any]) -> list[tuple[str, str, str, float]]:
    figures = [
        ("entities", spelling, kind, one["f1"])
        for spelling, kinds in result["entities"].items()
        for kind, one in kinds.items()
    ]
    return figures + [
        ("retrieval", spelling, name, value)
        for spelling, metrics in result["retrieval"].items()
        for name, value in metrics.items()
    ]


def main() -> int:
    """Ask, save, score, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=sets.ROOT / "var" / "eval")
    parser.add_argument("--score", type=Path, metavar="FOLDER", help="score what was found there anew")
    args = parser.parse_args()
    folder = args.score or RESULTS / datetime.now().strftime("%Y%m%d-%H%M%S")
    if not args.score:
        folder.mkdir(parents=True)
        (folder / "found.json").write_text(json.dumps(ask(args.data), ensure_ascii=False), "utf-8")
    result, failures = score(json.loads((folder / "found.json").read_text("utf-8")))
    (folder / "score.json").write_text(json.dumps(result, ensure_ascii=False, indent=1), "utf-8")
    (folder / "failures.jsonl").write_text(
        "".join(json.dumps(failure, ensure_ascii=False) + "\n" for failure in failures), "utf-8"
    )
    runs = sorted(path for path in RESULTS.glob("*/score.json") if path.parent.name < folder.name)
    print(table(result, json.loads(runs[-1].read_text("utf-8")) if runs else None))
    print(f"what was found, score and failures: {folder}")
    for reason in weak(result):
        print(f"below the gate: {reason}")
    return 1 if weak(result) else 0


if __name__ == "__main__":
    sys.exit(main())
