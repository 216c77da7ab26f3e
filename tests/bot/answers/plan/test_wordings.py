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


def test_a_body_that_leads_nothing_has_its_duty_told(ask: Ask) -> None:
    text = ask("thanh tra thành phố hải phòng đc giao việc gì trong kh cchc").answer.text
    assert "trách nhiệm người đứng đầu" in text
    assert "Không" not in text.split("\n")[0]


def test_two_questions_on_duties_get_both(ask: Ask) -> None:
    text = ask("Sở Kế hoạch và Đầu tư Hải Phòng chịu trách nhiệm chỉ số nào và việc gì với doanh nghiệp?")
    assert "năng lực cạnh tranh" in text.answer.text.lower()
    assert "đối thoại" in text.answer.text


def test_the_day_on_the_paper_is_its_date(ask: Ask) -> None:
    text = ask("Quyết định ban hành kế hoạch cải cách hành chính 2024 của Đà Nẵng đề ngày mấy?").answer.text
    assert "14/12/2023" in text


def test_why_only_a_share_is_corrected(ask: Ask) -> None:
    text = ask("sao đà nẵng chỉ kiểm tra cải cách hành chính có 30% ủy ban phường xã thôi").answer.text
    assert text.startswith("Không đúng")
    assert "100%" in text


def test_why_a_body_leads_what_another_leads_is_corrected(ask: Ask) -> None:
    text = ask("Vì sao Sở Nội vụ Hải Phòng lại chủ trì theo dõi tình hình thi hành pháp luật?").answer.text
    assert text.startswith("Không phải Sở Nội vụ")
    assert "Sở Tư pháp" in text


def test_a_number_of_a_year_before_the_plan_is_refused(ask: Ask) -> None:
    answer = ask("nam 2022 hai phong giai ngan dau tu cong duoc bao nhieu phan tram").answer
    assert answer.kind == "refuse"
    answer = ask("Hải Phòng giảm chi ngân sách cho đơn vị sự nghiệp bao nhiêu so với năm 2021?").answer
    assert answer.kind == "answer"


def test_words_of_the_title_narrow_no_list(ask: Ask) -> None:
    whole = ask("Sở Tư pháp Hải Phòng chủ trì mấy đầu việc?").answer.total
    named = ask("Sở Tư pháp Hải Phòng chủ trì mấy đầu việc về cải cách hành chính nhà nước năm 2024?")
    assert named.answer.total == whole


def test_what_no_procedure_holds_is_told_from_a_plan(ask: Ask) -> None:
    text = ask("Dân Đà Nẵng nộp hồ sơ qua bưu điện có được không?").answer.text
    assert "bưu chính công ích" in text
