"""Whatever the order of columns, the layout and the noise: the same rows, or a problem, never an error."""

from __future__ import annotations

import html

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.parsing import parse_tasks
from knowledge.readers import read

HEADINGS = {
    "number": ["TT", "STT", "Số TT"],
    "content": ["Nội dung", "Nhiệm vụ", "Nội dung công việc", "Nhiệm vụ/ Giải pháp"],
    "lead": ["Cơ quan chủ trì", "Đơn vị chủ trì", "Chủ trì thực hiện"],
    "coordinate": ["Cơ quan phối hợp", "Đơn vị phối hợp thực hiện"],
    "deadline": ["Thời gian", "Thời hạn hoàn thành", "Tiến độ"],
    "output": ["Sản phẩm", "Kết quả đầu ra", "Dự kiến kết quả"],
}
BODIES = ["Sở Nội vụ", "Sở Tư pháp", "Văn phòng UBND thành phố", "Công an thành phố", "UBND các phường, xã"]
DEADLINES = ["Quý I/2025", "Tháng 9/2025", "30/11/2025", "Thường xuyên", "Trước ngày 15/3/2025", "Năm 2025"]
WORDS = ["Rà soát hồ sơ", "Xây dựng kế hoạch", "Kiểm tra định kỳ", "Tập huấn nghiệp vụ", "Cập nhật dữ liệu"]

contents = st.tuples(st.sampled_from(WORDS), st.integers(1, 99)).map(lambda pair: f"{pair[0]} đợt {pair[1]}")
rows = st.fixed_dictionaries(
    {
        "content": st.tuples(st.sampled_from(WORDS), st.integers(1, 99)).map(
            lambda pair: f"{pair[0]} đợt {pair[1]}"
        ),
        "lead": st.sampled_from(BODIES),
        "coordinate": st.sampled_from(["", *BODIES]),
        "deadline": st.sampled_from(DEADLINES),
        "output": st.sampled_from(["", "Báo cáo", "Quyết định của UBND thành phố", "100% hồ sơ"]),
    }
)
plans = st.lists(st.lists(rows, min_size=1, max_size=4), min_size=1, max_size=4)
NUMERALS = ["I", "II", "III", "IV"]


def _table(plan, columns, headings) -> list[list[str]]:
    lines = [headings]
    for numeral, group in zip(NUMERALS, plan, strict=False):
        title = {"number": numeral, "content": f"Nhóm việc {numeral}"}
        lines.append([title.get(column, "") for column in columns])
        for number, row in enumerate(group, start=1):
            lines.append([str(number) if column == "number" else row[column] for column in columns])
    return lines


def _tabs(lines) -> tuple[bytes, str]:
    return "\n".join("\t".join(line) for line in lines).encode(), "a.txt"


def _bars(lines) -> tuple[bytes, str]:
    body = ["| " + " | ".join(line) + " |" for line in lines]
    return "\n".join([body[0], "|" + "---|" * len(lines[0]), *body[1:]]).encode(), "a.md"


def _cells(lines) -> tuple[bytes, str]:
    return "\n\n".join("\n".join(f"\t{cell or ' '}" for cell in line) for line in lines).encode(), "a.txt"


def _web(lines) -> tuple[bytes, str]:
    body = "".join(f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in line)}</tr>" for line in lines)
    return f"<table>{body}</table>".encode(), "a.html"


@st.composite
def printed_plans(draw):
    plan = draw(plans)
    others = draw(st.permutations(["content", "lead", "coordinate", "deadline", "output"]))
    columns = ["number", *others]
    headings = [draw(st.sampled_from(HEADINGS[column])) for column in columns]
    render = draw(st.sampled_from([_tabs, _bars, _cells, _web]))
    return plan, render(_table(plan, columns, headings))


@given(printed_plans())
@settings(max_examples=80, deadline=None)
def test_every_layout_and_column_order_gives_the_same_rows(printed):
    plan, (data, name) = printed
    result = parse_tasks(read(data, name), "a", None)
    expected = [
        (f"{numeral}.{number}", f"Nhóm việc {numeral}", row)
        for numeral, group in zip(NUMERALS, plan, strict=False)
        for number, row in enumerate(group, start=1)
    ]
    assert [task.row for task in result.tasks] == [row for row, _, _ in expected]
    for task, (_, group, row) in zip(result.tasks, expected, strict=True):
        assert task.group == group
        assert task.content == row["content"]
        assert [body.text for body in task.lead] == [row["lead"]]
        assert [body.text for body in task.coordinate] == ([row["coordinate"]] if row["coordinate"] else [])
        assert task.deadline.text == row["deadline"]
        assert task.output == (row["output"] or None)
    assert result.problems == ()


NOISE = st.lists(
    st.sampled_from(
        [
            "TT\tNội dung\tCơ quan chủ trì\tThời gian\tSản phẩm",
            "\tTT",
            "\tNội dung",
            "\tCơ quan chủ trì",
            "\tThời gian",
            "STT",
            "Nhiệm vụ",
            "Cơ quan chủ trì",
            "Thời gian hoàn thành",
            "I",
            "1",
            "2",
            "a)",
            "-",
            "",
            "\t",
            "\t\t\t",
            "1\tRà soát\tSở Nội vụ",
            "\t- Cấp xã\tUBND xã\tQuý I/2025\t\t\t\t",
            "1\tRà soát\tSở Nội vụ\tQuý I/2025\tBáo cáo\tthừa\tnữa",
            "| TT | Nội dung | Chủ trì | Thời hạn |",
            "|---|---|",
            "| 1 | Việc |",
            "a) Việc cần làm",
            "- Cơ quan chủ trì: Sở Tư pháp",
            "- Thời gian thực hiện: Quý I/2025",
            "- Sản phẩm:",
            "II. KINH PHÍ",
            "văn bản thường",
            "Nơi nhận:",
        ]
    ),
    max_size=40,
)


@given(NOISE)
@settings(max_examples=300, deadline=None)
def test_ragged_tables_give_problems_and_never_errors(lines):
    data = ("mở đầu\n" + "\n".join(lines)).encode()
    document = read(data, "nhiễu.txt")
    result = parse_tasks(document, "nhieu", None)
    assert len({task.id for task in result.tasks}) == len(result.tasks)
    for task in result.tasks:
        for slices in task.spans.values():
            assert all(document.slice(span).strip() for span in slices)
    for problem in result.problems:
        assert problem.span is None or "nhiễu.txt" in problem.message
    for span in (*result.used, *result.furniture):
        assert 0 <= span.start <= span.end <= len(document.text)
    if not result.tasks:
        assert result.problems


@given(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_text_at_all_parses(text):
    parse_tasks(read(("x" + text).encode(), "a.txt"), "a", None)
