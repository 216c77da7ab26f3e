"""Hotlines and portals are told with source; what is not known of them is said to be unknown."""

from __future__ import annotations

import pytest

from bot.answers.pipeline import Assistant
from knowledge.importers.shipped import shipped_services
from knowledge.snapshot import Snapshot
from tests.bot.answers.published import ask, with_procedures


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    snapshot = Snapshot("services", services=shipped_services())
    return Assistant(with_procedures(snapshot, tmp_path_factory.mktemp("services")))


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("số tổng đài dịch vụ công quốc gia", "18001096"),
        ("1022 là gì", "tổng đài của thành phố Đà Nẵng"),
        ("cong dich vu cong o dau", "https://dichvucong.gov.vn"),
        ("mấy giờ 1022 làm việc?", "chưa có dữ liệu chính thức về giờ làm việc"),
    ],
)
def test_an_entry_is_told_with_its_source(assistant: Assistant, question: str, told: str) -> None:
    reply = ask(assistant, question)
    assert reply.outcome == "service"
    assert told in reply.answer.text
    assert "Nguồn:" in reply.answer.text


@pytest.mark.parametrize(
    "question", ["Sở nào nâng cấp cổng dịch vụ công?", "tôi muốn gặp cán bộ tư vấn", "xin chào"]
)
def test_what_asks_something_else_is_left_alone(assistant: Assistant, question: str) -> None:
    assert ask(assistant, question).outcome != "service"
