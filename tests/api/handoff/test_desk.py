"""When a citizen comes into the queue, what is said, and who answers."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from knowledge.records.catalogue import Threshold, Wording
from knowledge.store.edits import Edits
from knowledge.store.satisfaction import Satisfaction
from tests.api.admin_support import Visitor
from tests.api.handoff.conftest import NIGHT, Office, rules_with


def test_who_asks_for_a_person_is_queued_with_an_estimate_and_the_bot_goes_on(office: Office) -> None:
    first = office.ask("Cho tôi gặp nhân viên")
    assert first["kind"] == "handoff" and first["handoff"] == {"state": "waiting"}
    assert "trước bạn có 0 người, dự kiến chờ khoảng 8 phút" in first["text"]
    assert "Đáp:" not in first["text"] and "1022" in first["text"]
    assert office.ask("Ai chủ trì việc này?")["text"] == "Đáp: Ai chủ trì việc này?"
    assert office.news()["state"] == "waiting"


def test_the_estimate_grows_with_those_ahead_and_shrinks_with_officers(office: Office) -> None:
    for number in range(3):
        office.ask("Cho tôi gặp nhân viên", f"s-{number}")
    news = office.news("s-2")
    assert (news["ahead"], news["minutes"]) == (2, 24)
    office.desk.handoffs.claim(1, "lan")
    office.desk.handoffs.claim(2, "minh")
    news = office.news("s-2")
    assert (news["ahead"], news["minutes"]) == (0, 4)


def test_asking_again_changes_nothing(office: Office) -> None:
    office.ask("Cho tôi gặp nhân viên")
    office.ask("Cho tôi gặp nhân viên ngay")
    assert len(office.desk.handoffs.listed("waiting")) == 1


def test_a_question_for_a_number_is_no_wish_to_be_queued(office: Office) -> None:
    answer = office.ask("Số 1022 gọi được không?")
    assert answer["kind"] == "handoff" and "handoff" not in answer
    assert office.news()["state"] == "none"


@pytest.mark.parametrize("message", ["Tôi muốn chết", "Tôi muốn tố cáo nhân viên vòi tiền"])
def test_what_is_sensitive_comes_first(office: Office, message: str) -> None:
    office.ask("Cho tôi gặp nhân viên", "s-1")
    office.ask(message, "s-2")
    assert [each.reason for each in office.desk.handoffs.listed("waiting")] == ["sensitive", "asked"]


def test_three_misunderstandings_in_a_row_join_the_queue(office: Office) -> None:
    assert "handoff" not in office.ask("xyz một")
    assert "handoff" not in office.ask("xyz hai")
    third = office.ask("xyz ba")
    assert third["kind"] == "refuse" and third["handoff"] == {"state": "waiting"}
    assert office.desk.handoffs.listed("waiting")[0].reason == "misunderstood"


def test_an_answer_in_between_breaks_the_row(office: Office) -> None:
    for message in ("xyz", "xyz", "Ai chủ trì?", "xyz", "xyz"):
        assert "handoff" not in office.ask(message)


def test_the_number_can_be_set(office: Office) -> None:
    rules_with(office.desk, misunderstood=1)
    assert "handoff" in office.ask("xyz")
    rules_with(office.desk, misunderstood=0)
    assert all("handoff" not in office.ask("xyz", "s-2") for _ in range(7))


def test_outside_hours_there_is_a_receipt_and_the_next_opening(office: Office) -> None:
    office.at(NIGHT)
    answer = office.ask("Cho tôi gặp nhân viên, số tôi 0905123456")
    receipt = re.search(r"CB-[2-9A-Z]{8}", answer["text"])
    assert receipt and "từ 07:30 25/11/2026" in answer["text"]
    assert "Đáp:" not in answer["text"] and "1022" in answer["text"]
    kept = office.desk.requests.get(receipt[0])
    assert kept is not None and kept.kind == "handoff"
    assert "0905" not in kept.fields["what"]
    assert receipt[0] in office.ask("Cho tôi gặp nhân viên")["text"]


def test_who_still_waits_when_the_desk_closes_gets_a_receipt(office: Office) -> None:
    assert "CB-" not in office.ask("Cho tôi gặp nhân viên")["text"]
    office.at(NIGHT)
    text = office.ask("Cho tôi gặp nhân viên")["text"]
    (waiting,) = office.desk.handoffs.listed("waiting")
    assert waiting.receipt and waiting.receipt in text and "dự kiến chờ" not in text


def test_a_request_taken_back_by_its_receipt_leaves_the_queue(office: Office) -> None:
    office.at(NIGHT)
    office.ask("Cho tôi gặp nhân viên")
    (waiting,) = office.desk.handoffs.listed("waiting")
    assert office.desk.requests.cancel(waiting.receipt)
    assert office.desk.handoffs.listed("waiting") == ()
    assert not office.desk.handoffs.claim(waiting.id, "lan")
    news = office.news()
    assert news["state"] == "none" and "survey" not in news
    assert "CB-" in office.ask("Cho tôi gặp nhân viên")["text"]


def test_a_request_that_an_officer_is_answering_is_not_taken_back(office: Office) -> None:
    office.at(NIGHT)
    office.ask("Cho tôi gặp nhân viên")
    (waiting,) = office.desk.handoffs.listed("waiting")
    office.desk.handoffs.claim(waiting.id, "lan")
    assert not office.desk.requests.cancel(waiting.receipt)
    assert [each.id for each in office.desk.handoffs.listed("running")] == [waiting.id]
    kept = office.desk.requests.get(waiting.receipt)
    assert kept is not None and kept.state == "waiting"


def test_outside_hours_who_is_misunderstood_is_told_the_way(office: Office) -> None:
    office.at(NIGHT)
    answers = [office.ask("xyz") for _ in range(3)]
    assert "gặp nhân viên" in answers[-1]["text"] and answers[-1]["suggestions"] == ["Gặp nhân viên"]
    assert office.news()["state"] == "none"


def test_the_bot_is_silent_while_an_officer_talks(office: Office, officer: Visitor) -> None:
    office.ask("Cho tôi gặp nhân viên")
    officer.send("/admin/desk/1", on="/admin/desk/1", action="claim")
    before = len(office.dialogue.said)
    answer = office.ask("Hồ sơ của tôi, CCCD 048099001234")
    assert answer["understanding"]["intent"] == "with_officer" and answer["handoff"] == {"state": "running"}
    assert answer["text"] == "Đã gửi tới cán bộ đang trò chuyện với bạn."
    assert office.ask("Where do I send the form?")["text"] == "Sent to the officer who is talking to you."
    assert len(office.dialogue.said) == before
    assert "048099001234" not in officer.open("/admin/desk/1")
    officer.send("/admin/desk/1", on="/admin/desk/1", action="answer", text="Chào bạn, gọi 0236 3822 822.")
    news = office.news()
    assert [message["text"] for message in news["messages"]] == ["Chào bạn, gọi 0236 3822 822."]
    assert office.news(after=news["last"])["messages"] == []
    officer.send("/admin/desk/1", on="/admin/desk/1", action="close")
    assert office.news()["state"] == "closed"
    assert office.ask("Ai chủ trì?")["text"] == "Đáp: Ai chủ trì?"


def test_nobody_reads_the_news_of_another_session(office: Office, officer: Visitor) -> None:
    office.ask("Cho tôi gặp nhân viên")
    officer.send("/admin/desk/1", on="/admin/desk/1", action="claim")
    officer.send("/admin/desk/1", on="/admin/desk/1", action="answer", text="riêng")
    assert office.news("s-2")["messages"] == []


def test_erasing_a_session_erases_its_conversation(office: Office) -> None:
    office.ask("Cho tôi gặp nhân viên")
    assert office.citizen.delete("/api/v1/sessions/s-1").status_code == 204
    assert office.news()["state"] == "none" and office.desk.handoffs.get(1) is None


def test_the_survey_speaks_the_language_of_the_chat(
    office: Office, officer: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = replace(office.app.state.services, satisfaction=Satisfaction(office.library.store))
    monkeypatch.setattr(office.app.state, "services", services)
    office.ask("Cho tôi gặp nhân viên")
    for action in ("claim", "close"):
        officer.send("/admin/desk/1", on="/admin/desk/1", action=action)
    asked = {
        lang: office.citizen.get(f"/api/v1/chat/s-1/messages?lang={lang}").json()["survey"]["thanks"]
        for lang in ("vi", "en")
    }
    assert asked == {"vi": "Cảm ơn bạn đã đánh giá.", "en": "Thank you for your rating."}


@pytest.mark.parametrize("after", ["-1", "x", str(2**40)])
def test_malformed_numbers_are_refused(office: Office, after: str) -> None:
    assert office.citizen.get(f"/api/v1/chat/s-1/messages?after={after}").status_code == 422


def test_the_desk_says_what_an_administrator_wrote_and_waits_as_long_as_told(office: Office) -> None:
    edits = Edits(office.library.store)
    edits.set("wording", Wording("handoff.queued", "Xin đợi {minutes} phút, sau {ahead} người."))
    edits.set("threshold", Threshold("handoff.minutes", 20))
    edits.set("threshold", Threshold("handoff.misunderstood", 2))
    office.library.publisher.update()
    assert "Xin đợi 20 phút, sau 0 người." in office.ask("Cho tôi gặp nhân viên")["text"]
    assert "handoff" not in office.ask("xyz một", "s-2")
    assert office.ask("xyz hai", "s-2")["handoff"] == {"state": "waiting"}
    edits.set("wording", Wording("handoff.queued", "Xin đợi."))
    office.library.publisher.update()
    assert "trước bạn có 2 người" in office.ask("Cho tôi gặp nhân viên", "s-3")["text"]
