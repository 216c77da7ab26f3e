"""What the check of a document found doubtful is told where the record is shown, and only there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.answers.answer import Answer
from bot.answers.pipeline import Assistant
from knowledge.ingest import ingest
from knowledge.store import Store
from tests.bot.answers.published import by_meaning
from tests.knowledge.ingest.plans import plan

ROWS = (
    ("1", "Rà soát thủ tục hành chính lĩnh vực đất đai", "Sở Tư pháp", "Sở Nội vụ", "Quý I/2023", "Báo cáo"),
    ("2", "Số hóa sổ hộ tịch của các phường", "Sở Tư pháp", "Sở Tư pháp", "Tháng 6/2025", "Dữ liệu"),
    ("4", "Khảo sát sự hài lòng của người dân", "Sở Nội vụ", "Bưu điện", "Quý III/2025", "Báo cáo"),
    ("5", "Lắp đặt máy lấy số tự động tại bộ phận một cửa", "", "Thành đoàn", "Quý IV/2025", "Máy"),
    ("6", "Niêm yết công khai phí và lệ phí", "Sở Tài chính", "Sở Nội vụ", "Quý II/2025", "Bảng"),
    ("7", "Diễn tập an toàn thông tin mạng", "Công an thành phố", "Sở Nội vụ", "Quý II/2025", "Báo cáo"),
)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder: Path = tmp_path_factory.mktemp("doubts")
    store = Store.open(f"sqlite:///{folder}/a.db")
    assert ingest(store, plan(*ROWS), "ke-hoach.txt").state == "published"
    yield Assistant(by_meaning("doubts", store.snapshot()))
    store.close()


def said(assistant: Assistant, message: str) -> Answer:
    return assistant.answer(message, today=date(2025, 3, 1)).answer


@pytest.mark.parametrize(
    ("message", "note"),
    [
        ("Rà soát thủ tục lĩnh vực đất đai ở Cần Thơ xong khi nào?", "nằm ngoài năm của kế hoạch (2025)"),
        ("Cơ quan nào chủ trì, phối hợp số hóa sổ hộ tịch ở Cần Thơ?", "vừa chủ trì vừa phối hợp"),
        ("Lắp đặt máy lấy số tự động ở Cần Thơ hạn khi nào?", "không ghi cơ quan chủ trì"),
        ("Liệt kê các nhiệm vụ của kế hoạch Cần Thơ năm 2025", "thiếu “3”"),
    ],
)
def test_a_doubt_about_what_is_shown_is_told(assistant: Assistant, message: str, note: str) -> None:
    answer = said(assistant, message)
    assert note in answer.text
    assert any(note in warning for warning in answer.warnings)


@pytest.mark.parametrize(
    "message",
    [
        "Ai chủ trì rà soát thủ tục lĩnh vực đất đai ở Cần Thơ?",
        "Số hóa sổ hộ tịch ở Cần Thơ xong khi nào?",
        "Khảo sát sự hài lòng của người dân ở Cần Thơ xong khi nào?",
        "Ai chủ trì niêm yết công khai phí và lệ phí ở Cần Thơ?",
    ],
)
def test_what_is_not_shown_is_not_doubted(assistant: Assistant, message: str) -> None:
    assert "Lưu ý" not in said(assistant, message).text


def test_a_list_carries_few_notes(assistant: Assistant) -> None:
    assert said(assistant, "Liệt kê các nhiệm vụ của kế hoạch Cần Thơ năm 2025").text.count("Lưu ý") == 2
