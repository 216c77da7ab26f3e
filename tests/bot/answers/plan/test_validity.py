"""A plan replaced by another, one that ended and one to come: told, and the successor preferred."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.answers.answer import Answer
from bot.answers.pipeline import Assistant
from knowledge.ingest import ingest
from knowledge.store import Store
from nlu.query import Context
from tests.bot.answers.published import by_meaning
from tests.knowledge.ingest.plans import plan

TODAY = date(2025, 8, 1)
OLD = ("1", "Tập huấn kỹ năng số cho cán bộ một cửa", "Sở Tư pháp", "", "Quý IV/2025", "Lớp học")
ONLY_OLD = ("2", "Lắp đặt máy lấy số tự động tại bộ phận một cửa", "Sở Y tế", "", "Quý IV/2025", "Máy")
NEW = ("1", "Tập huấn kỹ năng số cho cán bộ một cửa", "Sở Nội vụ", "", "Quý III/2025", "Lớp học")
ENDS = """III. TỔ CHỨC THỰC HIỆN
1. Kế hoạch này có hiệu lực từ ngày 01/6/2025 và thay thế Kế hoạch số 27/KH-UBND ngày 15 tháng 01 năm 2025.
"""
TIMED = """III. TỔ CHỨC THỰC HIỆN
1. Kế hoạch này có hiệu lực từ ngày ký đến hết ngày 30/6/2025.
"""
LATER = """III. TỔ CHỨC THỰC HIỆN
1. Kế hoạch này có hiệu lực từ ngày 01/9/2025 và thay thế Kế hoạch số 5/KH-UBND ngày 15/01/2025.
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder: Path = tmp_path_factory.mktemp("validity")
    store = Store.open(f"sqlite:///{folder}/a.db")
    for number, data in enumerate(
        (
            plan(OLD, ONLY_OLD),
            plan(NEW, number="90/KH-UBND", day="20 tháng 5 năm 2025", closing=ENDS),
            plan(NEW, number="31/KH-UBND", place="Hải Phòng", closing=TIMED),
            plan(OLD, number="5/KH-UBND", place="Huế"),
            plan(NEW, number="77/KH-UBND", place="Huế", day="25 tháng 7 năm 2025", closing=LATER),
        )
    ):
        outcome = ingest(store, data, f"ke-hoach-{number}.txt")
        if outcome.state != "published":
            store.publish(outcome.document_id or "", outcome.version or 0)
    yield Assistant(by_meaning("validity", store.snapshot()))
    store.close()


def say(assistant: Assistant, message: str, context: Context | None = None) -> Answer:
    return assistant.answer(message, context, today=TODAY).answer


@pytest.mark.parametrize(
    "message",
    [
        "Ai chủ trì tập huấn kỹ năng số cho cán bộ một cửa ở Cần Thơ?",
        "ở cần thơ cơ quan nào chủ trì tập huấn kỹ năng số",
        "co quan nao o can tho chu tri tap huan ky nang so",
    ],
)
def test_without_a_number_the_successor_answers_and_needs_no_caution(
    assistant: Assistant, message: str
) -> None:
    answer = say(assistant, message)
    assert "Sở Nội vụ" in answer.text and "90/KH-UBND" in answer.text
    assert not any("thay thế" in warning for warning in answer.warnings)


def test_the_old_one_named_by_number_is_answered_with_its_successor(assistant: Assistant) -> None:
    answer = say(assistant, "Theo Kế hoạch 27/KH-UBND của Cần Thơ, ai chủ trì tập huấn kỹ năng số?")
    assert "Sở Tư pháp" in answer.text
    [note] = [warning for warning in answer.warnings if "thay thế" in warning]
    assert note in answer.text
    for part in ("27/KH-UBND", "90/KH-UBND", "từ ngày 01/06/2025"):
        assert part in note


def test_what_only_the_old_one_says_is_answered_with_the_caution(assistant: Assistant) -> None:
    answer = say(assistant, "Ở Cần Thơ ai chủ trì lắp đặt máy lấy số tự động tại bộ phận một cửa?")
    assert "Sở Y tế" in answer.text
    assert any("90/KH-UBND" in warning for warning in answer.warnings)


def test_a_list_takes_the_plan_in_force(assistant: Assistant) -> None:
    answer = say(assistant, "Liệt kê nhiệm vụ của kế hoạch Cần Thơ")
    assert answer.total == 1
    assert "90/KH-UBND" in answer.text


def test_a_plan_past_its_last_day_says_so(assistant: Assistant) -> None:
    answer = say(assistant, "Ở Hải Phòng ai chủ trì tập huấn kỹ năng số cho cán bộ một cửa?")
    assert any("đến hết ngày 30/06/2025" in warning for warning in answer.warnings)


def test_a_plan_to_come_leaves_the_present_one_in_its_place_and_is_announced(assistant: Assistant) -> None:
    answer = say(assistant, "Ở Huế ai chủ trì tập huấn kỹ năng số cho cán bộ một cửa?")
    assert "Sở Tư pháp" in answer.text
    assert any("77/KH-UBND" in warning and "01/09/2025" in warning for warning in answer.warnings)
    later = assistant.answer(
        "Ở Huế ai chủ trì tập huấn kỹ năng số cho cán bộ một cửa?", today=date(2025, 9, 1)
    ).answer
    assert "Sở Nội vụ" in later.text and not later.warnings


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        ("Kế hoạch 27/KH-UBND của Cần Thơ còn hiệu lực không?", ("90/KH-UBND", "đã được thay thế")),
        ("Kế hoạch 27/KH-UBND đã bị thay thế bởi văn bản nào?", ("90/KH-UBND",)),
        ("Kế hoạch 90/KH-UBND thay thế văn bản nào?", ("27/KH-UBND ngày 15/01/2025",)),
        ("Kế hoạch 90/KH-UBND có hiệu lực từ ngày nào?", ("01/06/2025", "chưa ghi nhận")),
        ("Kế hoạch 31/KH-UBND còn hiệu lực không?", ("30/06/2025", "hết hiệu lực")),
    ],
)
def test_validity_is_answered_when_asked(assistant: Assistant, message: str, parts: tuple[str, ...]) -> None:
    text = say(assistant, message).text
    for part in parts:
        assert part in text, text
