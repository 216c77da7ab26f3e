"""Own sentences in seven styles: each field is right in at least the share its style allows."""

import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.text import fold
from nlu import Context, Query, Resources, understand
from nlu.intents import families
from tests.nlu.conftest import TODAY

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "cases.yaml").read_text(encoding="utf-8")
)
STYLES = ("standard", "spoken", "long", "short", "slips", "english", "unaccented")
SHARE = 0.95
BEFORE = Context(
    task_id="x/1.a", document_id="x", intent="ask_lead", question="Ai chủ trì?", items=("x/1.a",)
)


def bare(text: str) -> str:
    kept = (unicodedata.normalize("NFD", char)[0] for char in text)
    return "".join(kept).replace("đ", "d").replace("Đ", "D")


def wordings(case: dict[str, Any]) -> list[tuple[str, str]]:
    written = [(style, case[style]) for style in STYLES if style in case]
    return written + [
        ("unaccented", bare(text)) for style, text in written if style in ("standard", "spoken", "long")
    ]


def wrong(want: dict[str, Any], query: Query) -> list[str]:
    found: dict[str, Any] = {
        "aspects": list(query.aspects[: len(want.get("aspects", []))]),
        "operation": query.operation,
        "places": sorted(place.place_id for place in query.places),
        "roles": [mention.role for mention in query.agencies],
        "family": families()[query.intent],
        "intent": query.intent,
        "documents": list(query.document_ids),
        "window": query.window and [str(query.window.start), str(query.window.end)],
        "group": query.group and fold(query.group),
    }
    bad = []
    for field, expected in want.items():
        if field == "context":
            continue
        got = found[field]
        right = str(expected) in str(got) if field == "group" else got == expected
        if field == "aspects":
            right = set(expected) <= set(query.aspects) and query.aspects[0] == expected[0]
        if not right:
            bad.append(f"{field}: {got} for {expected}")
    return bad


def ask(case: dict[str, Any], text: str, resources: Resources) -> Query:
    context = BEFORE if case["want"].get("context") else None
    return understand(text, context, today=TODAY, resources=resources)


@pytest.mark.parametrize("style", STYLES)
def test_style_is_understood(style: str, resources: Resources) -> None:
    counts: Counter[bool] = Counter()
    failures = []
    for case in CASES:
        for written, text in wordings(case):
            if written == style:
                bad = wrong(case["want"], ask(case, text, resources))
                counts[not bad] += 1
                failures += [f"{text}\n    {'; '.join(bad)}"] if bad else []
    assert counts[True] >= SHARE * counts.total(), "\n".join(failures)


def test_there_are_hundreds_of_sentences() -> None:
    assert sum(len(wordings(case)) for case in CASES) >= 200
