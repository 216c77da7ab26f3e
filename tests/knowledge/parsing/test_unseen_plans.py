"""Plans nobody had seen when the parsers were written, each in every format it may come in."""

from __future__ import annotations

from collections import Counter

import pytest

from knowledge.extract import Extraction, extract, metadata_of, plan_year
from knowledge.parsing import TaskParse, parse_tasks
from knowledge.readers import read
from knowledge.records import Task
from tests.knowledge.parsing.unseen_plans import ExpectedRow, cases, expected_rows, load, render


def taken_in(name: str, form: str) -> tuple[TaskParse, Extraction]:
    raw = read(render(load(name), form), f"{name}.{form}")
    document = metadata_of(raw, name, None)
    parse = parse_tasks(raw, name, document.jurisdiction, plan_year(document))
    return parse, extract(raw, parse, name)


def differences(task: Task, row: ExpectedRow, by_id: dict[str, Task]) -> dict[str, tuple[object, object]]:
    """Return what differs, as (found, expected) by field."""
    extra = row.extra
    parent = by_id.get(task.parent_id or "")
    deadline = task.deadline
    pairs: dict[str, tuple[object, object]] = {
        "group": (task.group, row.group),
        "content": (task.content, row.content),
        "lead": ([body.text for body in task.lead], row.lead),
        "coordinate": ([body.text for body in task.coordinate], row.coordinate),
        "deadline": (deadline.text, row.deadline),
        "date": (deadline.date, row.date),
        "output": (task.output, row.output),
        "parent": (parent.row if parent else None, extra.get("parent")),
        "heading": (task.heading, "heading" in extra),
        "goal": (task.goal, extra.get("goal")),
        "note": (task.note, extra.get("note")),
    }
    if "start" in extra:
        pairs["start"] = (str(deadline.start), extra["start"])
    if "kind" in extra:
        pairs["kind"] = (deadline.kind, extra["kind"])
    if "before" in extra:
        pairs["before"] = (deadline.before, True)
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


@pytest.mark.parametrize(("name", "form"), cases())
def test_every_row_is_exact(name: str, form: str) -> None:
    plan = load(name)
    wanted = expected_rows(plan)
    parse, _ = taken_in(name, form)
    assert [task.row for task in parse.tasks] == [row.row for row in wanted]
    by_id = {task.id: task for task in parse.tasks}
    found = {row.row: differences(task, row, by_id) for task, row in zip(parse.tasks, wanted, strict=True)}
    assert {row: wrong for row, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize(("name", "form"), cases())
def test_no_line_is_lost_and_no_alarm_is_false(name: str, form: str) -> None:
    parse, extraction = taken_in(name, form)
    assert extraction.coverage.unaccounted == ()
    plan = load(name)
    expected = plan.get(f"problems {form}", plan.get("problems", []))
    assert [problem.code for problem in parse.problems] == expected


@pytest.mark.parametrize(("name", "form"), [case for case in cases() if "document" in load(case[0])])
def test_the_document_is_known(name: str, form: str) -> None:
    _, extraction = taken_in(name, form)
    wanted = dict(load(name)["document"])
    found = extraction.document
    replaced = [wanted.pop("replaces")] if "replaces" in wanted else []
    assert [ref.number for ref in found.replaces] == replaced
    for field, value in wanted.items():
        assert getattr(found, field) == (tuple(value) if isinstance(value, list) else value), field


@pytest.mark.parametrize(("name", "form"), [case for case in cases() if "duties" in load(case[0])])
def test_duties_by_body(name: str, form: str) -> None:
    _, extraction = taken_in(name, form)
    found = Counter(duty.addressee.text for duty in extraction.responsibilities)
    assert dict(found) == load(name)["duties"]


@pytest.mark.parametrize(("name", "form"), [case for case in cases() if "targets" in load(case[0])])
def test_targets_in_prose(name: str, form: str) -> None:
    _, extraction = taken_in(name, form)
    found = [
        [target.value, target.unit, target.comparator]
        for target in extraction.targets
        if target.task_id is None
    ]
    assert found == load(name)["targets"]


def test_keyed_prose_may_say_when_a_task_begins() -> None:
    text = (
        "1. Rà soát thủ tục\n- Cơ quan chủ trì: Sở Nội vụ\n- Thời gian bắt đầu: 01/3/2026\n"
        "- Thời gian hoàn thành: 30/6/2026\n\n2. Xây dựng phần mềm\n- Cơ quan chủ trì: Sở Tài chính\n"
        "- Bắt đầu: tháng 5/2026\n"
    )
    first, second = parse_tasks(read(text.encode(), "a.txt"), "a", "da-nang").tasks
    assert [body.text for body in first.lead] == ["Sở Nội vụ"]
    assert (str(first.deadline.start), str(first.deadline.date)) == ("2026-03-01", "2026-06-30")
    assert (second.deadline.text, second.deadline.kind) == ("tháng 5/2026", "tháng")
