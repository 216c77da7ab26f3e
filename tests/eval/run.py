"""Asks the assistant every question of the sets, saves the answers, then scores what was saved.

    python -m tests.eval.run                      # a running assistant at http://127.0.0.1:8000
    python -m tests.eval.run --serve              # starts one of its own, with Rasa, and ends it
    python -m tests.eval.run --in-process         # without Rasa: quick, intents by our own rules
    python -m tests.eval.run --score FOLDER       # judge saved answers anew, ask nothing

Every run has a folder under ``results/``: ``answers.jsonl``, ``score.json``, ``failures.jsonl``. The score is
compared with the run before. Exit status 1 when a kind of a ``--gate`` set is below ``--min-kind``.
"""

from __future__ import annotations

import argparse
import json
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from tests.eval import score, sets
from tests.eval.askers import Asker, InProcess, OverHttp, Served, conversation

RESULTS = sets.HERE / "results"


def arguments() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--serve", action="store_true", help="start an assistant for this run")
    parser.add_argument("--in-process", action="store_true", help="ask without HTTP and without Rasa")
    parser.add_argument("--score", type=Path, metavar="FOLDER", help="score the answers saved there")
    parser.add_argument("--set", action="append", choices=list(sets.FILES), help="only this set, repeatable")
    parser.add_argument("--kind", action="append", help="only this kind, repeatable")
    parser.add_argument("--id", action="append", help="only this question, repeatable")
    parser.add_argument("--min-kind", type=float, default=0.0, help="least share that passes in every kind")
    parser.add_argument("--gate", action="append", choices=list(sets.FILES), help="sets --min-kind holds for")
    parser.add_argument("--show", action="store_true", help="print every failure with its answer")
    parser.add_argument(
        "--data", type=Path, default=sets.ROOT / "var" / "eval", help="folder of --in-process"
    )
    return parser.parse_args()


@contextmanager
def asker_of(args: argparse.Namespace) -> Iterator[Asker]:
    """Give the asker that *args* want."""
    if args.in_process:
        yield InProcess(args.data)
    elif args.serve:
        with Served(args.data / "served") as served:
            yield served
    else:
        yield OverHttp(args.url)


def wanted(args: argparse.Namespace, name: str) -> list[sets.Question]:
    """Return the questions of set *name* that *args* ask for."""
    return [
        question
        for question in sets.load(name)
        if (not args.kind or question["kind"] in args.kind) and (not args.id or question["id"] in args.id)
    ]


def ask(args: argparse.Namespace, folder: Path) -> None:
    """Ask the sets and save the answers into *folder*, each as soon as it is there."""
    with asker_of(args) as asker, (folder / "answers.jsonl").open("w", encoding="utf-8") as file:
        for name in args.set or sets.present():
            if files := sets.documents(name):
                try:
                    asker.take_in(files)
                except RuntimeError as error:
                    print(f"[eval] the set {name!r} is left out: {error}")
                    continue
            for question in wanted(args, name):
                said = conversation(asker, f"eval-{uuid.uuid4()}", question)
                line = {"set": name, "id": question["id"], **asdict(said)}
                file.write(json.dumps(line, ensure_ascii=False) + "\n")


def judged(folder: Path) -> list[dict[str, object]]:
    """Return the verdicts on the answers saved in *folder*."""
    answers = [json.loads(line) for line in (folder / "answers.jsonl").read_text("utf-8").splitlines()]
    names = dict.fromkeys(answer["set"] for answer in answers)
    questions = {(name, question["id"]): question for name in names for question in sets.load(name)}
    keys = [(answer["set"], answer["id"]) for answer in answers]
    return [
        score.verdict(questions[key], answer)
        for key, answer in zip(keys, answers, strict=True)
        if key in questions
    ]


def before(folder: Path) -> Path | None:
    """Return the run before *folder*, if there is one."""
    runs = sorted(path.parent for path in RESULTS.glob("*/score.json") if path.parent.name < folder.name)
    return runs[-1] if runs else None


def main() -> int:
    """Run what the command line asks for."""
    args = arguments()
    folder = args.score or RESULTS / datetime.now().strftime("%Y%m%d-%H%M%S")
    if not args.score:
        folder.mkdir(parents=True)
        ask(args, folder)
    verdicts = judged(folder)
    if not verdicts:
        print("[eval] no question was asked")
        return 2
    result = score.write(folder, verdicts)
    for one in verdicts:
        if args.show and not one["passed"]:
            print(f"\n{one['id']} {one['kind']} ({one['style']}) {one['context'] or ''} {one['question']}")
            print(f"  missing {one['missing']} forbidden {one['forbidden']} {one['error'] or ''}")
            print(f"  [{one['answer_kind']}, {one['intent']}] {one['text']}")
    print(score.table(result))
    if earlier := before(folder):
        gained, lost = score.changes(json.loads((earlier / "score.json").read_text("utf-8")), result)
        print(f"since {earlier.name}: {len(gained)} gained {gained}, {len(lost)} lost {lost}")
    print(f"answers, score and failures: {folder}")
    weak = score.below(result, args.min_kind, args.gate or sets.FILES)
    if weak:
        print(f"below {args.min_kind:.0%}: {', '.join(sorted(weak))}")
    return 1 if weak else 0


if __name__ == "__main__":
    sys.exit(main())
