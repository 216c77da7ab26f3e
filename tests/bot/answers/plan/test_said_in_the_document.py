"""What a document counts up, cites beside a subject, or says over several years."""

from __future__ import annotations

import pytest

from nlu.query import Context
from tests.bot.answers.plan.conftest import Ask


@pytest.mark.parametrize(
    "question",
    [
        "Kế hoạch 183 nói số hóa là số hóa ba loại giấy tờ nào?",
        "kh 183 noi so hoa ho so la so hoa nhung loai giay to nao",
    ],
)
def test_numbered_items_below_a_heading_are_told_together(ask_others: Ask, question: str) -> None:
    answer = ask_others(question).answer
    assert [line[:3] for line in answer.text.split("\n")[1:4]] == ["(1)", "(2)", "(3)"]
    assert len(answer.sources) == 3


@pytest.mark.parametrize(
    "question",
    [
        "Long Khánh tinh giản biên chế theo nghị định số mấy?",
        "Tinh giản biên chế ở Long Khánh căn cứ các nghị định nào, phần lời và bảng có dẫn giống nhau không?",
    ],
)
def test_every_paragraph_on_the_subject_is_read_for_its_decrees(ask_others: Ask, question: str) -> None:
    text = ask_others(question).answer.text
    assert all(number in text for number in ("29/2023/NĐ-CP", "108/2014/NĐ-CP", "113/2018/NĐ-CP"))


def test_a_year_narrows_a_plan_of_several_years(ask_others: Ask) -> None:
    answer = ask_others("Trong năm 2022 kế hoạch 183 phải xong mấy cái gì vậy?").answer
    assert answer.total == 4


@pytest.mark.parametrize(
    "question",
    [
        "đến năm nào thì 50% hồ sơ trực tuyến toàn trình ở tp quảng ngãi",
        "TP Quảng Ngãi: 50% hồ sơ trực tuyến toàn trình là chỉ tiêu của năm nào?",
    ],
)
def test_a_number_is_quoted_with_its_year(ask_others: Ask, question: str) -> None:
    text = ask_others(question).answer.text
    assert "50%" in text and "2025" in text


def test_a_deadline_within_a_cell_is_told_to_a_follow_up(ask_others: Ask) -> None:
    reply = ask_others(
        "Quảng Ngãi xây dựng và triển khai thực hiện kế hoạch chuyển đổi vị trí công tác quý mấy?",
        "Tháng mấy thì báo cáo kết quả về tỉnh?",
    )
    assert "tháng 12 năm 2024" in reply.answer.text


def test_a_model_that_names_the_wrong_kind_is_read_against(ask_others: Ask) -> None:
    assistant = ask_others.args[0]  # type: ignore[attr-defined]
    question = "Tinh giản biên chế trong kế hoạch Long Khánh căn cứ nghị định số mấy?"
    for intent, confidence in (("procedure_legal", 0.65), ("procedure_legal", 0.95), ("ask_document", 0.9)):
        reply = assistant.answer(
            question,
            Context(),
            intent=intent,
            confidence=confidence,
            ranking=[(intent, confidence), ("ask_document", 0.2)],
        )
        assert "108/2014/NĐ-CP" in reply.answer.text, intent
