from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from knowledge.text import collapse
from tests.knowledge.parsing.plans import GOLD, JURISDICTIONS, ROOT, ROWS, parsed, raw


@pytest.mark.parametrize("document_id", JURISDICTIONS)
def test_every_row_and_no_other(document_id):
    tasks = parsed(document_id).tasks
    assert sum(not task.heading for task in tasks) == ROWS[document_id]
    assert len({task.id for task in tasks}) == len(tasks)
    assert [task.position for task in tasks] == list(range(len(tasks)))


@pytest.mark.parametrize("document_id", JURISDICTIONS)
def test_every_field_can_be_read_again_where_it_stands(document_id):
    document = raw(document_id)
    letters = re.compile(r"[^\w]+")
    for task in parsed(document_id).tasks:
        values = {
            "content": task.content,
            "goal": task.goal,
            "output": task.output,
            "deadline": task.deadline.text,
        }
        for name, value in values.items():
            slices = task.spans.get(name, ())
            again = collapse(" ".join(document.slice(span) for span in slices))
            again = re.sub(r"</?ul[^>]*>", "", again)
            assert letters.sub("", again) == letters.sub("", value or ""), (task.id, name)
        for name, bodies in (("lead", task.lead), ("coordinate", task.coordinate)):
            printed = collapse(" ".join(document.slice(span) for span in task.spans.get(name, ())))
            for body in bodies:
                assert body.text in printed, (task.id, name)
        rows = task.spans["row"]
        for slices in task.spans.values():
            for span in slices:
                inside_own_row = any(row.start <= span.start and span.end <= row.end for row in rows)
                assert inside_own_row or slices == task.spans.get("goal"), task.id


@pytest.mark.parametrize("document_id", JURISDICTIONS)
def test_rows_use_up_the_whole_table(document_id):
    """Between the first header and the last row every non-blank line is a row, a title or layout."""
    document, result = raw(document_id), parsed(document_id)
    taken = [*result.used, *result.furniture]
    first, last = min(span.start for span in taken), max(span.end for span in taken)
    position, left = 0, []
    for line in document.text.split("\n"):
        start, end = position, position + len(line)
        position = end + 1
        if not line.strip() or start < first or start >= last:
            continue
        if not any(span.start <= start + len(line) - len(line.lstrip()) < span.end for span in taken):
            left.append(line.strip())
    note_under_group_three = [
        "(1) Giấy tờ trong thành phần hồ sơ",
        "(2) Kết quả xử lý hồ sơ",
        "(3) Kết quả giải quyết của thủ tục hành chính.",
    ]
    expected = note_under_group_three if document_id == "da-nang-183-kh-ubnd-2021" else []
    assert len(left) == len(expected)
    assert all(line.startswith(start) for line, start in zip(left, expected, strict=True))


def _gold_samples() -> list[Path]:
    shared = ROOT.parent / "shared" / "gold-sample.json"
    own = GOLD / "da-nang-183-kh-ubnd-2021.json"
    return [own, shared] if shared.exists() else [own]


@pytest.mark.parametrize("path", _gold_samples(), ids=lambda path: path.name)
def test_the_plan_done_by_hand_comes_out_the_same(path):
    gold = json.loads(path.read_text(encoding="utf-8"))
    document_id = "da-nang-183-kh-ubnd-2021"
    document, result = raw(document_id), parsed(document_id)
    assert [(group.no, group.title) for group in result.groups] == [
        (group["no"], group["name"]) for group in gold["groups"]
    ]
    for task, row in zip(result.tasks, gold["tasks"], strict=True):
        assert (task.row, task.group_no, task.group) == (row["id"], row["group_no"], row["group"])
        assert (task.content, task.output, task.goal) == (row["content"], row["output"], None)
        assert [body.text for body in task.lead] == row["lead"]
        assert [body.text for body in task.coordinate] == row["coordinate"]
        assert (task.deadline.text, task.deadline.kind) == (row["deadline_text"], row["deadline_kind"])
        assert str(task.deadline.date or "") == (row["deadline_date"] or "")
        assert str(task.deadline.start or "") == (row.get("deadline_start") or "")
        (span,) = task.spans["row"]
        assert [document.line_of(span.start), document.line_of(span.end - 1)] == row["lines"]


def _rows_by_hand() -> list[tuple[str, dict]]:
    return [
        (path.stem, row)
        for path in sorted(GOLD.glob("*.json"))
        for row in json.loads(path.read_text(encoding="utf-8")).get("rows", [])
    ]


@pytest.mark.parametrize(("document_id", "row"), _rows_by_hand(), ids=lambda value: str(value)[:40])
def test_the_hard_rows_of_the_other_plans_come_out_as_read_by_hand(document_id, row):
    """Content is given by its first and last words, everything else in full."""
    document = raw(document_id)
    (task,) = [task for task in parsed(document_id).tasks if task.row == row["row"]]
    first, last = row["content"]
    assert task.content.startswith(first)
    assert task.content.endswith(last)
    assert (task.parent or "").startswith(row["parent"] or "")
    assert (task.parent is None) == (row["parent"] is None)
    assert task.group == row.get("group", task.group)
    assert task.heading is row["heading"]
    assert task.goal == row.get("goal")
    assert task.output == row.get("output")
    assert [body.text for body in task.lead] == row["lead"]
    assert [body.text for body in task.coordinate] == row["coordinate"]
    assert task.deadline.text == row["deadline"]
    assert str(task.deadline.date or "") == (row["date"] or "")
    if "milestones" in row:
        assert [str(milestone.date) for milestone in task.deadline.milestones] == row["milestones"]
    spans = task.spans["row"]
    assert [document.line_of(spans[0].start), document.line_of(spans[-1].end - 1)] == row["lines"]
