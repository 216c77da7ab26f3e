"""Retrieval: does the record a question means come first, and as well when its diacritics are left out?

Also the curve of the refuse threshold: what the best hit's score would let through and hold back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import ir_measures
from ir_measures import RR, R, nDCG

from bot.answers.stages.route import PLAN, PROCEDURE
from bot.answers.thresholds import limits
from knowledge.snapshot import Snapshot
from knowledge.text import fold
from nlu.resources import Resources
from nlu.understand import understand
from retrieval.hits import RecordType
from retrieval.index import Index
from tests.eval import sets
from tests.eval.entities import ASKED_ON

METRICS = {"recall@1": R @ 1, "recall@5": R @ 5, "mrr": RR, "ndcg@10": nDCG @ 10}
SPELLINGS = ("accented", "stripped")
THRESHOLDS = tuple(round(0.15 + 0.03 * step, 2) for step in range(16))
_SETS = ("dev", "fresh2", "procedures")
Ranked = dict[str, Any]


def ask(snapshot: Snapshot, index: Index, resources: Resources) -> list[Ranked]:
    """Return, per question that names its record and per spelling, what is wanted and the ten best hits.

    Questions typed without diacritics, in English or within a conversation are left out: the two
    spellings compared are of the same question, and the record is not named by the turns before.
    """
    lines = []
    for name in _SETS:
        for question in sets.load(name) if sets.FILES[name].is_file() else []:
            if question.get("context") or question["style"] in ("không dấu", "tiếng Anh"):
                continue
            wanted = _wanted(question, snapshot)
            refused = question["expect"] == "refuse"
            if not wanted and not refused:
                continue
            for spelling in SPELLINGS:
                text = question["question"] if spelling == "accented" else fold(question["question"])
                query = understand(text, today=ASKED_ON, resources=resources)
                types, documents = _where(question)
                hits = index.search(
                    [query.topic, *query.alternatives], record_types=types, document_ids=documents, limit=40
                )
                best: dict[str, float] = {}
                for hit in hits:
                    best.setdefault(_record(hit.record_id), hit.score)
                lines.append(
                    {
                        "set": name,
                        "id": question["id"],
                        "spelling": spelling,
                        "question": text,
                        "topic": query.topic,
                        "wanted": wanted,
                        "hits": dict(list(best.items())[:10]),
                    }
                )
    return lines


def score(lines: Sequence[Ranked]) -> dict[str, dict[str, float]]:
    """Return the metrics by spelling, over the questions that a record answers."""
    result: dict[str, dict[str, float]] = {}
    for spelling in SPELLINGS:
        asked = [line for line in lines if line["spelling"] == spelling and line["wanted"]]
        # recall@1 counts a question with several fitting records as one found when any comes first.
        qrels = {_key(line): {_one(line): 1} for line in asked}
        # By place, not by score: of hits that score alike, the one shown first comes first.
        run = {_key(line): {hit: -float(n) for n, hit in enumerate(line["hits"])} for line in asked}
        found = ir_measures.calc_aggregate(METRICS.values(), qrels, run)
        result[spelling] = {name: round(found[measure], 4) for name, measure in METRICS.items()}
        result[spelling]["questions"] = len(asked)
    return result


def curve(lines: Sequence[Ranked]) -> list[dict[str, float]]:
    """Return, per threshold on the best hit's score, the shares of wrong answers and of wrong refusals.

    A wrong answer is a wrong record, or any record for a question no record answers; a wrong refusal
    is a right record held back. ``refuse.score`` is the shipped threshold.
    """
    asked = [line for line in lines if line["spelling"] == "accented"]
    shipped = limits()["refuse.score"].value
    points = []
    for threshold in sorted({*THRESHOLDS, shipped}):
        wrong_answers = wrong_refusals = 0
        for line in asked:
            first, best = next(iter(line["hits"].items()), ("", 0.0))
            right = first in line["wanted"]
            wrong_answers += best >= threshold and not right
            wrong_refusals += best < threshold and right
        points.append(
            {
                "threshold": threshold,
                "wrong_answers": round(wrong_answers / max(1, len(asked)), 4),
                "wrong_refusals": round(wrong_refusals / max(1, len(asked)), 4),
                "in_use": threshold == shipped,
            }
        )
    return points


def failures(lines: Iterable[Ranked]) -> list[Ranked]:
    """Return the questions whose record does not come first."""
    return [line for line in lines if line["wanted"] and next(iter(line["hits"]), "") not in line["wanted"]]


def _key(line: Ranked) -> str:
    return f"{line['set']} {line['id']}"


def _one(line: Ranked) -> str:
    """Return the wanted record that comes first among the hits, any when none does."""
    return next((record for record in line["hits"] if record in line["wanted"]), str(line["wanted"][0]))


def _wanted(question: Mapping[str, Any], snapshot: Snapshot) -> list[str]:
    hint = question.get("row_hint")
    if not hint:
        return []
    if hint in snapshot.procedure_by_id:
        return [str(hint)]
    words = " ".join(fold(hint).split())
    records = [(task.id, task.document_id, task.content) for task in snapshot.tasks]
    records += [(r.id, r.document_id, r.text) for r in (*snapshot.targets, *snapshot.responsibilities)]
    records += [(r.id, r.document_id, r.text) for r in snapshot.passages]
    return [
        id_
        for id_, document_id, text in records
        if document_id in _documents(question) and words in " ".join(fold(text).split())
    ]


def _where(question: Mapping[str, Any]) -> tuple[Sequence[RecordType], Sequence[str] | None]:
    documents = _documents(question)
    if documents:
        return PLAN, documents
    return (PROCEDURE if question["kind"].startswith("tthc") else (*PLAN, *PROCEDURE)), None


def _documents(question: Mapping[str, Any]) -> list[str]:
    named = question.get("doc") or []
    return [named] if isinstance(named, str) else list(named)


def _record(record_id: str) -> str:
    """Return the procedure of a procedure's fact, any other record id as it is."""
    return record_id.removeprefix("procedure:").split("#")[0]
