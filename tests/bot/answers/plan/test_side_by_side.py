"""The same question put to two cities, and to one after the other."""

from __future__ import annotations

import pytest

from tests.bot.answers.plan.conftest import Ask


def test_the_rows_compared_are_about_the_same_thing(ask: Ask) -> None:
    text = ask(
        "Khảo sát mức hài lòng của dân phục vụ chấm CCHC, Đà Nẵng với Hải Phòng giao ai làm?"
    ).answer.text
    da_nang, hai_phong = text.split("\n")[:2]
    assert "Trung tâm Thông tin, giám sát và điều hành thông minh" in da_nang
    assert "Sở Nội vụ" in hai_phong and "y tế" not in hai_phong


def test_dates_are_compared_when_time_is_what_differs(ask: Ask) -> None:
    text = ask("Theo dõi thi hành pháp luật ở Hải Phòng và Đà Nẵng thời gian khác nhau thế nào?").answer.text
    assert text.count("Thời hạn:") == 2
    assert text.count("2024") >= 2


def test_another_city_asks_the_same_again(ask: Ask) -> None:
    reply = ask("Đà Nẵng giao ai theo dõi tình hình thi hành pháp luật?", "Thế ở Hải Phòng thì sở nào làm?")
    assert reply.answer.kind == "answer"
    assert "Sở Tư pháp" in reply.answer.text and "4791/QĐ-UBND" in reply.answer.text


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("thê hạn là bao giơ", "Quý III,IV/2024"),
        ("Thời gian thực hiện được ghi thế nào?", "Quý III,IV/2024"),
        ("ket qua duoc ghi nhan la gi", "Kết quả, sản phẩm"),
        ("Ủa vậy ai phụ cho họ?", "phối hợp"),
        ("Rứa phòng mô chủ trì?", "Cơ quan chủ trì"),
    ],
)
def test_a_follow_up_stays_with_the_row(ask: Ask, question: str, told: str) -> None:
    reply = ask("Sở nào ở Hải Phòng chủ trì hội thi trực tuyến tìm hiểu cải cách hành chính?", question)
    assert told in reply.answer.text
    assert "hội thi" in reply.answer.text.lower() or "Hội thi" in reply.answer.text
