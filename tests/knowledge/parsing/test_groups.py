"""Groups that tables name in other ways than by a numbered row of their own."""

from __future__ import annotations

import pytest

from knowledge.parsing import TaskParse, parse_tasks
from knowledge.readers import read

HEAD = "<tr><th>Lĩnh vực</th><th>TT</th><th>Công việc</th><th>Chủ trì</th><th>Hạn</th></tr>"


def parsed(rows: str, filename: str = "plan.html") -> TaskParse:
    text = f"<table>{rows}</table>" if filename.endswith("html") else rows
    return parse_tasks(read(text.encode(), filename), "plan", None, 2026)


def groups(result: TaskParse) -> list[tuple[str, str, str]]:
    return [(task.row, task.group_no, task.group) for task in result.tasks]


def row(group: str, number: int, content: str) -> str:
    return f"<tr>{group}<td>{number}</td><td>{content}</td><td>Sở Nội vụ</td><td>Quý I/2026</td></tr>"


def test_a_column_merged_over_its_rows_names_their_group():
    result = parsed(
        HEAD
        + row("<td rowspan='2'>Văn hóa công sở</td>", 1, "Ban hành quy tắc")
        + row("", 2, "Kiểm tra giờ làm việc")
        + row("<td>Chuyển đổi số</td>", 3, "Lắp wifi miễn phí")
    )
    assert groups(result) == [
        ("1", "", "Văn hóa công sở"),
        ("2", "", "Văn hóa công sở"),
        ("3", "", "Chuyển đổi số"),
    ]
    assert [group.title for group in result.groups] == ["Văn hóa công sở", "Chuyển đổi số"]


@pytest.mark.parametrize("second", ["Văn hóa", ""])
def test_the_column_may_be_repeated_or_left_blank_instead(second: str):
    text = "TT\tNhóm\tNhiệm vụ\tChủ trì\tThời hạn\n" + "".join(
        f"{number}\t{group}\t{content}\tSở Nội vụ\tQuý I/2026\n"
        for number, group, content in [
            (1, "Văn hóa", "Ban hành"),
            (2, second, "Rà soát"),
            (3, "Số hóa", "Lắp"),
        ]
    )
    result = parsed(text, "plan.txt")
    assert [task.group for task in result.tasks] == ["Văn hóa", "Văn hóa", "Số hóa"]


def test_a_table_with_no_other_column_for_its_tasks_keeps_them():
    result = parsed(
        "<tr><th>TT</th><th>Nhóm nhiệm vụ</th><th>Chủ trì</th><th>Hạn</th></tr>"
        "<tr><td>1</td><td>Rà soát văn bản</td><td>Sở Tư pháp</td><td>Quý I/2026</td></tr>"
    )
    assert [(task.content, task.group) for task in result.tasks] == [("Rà soát văn bản", "")]


def test_lettered_titles_merged_over_a_table_that_begins_with_another_column():
    result = parsed(
        "<tr><th>Hạn</th><th>TT</th><th>Nội dung</th><th>Chủ trì</th></tr>"
        "<tr><td colspan='4'>A. THỂ CHẾ</td></tr>"
        "<tr><td>Quý I/2026</td><td>1</td><td>Rà soát văn bản</td><td>Sở Tư pháp</td></tr>"
        "<tr><td colspan='4'>Đ. CHÍNH QUYỀN SỐ</td></tr>"
        "<tr><td>Quý II/2026</td><td>2</td><td>Vẽ bản đồ số</td><td>Sở Nội vụ</td></tr>"
    )
    assert groups(result) == [("A.1", "A", "THỂ CHẾ"), ("Đ.2", "Đ", "CHÍNH QUYỀN SỐ")]
