from __future__ import annotations

import re
from typing import Any

import pytest
from httpx import Response

from api.library import Library
from bot.answers.pipeline import Assistant
from knowledge.ingest import ingest
from knowledge.records.catalogue import Faq, PublicService
from retrieval.live import Live
from tests.api.admin_support import Visitor, told
from tests.knowledge.ingest.plans import plan

LIST = "/admin/catalogue"
SHIPPED = (Faq("thu-vien", "Thư viện mở cửa khi nào?", "Cả tuần."), Faq("cho", "Chợ ở đâu?", "Ở trung tâm."))


@pytest.fixture(autouse=True)
def _lists(opened: Library) -> None:
    opened.store.replace_catalogue("faq", "starter", SHIPPED)
    opened.store.replace_catalogue(
        "service", "starter", [PublicService("1022", "hotline", "1022", "Hỏi đáp")]
    )
    opened.publisher.update()


def send(visitor: Visitor, of: str, id: str = "", action: str = "set", **fields: Any) -> Response:
    where = f"{LIST}/entry?kind={of}&id={id}"
    return visitor.send(where, LIST, action=action, **fields)


def answers(live: Live) -> dict[str, str]:
    return {faq.question: faq.answer for faq in live.current.snapshot.faqs}


def test_a_question_is_edited_removed_and_brought_back_without_a_restart(
    visitor: Visitor, opened: Library, live: Live
) -> None:
    visitor.sign_in("ed")
    assert "Cả tuần." in visitor.open(f"{LIST}?kind=faq&q=thu vien mo")
    form = visitor.open(f"{LIST}/entry?kind=faq&id=thu-vien")
    assert "Thư viện mở cửa khi nào?" in form
    saved = send(visitor, "faq", "thu-vien", question="Thư viện mở cửa khi nào?", answer="Thứ Hai nghỉ.")
    assert "đang được dùng" in told(saved, 200) and "đã sửa" in saved.text
    assert answers(live)["Thư viện mở cửa khi nào?"] == "Thứ Hai nghỉ."
    send(visitor, "faq", "thu-vien", question="Thư viện mở cửa khi nào?", answer="Chủ nhật nghỉ.")
    history = visitor.open(f"{LIST}/entry?kind=faq&id=thu-vien")
    assert history.count("· ed · sửa") == 2 and "Thứ Hai nghỉ." in history
    send(visitor, "faq", "thu-vien", "remove")
    assert list(answers(live)) == ["Chợ ở đâu?"]
    assert "đã bỏ" in visitor.open(LIST)
    send(visitor, "faq", "thu-vien", "restore")
    assert answers(live)["Thư viện mở cửa khi nào?"] == "Cả tuần."


def test_a_new_entry_is_kept_under_an_id_of_its_own(visitor: Visitor, live: Live) -> None:
    visitor.sign_in("ed")
    send(
        visitor,
        "faq",
        question="Bơi ở đâu?",
        answer="Hồ",
        variants="hồ bơi\r\nchỗ bơi",
        valid_from="01/02/2026",
    )
    added = live.current.snapshot.faqs[-1]
    assert re.fullmatch(r"boi-o-dau-[0-9a-f]{6}", added.id)
    assert added.variants == ("hồ bơi", "chỗ bơi") and str(added.valid_from) == "2026-02-01"
    send(visitor, "service", kind="app", name="Danang Smart City", about="Tra cứu", url="https://a.vn")
    assert live.current.snapshot.services[-1].url == "https://a.vn"


@pytest.mark.parametrize(
    ("kind", "fields", "words"),
    [
        ("faq", {"question": "A?", "answer": " "}, "“Trả lời” không được để trống"),
        ("faq", {"question": "A?", "answer": "a", "source_url": "javascript:alert(1)"}, "http://"),
        ("faq", {"question": "A?", "answer": "a", "valid_from": "2026"}, "một ngày dạng"),
        (
            "faq",
            {"question": "A?", "answer": "a", "valid_from": "02/01/2026", "valid_to": "01/01/2026"},
            "đứng trước",
        ),
        ("faq", {"question": "A?", "answer": "a" * 6000}, "dài tối đa"),
        ("service", {"kind": "x", "name": "A", "about": "a"}, "không có lựa chọn"),
    ],
)
def test_a_bad_entry_is_told_and_not_kept(
    visitor: Visitor, live: Live, kind: str, fields: dict[str, str], words: str
) -> None:
    visitor.sign_in("ed")
    before = live.current.snapshot
    assert words in told(send(visitor, kind, **fields), 422)
    assert live.current.snapshot == before


def test_what_is_not_there_cannot_be_edited(visitor: Visitor) -> None:
    visitor.sign_in("ed")
    for path in ("?kind=x", "/entry?kind=x", "/entry?kind=faq&id=ma", "/entry?kind=agency&id=ma"):
        visitor.open(LIST + path, 404)
    for kind, id, action in (("faq", "ma", "set"), ("faq", "ma", "remove"), ("agency", "", "set")):
        assert send(visitor, kind, id, action, question="A?", answer="a", names="a").status_code == 404
    assert send(visitor, "agency", "so-noi-vu", "remove").status_code == 422
    assert send(visitor, "faq", "cho", "x").status_code == 422


def test_a_name_of_a_body_is_understood_in_questions_at_once(
    visitor: Visitor, opened: Library, live: Live
) -> None:
    ingest(opened.store, plan(), "a.txt")
    opened.publisher.update()
    assistant = Assistant(live)
    question = "Nha Nhân Sự chủ trì bao nhiêu nhiệm vụ?"
    assert assistant.answer(question).answer.total != 3
    visitor.sign_in("ed")
    assert "Sở Tư pháp" in told(send(visitor, "agency", "so-noi-vu", names="Sở Tư pháp"), 422)
    send(visitor, "agency", "so-noi-vu", names="Nha Nhân sự")
    assert assistant.answer(question).answer.total == 3
    send(visitor, "agency", "so-noi-vu", "restore")
    assert assistant.answer(question).answer.total != 3


def test_an_operator_may_not_edit(visitor: Visitor) -> None:
    visitor.sign_in("op")
    assert "không được sửa hỏi đáp" in visitor.open(LIST, 403)
