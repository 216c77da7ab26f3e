"""'Bản mới khác gì bản cũ': two editions of one plan through the store, then asked about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.answers.pipeline import Assistant, Reply
from knowledge.ingest import ingest
from knowledge.store import Store
from nlu.query import Context
from tests.bot.answers.published import by_meaning
from tests.knowledge.ingest.plans import plan

OLD = (
    ("1", "Rà soát thủ tục hành chính lĩnh vực đất đai", "Sở Tư pháp", "Sở Nội vụ", "Quý I/2025", "Báo cáo"),
    ("2", "Số hóa sổ hộ tịch của các phường", "Sở Tư pháp", "Công an thành phố", "Tháng 6/2025", "Dữ liệu"),
    ("3", "Khảo sát sự hài lòng của người dân", "Sở Nội vụ", "Bưu điện", "Quý III/2025", "Báo cáo"),
    ("4", "Tổ chức hội thi cán bộ một cửa", "Sở Nội vụ", "Thành đoàn", "Quý IV/2025", "Hội thi"),
)
NEW = (
    (*OLD[0][:4], "Quý II/2025", OLD[0][5]),
    (*OLD[1][:2], "Sở Nội vụ", OLD[1][3], "Tháng 9/2025", OLD[1][5]),
    OLD[2],
    ("4", "Lắp đặt máy lấy số tự động tại bộ phận một cửa", "Văn phòng UBND", "", "Quý IV/2025", "Máy"),
)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder: Path = tmp_path_factory.mktemp("changes")
    store = Store.open(f"sqlite:///{folder}/a.db")
    ingest(store, plan(*OLD), "ke-hoach-can-tho.txt")
    outcome = ingest(store, plan(*NEW), "ban-moi.txt")
    assert (outcome.document_id, outcome.version) == ("ke-hoach-can-tho", 2)
    if outcome.state != "published":
        store.publish("ke-hoach-can-tho", 2)
    ingest(store, plan(OLD[2], number="99/KH-UBND", place="Hải Phòng"), "hai-phong.txt")
    yield Assistant(by_meaning("changes", store.snapshot()))
    store.close()


def say(assistant: Assistant, message: str, context: Context | None = None) -> Reply:
    return assistant.answer(message, context, today=date(2026, 11, 24))


@pytest.mark.parametrize(
    "message",
    [
        "Kế hoạch của Cần Thơ bản mới khác gì bản cũ?",
        "bản mới của kế hoạch Cần Thơ có gì thay đổi so với bản trước",
        "ke hoach can tho ban moi khac gi ban cu",
        "So sánh bản mới với bản cũ của kế hoạch Cần Thơ",
    ],
)
def test_everything_that_changed_is_told_and_counted(assistant: Assistant, message: str) -> None:
    answer = say(assistant, message).answer
    assert answer.kind == "list"
    assert answer.total == 5
    for part in (
        "2 nhiệm vụ đổi thời hạn",
        "1 nhiệm vụ đổi cơ quan chủ trì",
        "thêm 1 nhiệm vụ",
        "bỏ 1 nhiệm vụ",
    ):
        assert part in answer.text
    assert "từ “Quý I/2025” thành “Quý II/2025”" in answer.text
    assert "từ “Sở Tư pháp” thành “Sở Nội vụ”" in answer.text
    assert "Khảo sát sự hài lòng" not in answer.text
    assert [item["change"] for item in answer.items].count("changed") == 3


@pytest.mark.parametrize(
    ("message", "total", "shown", "hidden"),
    [
        ("Bản mới của kế hoạch Cần Thơ có nhiệm vụ nào đổi thời hạn?", 2, "Tháng 9/2025", "máy lấy số"),
        ("Kế hoạch Cần Thơ: nhiệm vụ nào bị lùi hạn so với bản cũ", 2, "Quý II/2025", "hội thi"),
        ("Bản mới kế hoạch Cần Thơ bỏ nhiệm vụ nào?", 1, "hội thi", "Tháng 9/2025"),
        ("Bản mới kế hoạch Cần Thơ thêm nhiệm vụ nào?", 1, "máy lấy số", "hội thi"),
        ("Bản mới kế hoạch Cần Thơ đổi cơ quan chủ trì việc nào?", 1, "Sở Tư pháp", "Quý II/2025"),
        ("Bản mới kế hoạch Cần Thơ có đổi sản phẩm nào không", 0, "không có thay đổi", "Quý II/2025"),
    ],
)
def test_only_what_is_asked_is_told(
    assistant: Assistant, message: str, total: int, shown: str, hidden: str
) -> None:
    answer = say(assistant, message).answer
    assert answer.total == total
    assert shown in answer.text
    assert hidden not in answer.text


def test_this_plan_is_the_one_talked_of(assistant: Assistant) -> None:
    context = Context(document_id="ke-hoach-can-tho")
    answer = say(assistant, "kế hoạch này bản mới khác gì bản cũ?", context).answer
    assert answer.total == 5


def test_a_document_of_one_version_is_told_as_such(assistant: Assistant) -> None:
    answer = say(assistant, "Kế hoạch của Hải Phòng bản mới khác gì bản cũ?").answer
    assert answer.kind == "refuse"
    assert "99/KH-UBND" in answer.text
    assert "một bản" in answer.text


def test_changed_rows_are_cited_where_they_stand_now(assistant: Assistant) -> None:
    answer = say(assistant, "Bản mới của kế hoạch Cần Thơ đổi thời hạn nhiệm vụ nào?").answer
    assert answer.sources
    assert all("2025" in source.quote for source in answer.sources)
