"""The officers' console without scripts."""

from __future__ import annotations

import re

import pytest

from knowledge.store.edits import Edits
from tests.api.admin_support import Visitor, told
from tests.api.handoff.conftest import NIGHT, Office

PAGE = "/admin/desk/1"


@pytest.fixture
def claimed(office: Office, officer: Visitor) -> Office:
    office.ask("Ai chủ trì trợ lý ảo?")
    office.ask("Cho tôi gặp nhân viên")
    officer.send(PAGE, on=PAGE, action="claim")
    return office


def test_the_queue_shows_who_waits_and_why(office: Office, officer: Visitor) -> None:
    office.ask("Cho tôi gặp nhân viên")
    page = officer.open("/admin/desk")
    assert "Cuộc trò chuyện 1" in page and "muốn gặp nhân viên" in page and "chờ khoảng 8 phút" in page
    assert "Đang trong giờ trực" in page


def test_a_conversation_shows_the_bots_understanding_and_sources(claimed: Office, officer: Visitor) -> None:
    page = officer.open(PAGE)
    assert "Ai chủ trì trợ lý ảo?" in page and "ask_lead" in page and "2766/QĐ-UBND 3.n" in page


def test_only_the_first_officer_gets_it(claimed: Office, colleague: Visitor) -> None:
    del claimed
    page = told(colleague.send(PAGE, on=PAGE, action="claim"), 422)
    assert "không còn do bạn giữ" in page
    assert "không còn do bạn giữ" in told(colleague.send(PAGE, on=PAGE, action="answer", text="xen vào"), 422)


def test_passing_on_leaves_a_remark_the_citizen_never_sees(
    claimed: Office, officer: Visitor, colleague: Visitor
) -> None:
    officer.send(PAGE, on=PAGE, action="pass", to="minh", remark="khó tính, số 0905123456")
    page = colleague.open(PAGE)
    assert "chuyển cho minh: khó tính" in page and "0905123456" not in page
    assert claimed.news()["messages"] == []
    colleague.send(PAGE, on=PAGE, action="answer", text="Tôi là Minh.")
    assert claimed.news()["messages"][0]["text"] == "Tôi là Minh."
    colleague.send(PAGE, on=PAGE, action="pass", to="", remark="")
    assert claimed.news()["state"] == "waiting"


def test_one_cannot_pass_to_who_may_not_answer(claimed: Office, officer: Visitor) -> None:
    assert officer.send(PAGE, on=PAGE, action="pass", to="ed").status_code == 422
    assert claimed.desk.handoffs.get(1).officer == "lan"  # type: ignore[union-attr]


def test_a_draft_waits_for_the_officer_and_is_sent_as_edited(claimed: Office, officer: Visitor) -> None:
    officer.send(PAGE, on=PAGE, action="drafts_on")
    claimed.ask("Hạn của việc này?")
    assert claimed.news()["messages"] == []
    page = officer.open(PAGE)
    assert "chờ duyệt" in page and "Đáp: Hạn của việc này?" in page and "Duyệt và gửi" in page
    officer.send(PAGE, on=PAGE, action="answer", text="Đáp: hạn là tháng 12/2024.")
    assert [each["text"] for each in claimed.news()["messages"]] == ["Đáp: hạn là tháng 12/2024."]
    assert "chờ duyệt" not in officer.open(PAGE)


def test_a_draft_can_be_dropped_and_drafting_ended(claimed: Office, officer: Visitor) -> None:
    officer.send(PAGE, on=PAGE, action="drafts_on")
    claimed.ask("Hạn của việc này?")
    officer.send(PAGE, on=PAGE, action="drop")
    officer.send(PAGE, on=PAGE, action="drafts_off")
    before = len(claimed.dialogue.said)
    claimed.ask("Còn gì nữa?")
    assert len(claimed.dialogue.said) == before and "chờ duyệt" not in officer.open(PAGE)


def test_an_answer_becomes_an_entry_with_one_click(claimed: Office, officer: Visitor) -> None:
    claimed.ask("Trung tâm mở cửa thứ bảy không?")
    officer.send(PAGE, on=PAGE, action="answer", text="Có, sáng thứ bảy từ 7:30.")
    line = re.search(r'name="line" value="(\d+)"', officer.open(PAGE))
    assert line
    assert "Đã thêm vào hỏi đáp" in told(officer.send(PAGE, on=PAGE, action="faq", line=line[1]), 200)
    (edit,) = Edits(claimed.library.store).latest("faq").values()
    assert edit.author == "lan"
    assert edit.record.question == "Trung tâm mở cửa thứ bảy không?"  # type: ignore[union-attr]
    served = claimed.live.current.snapshot.faqs
    assert any(faq.answer == "Có, sáng thứ bảy từ 7:30." for faq in served)


@pytest.mark.parametrize(
    ("asked", "answered"), [("Gọi lại cho tôi 0905123456", "Vâng."), ("Gọi ai?", "Gọi 0905123456.")]
)
def test_personal_numbers_never_become_an_entry(
    claimed: Office, officer: Visitor, asked: str, answered: str
) -> None:
    claimed.ask(asked)
    officer.send(PAGE, on=PAGE, action="answer", text=answered)
    line = re.search(r'name="line" value="(\d+)"', officer.open(PAGE))
    assert line
    assert "nhờ biên tập" in told(officer.send(PAGE, on=PAGE, action="faq", line=line[1]), 422)
    assert Edits(claimed.library.store).latest("faq") == {}


def test_the_receipt_gives_the_answer_later(office: Office, officer: Visitor) -> None:
    office.at(NIGHT)
    receipt = re.search(r"CB-\w{8}", office.ask("Cho tôi gặp nhân viên")["text"])
    assert receipt and receipt[0] in officer.open("/admin/desk")
    officer.send(PAGE, on=PAGE, action="claim")
    officer.send(PAGE, on=PAGE, action="answer", text="Mời bạn đến sáng mai.")
    kept = office.desk.requests.get(receipt[0])
    assert kept is not None and (kept.state, kept.fields["answer"]) == ("sent", "Mời bạn đến sáng mai.")


@pytest.mark.parametrize("text", ["", "a" * 4001])
def test_an_answer_needs_words_and_an_end(claimed: Office, officer: Visitor, text: str) -> None:
    assert officer.send(PAGE, on=PAGE, action="answer", text=text).status_code == 422
    assert claimed.news()["messages"] == []


def test_what_people_write_is_shown_as_text(claimed: Office, officer: Visitor) -> None:
    claimed.ask("<script>alert(1)</script>")
    assert "<script>alert" not in officer.client.get(PAGE).text


def test_others_have_no_way_in(office: Office) -> None:
    office.ask("Cho tôi gặp nhân viên")
    visitor = Visitor(office.citizen)
    assert "Đăng nhập" in visitor.open(PAGE)
    visitor.sign_in("ed")
    visitor.open("/admin/desk", 403)
    assert visitor.send(PAGE, action="claim").status_code == 403


def test_unknown_conversations_and_actions(office: Office, officer: Visitor) -> None:
    officer.open("/admin/desk/99", 404)
    office.ask("Cho tôi gặp nhân viên")
    assert officer.send(PAGE, on=PAGE, action="erase").status_code == 422
    assert officer.client.post(PAGE, data={"action": "claim"}).status_code == 403
