"""A stored question is answered when it is asked nearly as stored, and only while it is valid."""

from __future__ import annotations

from datetime import date

import pytest

from bot.answers.pipeline import Assistant
from knowledge.records.catalogue import Faq
from knowledge.snapshot import Snapshot
from tests.bot.answers.published import ask, with_procedures

FAQS = (
    Faq(
        "thu-vien",
        "Thư viện thành phố mở cửa những ngày nào?",
        "Thư viện mở cửa từ thứ Hai đến thứ Bảy.",
        ("lịch mở cửa thư viện",),
        source="Thông báo giả định",
    ),
    Faq("het-han", "Hội chợ hoa xuân tổ chức ở đâu?", "Ở quảng trường.", valid_to=date(2026, 2, 28)),
)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return Assistant(with_procedures(Snapshot("faq", faqs=FAQS), tmp_path_factory.mktemp("faq")))


@pytest.mark.parametrize(
    "question",
    [
        "Thư viện thành phố mở cửa ngày nào ạ?",
        "lịch mở cửa của thư viện",
        "thu vien thanh pho mo cua ngay nao",
    ],
)
def test_a_stored_question_is_answered_and_cited_as_faq(assistant: Assistant, question: str) -> None:
    reply = ask(assistant, question)
    assert reply.outcome == "faq"
    assert reply.answer.text.startswith("Thư viện mở cửa từ thứ Hai đến thứ Bảy.")
    assert "FAQ" in reply.answer.text
    assert "Thông báo giả định" in reply.answer.text
    assert reply.answer.sources[0].record_id == "faq:thu-vien"


@pytest.mark.parametrize(
    "question",
    ["Thư viện thành phố tuyển nhân viên lương bao nhiêu?", "Hội chợ hoa xuân tổ chức ở đâu?"],
)
def test_another_question_or_an_outdated_answer_does_not_match(assistant: Assistant, question: str) -> None:
    assert ask(assistant, question).outcome != "faq"
