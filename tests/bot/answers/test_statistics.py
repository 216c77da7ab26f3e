"""A figure is told with period, source and change; what is not held is refused by name."""

from __future__ import annotations

import pytest

from bot.answers.pipeline import Assistant
from knowledge.importers.shipped import shipped_statistics
from knowledge.importers.statistics import import_statistics
from knowledge.snapshot import Snapshot
from tests.bot.answers.published import ask, with_procedures

SERIES = """Chỉ tiêu;Tên gọi khác;Địa bàn;Kỳ;Giá trị;Đơn vị tính;Nguồn
Thu ngân sách nhà nước;thu ngân sách;Đà Nẵng;Năm 2023;20.000;tỷ đồng;Báo cáo giả định A
Thu ngân sách nhà nước;thu ngân sách;Đà Nẵng;Năm 2024;25.000;tỷ đồng;Báo cáo giả định B
Thu ngân sách nhà nước;thu ngân sách;Đà Nẵng;Quý I/2024;7.000;tỷ đồng;Báo cáo giả định C
Tỷ lệ hộ nghèo;hộ nghèo;Đà Nẵng;Năm 2023;1,5;%;Báo cáo giả định D
Tỷ lệ hộ nghèo;hộ nghèo;Đà Nẵng;Năm 2024;1,25;%;Báo cáo giả định E
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    figures = (*shipped_statistics(), *import_statistics(SERIES.encode(), "a.csv").records)
    snapshot = Snapshot("figures", statistics=figures)
    return Assistant(with_procedures(snapshot, tmp_path_factory.mktemp("statistics")))


@pytest.mark.parametrize(
    ("question", "value", "named"),
    [
        ("Dân số Đà Nẵng là bao nhiêu?", "2.819.900 người", "759/QĐ-TTg"),
        ("dien tich da nang bao nhieu km2", "11.859,6 km²", "759/QĐ-TTg"),
        ("Thành phố có bao nhiêu phường, xã?", "23 phường, 70 xã và 1 đặc khu", "1659/NQ-UBTVQH15"),
    ],
)
def test_a_shipped_figure_is_told_with_its_source(
    assistant: Assistant, question: str, value: str, named: str
) -> None:
    reply = ask(assistant, question)
    assert (reply.outcome, reply.answer.kind) == ("statistic", "answer")
    assert value in reply.answer.text
    assert named in reply.answer.text
    source = reply.answer.sources[0]
    assert source.record_id.startswith("statistic:")
    assert value.split()[0] in source.quote


def test_two_figures_asked_are_both_told(assistant: Assistant) -> None:
    reply = ask(assistant, "Diện tích và dân số Đà Nẵng?")
    assert [item["value"] for item in reply.answer.items] == [11859.6, 2819900.0]


def test_the_newest_is_set_against_the_period_before_of_its_kind(assistant: Assistant) -> None:
    reply = ask(assistant, "Thu ngân sách Đà Nẵng năm 2024 là bao nhiêu?")
    assert "25.000 tỷ đồng. Tăng 25% so với Năm 2023 (20.000 tỷ đồng)" in reply.answer.text
    (item,) = reply.answer.items
    assert item["type"] == "statistic"
    assert [point["value"] for point in item["series"]] == [20000.0, 25000.0]
    first = ask(assistant, "Thu ngân sách Đà Nẵng năm 2023 là bao nhiêu?").answer.text
    assert "20.000 tỷ đồng" in first
    assert "so với" not in first


def test_a_share_changes_by_points(assistant: Assistant) -> None:
    assert (
        "Giảm 0,25 điểm phần trăm so với Năm 2023 (1,5%)"
        in ask(assistant, "tỷ lệ hộ nghèo Đà Nẵng").answer.text
    )


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("GRDP Đà Nẵng năm 2025 bao nhiêu?", "GRDP"),
        ("dân số Hải Phòng bao nhiêu", "Hải Phòng"),
        ("dân số phường Hải Châu", "Hải Châu"),
        ("dân số Đà Nẵng năm 2030", "2030"),
    ],
)
def test_what_is_not_held_is_refused_by_name(assistant: Assistant, question: str, missing: str) -> None:
    reply = ask(assistant, question)
    assert (reply.outcome, reply.answer.kind) == ("no_statistic", "refuse")
    assert missing in reply.answer.text


@pytest.mark.parametrize(
    "question",
    [
        "Diện tích tối thiểu để tách thửa là bao nhiêu?",
        "Dân số đông thì đăng ký thường trú cần giấy tờ gì?",
        "Sở Du lịch chủ trì nhiệm vụ nào về khách du lịch?",
    ],
)
def test_a_question_that_only_mentions_an_indicator_is_left_alone(
    assistant: Assistant, question: str
) -> None:
    assert ask(assistant, question).outcome not in ("statistic", "no_statistic")
