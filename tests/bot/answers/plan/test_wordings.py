"""What kinds of words a question may be put in, over the two plans."""

from __future__ import annotations

import pytest

from tests.bot.answers.plan.conftest import Ask


def test_a_collective_has_the_tasks_that_name_it(ask: Ask) -> None:
    reply = ask("Các sở, ban, ngành Hải Phòng chủ trì mấy nhiệm vụ?")
    assert reply.answer.total == 17
    assert "17 nhiệm vụ do Sở, ban, ngành chủ trì" in reply.answer.text


def test_a_list_shows_the_columns_that_are_asked(ask: Ask) -> None:
    text = ask("Sở Tư pháp Hải Phòng chủ trì những nhiệm vụ nào, kết quả của từng việc là gì?").answer.text
    assert text.count("Kết quả, sản phẩm:") == 9


@pytest.mark.parametrize(
    "question",
    [
        "Khảo sát độc lập mấy lĩnh vực dịch vụ công của Đà Nẵng là trung tâm nào làm vậy?",
        "khao sat doc lap may linh vuc dich vu cong o da nang la trung tam nao lam",
    ],
)
def test_fields_beside_who_is_no_count_of_groups(ask: Ask, question: str) -> None:
    assert "Trung tâm Thông tin, giám sát và điều hành thông minh" in ask(question).answer.text


def test_a_number_of_the_year_is_no_count(ask: Ask) -> None:
    answer = ask("Hải Phòng năm 2024 thi tuyển công chức lấy bao nhiêu chỉ tiêu?").answer
    assert answer.kind == "refuse"
    assert "1022" in answer.text


def test_what_was_reached_is_not_what_was_planned(ask: Ask) -> None:
    answer = ask("Đến nay Hải Phòng thực tế đã giải ngân được bao nhiêu phần trăm vốn đầu tư công?").answer
    assert answer.kind == "refuse"


def test_a_verb_of_every_task_speaks_of_the_one_before(ask: Ask) -> None:
    text = ask(
        "Sở nào ở Hải Phòng chủ trì hội thi trực tuyến tìm hiểu cải cách hành chính?",
        "Tổ chức vào thời gian nào?",
    ).answer.text
    assert "Quý III,IV/2024" in text
