"""Plans nobody has seen: other cities, years, wordings, column orders and layouts."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from knowledge.parsing import parse_tasks
from knowledge.readers import read

FOLDER = Path(__file__).parent / "invented"
PLANS = sorted(path for path in FOLDER.iterdir() if path.suffix != ".yaml")


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.name)
def test_an_invented_plan_comes_out_right(path):
    expected = yaml.safe_load(path.with_suffix(".yaml").read_text(encoding="utf-8"))
    document = read(path.read_bytes(), path.name)
    result = parse_tasks(document, path.stem, None)
    assert result.layout == ((expected["layout"],) if expected["layout"] else ())
    assert [problem.code for problem in result.problems] == expected.get("problems", [])
    assert [task.row for task in result.tasks] == [row["row"] for row in expected["rows"]]
    by_row = {task.row: task for task in result.tasks}
    for row in expected["rows"]:
        task = by_row[row["row"]]
        parent = by_row[row["parent"]] if "parent" in row else None
        assert task.content == row["content"]
        assert task.group == row.get("group", "")
        assert (task.parent, task.parent_id) == ((parent.content, parent.id) if parent else (None, None))
        assert [body.text for body in task.lead] == row.get("lead", [])
        assert [body.text for body in task.coordinate] == row.get("coordinate", [])
        assert task.deadline.text == row.get("deadline", "")
        assert task.deadline.date == row.get("date")
        assert task.output == row.get("output")
        assert task.goal == row.get("goal")
        assert task.note == row.get("note")
        assert task.heading is row.get("heading", False)
        for problem in result.problems:
            assert path.name in problem.message or problem.code == "unknown_layout"
