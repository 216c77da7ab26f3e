"""Files, appointments and feedback through conversations, over a real local one-stop system and store."""

from __future__ import annotations

import pytest

from bot.answers.pipeline import Assistant
from bot.connectors.breaker import CircuitBreaker
from bot.connectors.http import HttpOneStop, HttpOptions
from knowledge.snapshot import Snapshot
from knowledge.store import Store
from knowledge.store.requests import Requests
from tests.bot.answers.published import ask, with_procedures
from tests.bot.connectors.onestop_server import KNOWN, OneStopServer


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    return with_procedures(Snapshot("services"), tmp_path_factory.mktemp("services"))


@pytest.fixture(scope="module")
def onestop():
    started = OneStopServer()
    yield started
    started.close()


@pytest.fixture(scope="module")
def breaker():
    return CircuitBreaker()


@pytest.fixture
def server(onestop, breaker):
    """The one-stop system, in order and trusted again whatever the test before made of it."""
    onestop.mode = "ok"
    breaker.succeeded()
    return onestop


@pytest.fixture(scope="module")
def requests(tmp_path_factory):
    store = Store.open(f"sqlite:///{tmp_path_factory.mktemp('requests') / 's.db'}")
    yield Requests(store)
    store.close()


@pytest.fixture(scope="module")
def connected(live, onestop, breaker, requests):
    fields = {"state": "data.trangThai", "office": "data.donVi"}
    options = HttpOptions(status_url=f"{onestop.url}/hoso/{{code}}", timeout=0.3, attempts=1, fields=fields)
    return Assistant(live, onestop=HttpOneStop(options, breaker), requests=requests)


@pytest.fixture
def assistant(connected, server):
    return connected


def test_the_code_is_asked_for_then_looked_up_and_not_repeated(assistant):
    assert ask(assistant, "hồ sơ của tôi tới đâu rồi").answer.kind == "form"
    told = ask(assistant, "hồ sơ của tôi tới đâu rồi", f"dạ mã {KNOWN.lower()}")
    assert "Đang thẩm định" in told.answer.text and "Phòng Kinh tế" in told.answer.text
    assert KNOWN not in told.answer.text
    assert told.answer.context["form"] == {}


def test_code_and_question_in_one_message_are_answered_at_once(assistant):
    assert "Đang thẩm định" in ask(assistant, f"ho so {KNOWN} den dau roi").answer.text


@pytest.mark.parametrize(
    ("mode", "told"), [("error", "chưa trả lời"), ("slow", "chưa trả lời"), ("garbage", "chưa trả lời")]
)
def test_a_system_that_is_down_is_said_to_be(assistant, server, mode, told):
    server.mode = mode
    reply = ask(assistant, f"tra hồ sơ {KNOWN}")
    assert reply.answer.kind == "refuse" and told in reply.answer.text and "1022" in reply.answer.text


def test_an_unknown_code_is_said_to_be_unknown(assistant):
    assert "không có hồ sơ" in ask(assistant, "tra hồ sơ H17-260712-0009").answer.text


def test_what_is_no_code_is_asked_again_once_and_a_question_leaves(assistant):
    opening = "hồ sơ của tôi tới đâu rồi"
    assert ask(assistant, opening, "12345678").answer.kind == "form"
    assert ask(assistant, opening, "12345678", "99999999").answer.kind != "form"
    other = ask(assistant, opening, "Đăng ký tạm trú mất mấy ngày?")
    assert "03 ngày làm việc" in other.answer.text
    assert "VNeID" in ask(assistant, opening, "không nhớ").answer.text
    assert ask(assistant, opening, "thôi").answer.kind == "smalltalk"


def test_without_a_connection_the_portal_is_named_and_the_code_is_not_repeated(live):
    alone = Assistant(live)
    for message in ("hồ sơ của tôi tới đâu rồi", f"tra hồ sơ {KNOWN}"):
        reply = ask(alone, message)
        assert reply.answer.kind == "refuse" and "dichvucong.gov.vn" in reply.answer.text
        assert KNOWN not in reply.answer.text


APPOINTMENT = ("tôi muốn đặt lịch hẹn", "làm căn cước ở phường Hải Châu", "sáng 30/11/2026", "0905 123 456")


def test_an_appointment_is_kept_with_a_receipt_that_tells_its_state(assistant, requests):
    reply = ask(assistant, *APPOINTMENT)
    receipt = reply.answer.suggestions[0]
    assert receipt in reply.answer.text and "0905" not in reply.answer.text
    assert requests.get(receipt).fields["what"] == "làm căn cước ở phường Hải Châu"
    assert "đang chờ chuyển" in ask(assistant, receipt.lower()).answer.text
    requests.sent(receipt, "1022-77")
    assert "1022-77" in ask(assistant, f"yêu cầu {receipt} sao rồi").answer.text
    assert "Không có yêu cầu" in ask(assistant, "HG-22222222").answer.text


def test_a_past_day_and_a_wrong_number_are_asked_again(assistant):
    past = ask(assistant, *APPOINTMENT[:2], "ngày 1/1/2020")
    assert past.answer.kind == "form" and past.outcome == "form_appointment_form"
    assert "10 chữ số" in ask(assistant, *APPOINTMENT[:3], "12345").answer.text


def test_feedback_may_be_anonymous_and_can_be_taken_back(assistant, requests):
    reply = ask(assistant, "tôi muốn góp ý", "Đường Lê Duẩn ngập nước mỗi khi mưa lớn", "bỏ qua")
    receipt = reply.answer.suggestions[0]
    assert requests.get(receipt).fields == {"text": "Đường Lê Duẩn ngập nước mỗi khi mưa lớn"}
    assert "Đã hủy" in ask(assistant, f"hủy {receipt}").answer.text
    assert requests.get(receipt).state == "cancelled"


@pytest.mark.parametrize("stop", ["thôi", "hủy", "không cần nữa ạ"])
def test_a_request_can_be_stopped_and_nothing_is_kept(assistant, requests, stop):
    before = requests.counts()
    assert ask(assistant, "tôi muốn đặt lịch hẹn", stop).answer.kind == "smalltalk"
    assert ask(assistant, *APPOINTMENT[:3], stop).answer.kind == "smalltalk"
    assert requests.counts() == before


@pytest.mark.parametrize(
    "question",
    [
        "Muốn hẹn giờ làm thủ tục ở Trung tâm hành chính thì làm sao?",
        "muon dat lich lam can cuoc thi dat o dau",
        "Đơn vị nào tiếp nhận góp ý của người dân?",
    ],
)
def test_questions_about_appointments_and_feedback_open_no_form(assistant, question):
    assert ask(assistant, question).answer.kind != "form"


def test_a_place_in_the_reply_is_no_question(assistant):
    assert ask(assistant, *APPOINTMENT[:2]).outcome == "form_appointment_form"


def test_a_time_told_first_is_kept_and_the_procedure_asked_for(assistant, requests):
    opening = "tôi muốn đặt lịch hẹn"
    for time in ("15h thứ năm", "sáng mai ạ", "tôi muốn đến lúc 9 giờ 30 sáng thứ hai tuần sau"):
        reply = ask(assistant, opening, time)
        assert "làm thủ tục gì" in reply.answer.text and "đã ghi giờ" in reply.answer.text
    done = ask(assistant, opening, "15h thứ năm", "làm hộ chiếu", "0905 123 456")
    fields = requests.get(done.answer.suggestions[0]).fields
    assert (fields["what"], fields["time"]) == ("làm hộ chiếu", "15h thứ năm")


def test_procedure_and_time_in_one_reply_are_not_asked_for_twice(assistant, requests):
    reply = ask(assistant, "cần hẹn giờ", "khai sinh ở phường Hội An, sáng thứ hai tuần sau", "0905123456")
    fields = requests.get(reply.answer.suggestions[0]).fields
    assert fields["what"].startswith("khai sinh") and "thứ hai tuần sau" in fields["time"]


@pytest.mark.parametrize(
    ("opening", "reply"),
    [
        ("tôi muốn đặt lịch hẹn", "sang tên sổ đỏ ở đâu cũng được"),
        ("tôi muốn đặt lịch hẹn", "đổi căn cước, ở phường Hải Châu"),
        ("góp ý", "Đường Lê Duẩn ngập nước, đèn hỏng ở đâu cũng thấy, sao không ai sửa"),
    ],
)
def test_question_words_that_ask_nothing_leave_the_form_open(assistant, opening, reply):
    asked = ask(assistant, opening, reply).answer
    assert asked.kind == "form" and asked.context["form"]["slot"] != "appointment_what"


@pytest.mark.parametrize(
    "complaint", ["Đường Lê Duẩn ngập nước", "Cống nghẹt cả tháng nay rồi sao không ai sửa"]
)
@pytest.mark.parametrize(("contact", "kept"), [("0905 123 456", True), ("no", False), ("ẩn danh", False)])
def test_feedback_takes_a_number_or_none(assistant, requests, complaint, contact, kept):
    reply = ask(assistant, "tôi muốn phản ánh", complaint, contact)
    assert reply.outcome == "request_kept"
    fields = requests.get(reply.answer.suggestions[0]).fields
    assert fields["text"] == complaint and ("contact" in fields) is kept


NEXT_WEEK = "cho tôi đặt lịch hẹn làm thủ tục cấp hộ chiếu, 9h sáng thứ hai tuần sau"


@pytest.mark.parametrize(
    ("opening", "left"),
    [
        ("tôi muốn đặt lịch hẹn làm căn cước ở phường Hải Châu sáng 30/11/2026", "appointment_contact"),
        (NEXT_WEEK, "appointment_contact"),
        ("đặt lịch hẹn đăng ký khai sinh", "appointment_time"),
        ("dat lich hen lam ho chieu", "appointment_time"),
        ("đặt lịch hẹn ngày 1/1/2020 làm căn cước", "appointment_time"),
        ("tôi muốn đặt lịch hẹn sáng mai", "appointment_what"),
        ("dạ cho tôi đặt lịch hẹn với ạ", "appointment_what"),
        ("muốn hẹn giờ ở phường Hải Châu", "appointment_what"),
    ],
)
def test_what_the_opening_message_tells_is_not_asked_for(assistant, opening, left):
    assert ask(assistant, opening).answer.context["form"]["slot"] == left


def test_a_time_told_in_the_opening_is_kept_till_the_end(assistant, requests):
    opening = "tôi muốn đặt lịch hẹn sáng mai"
    assert "đã ghi giờ" in ask(assistant, opening).answer.text
    done = ask(assistant, opening, "làm căn cước", "0905123456")
    fields = requests.get(done.answer.suggestions[0]).fields
    assert (fields["what"], fields["time"]) == ("làm căn cước", opening)


def test_an_opening_that_tells_everything_is_kept_at_once(assistant, requests):
    reply = ask(assistant, f"{NEXT_WEEK}, số tôi 0905 123 456")
    assert reply.outcome == "request_kept"
    fields = requests.get(reply.answer.suggestions[0]).fields
    assert "hộ chiếu" in fields["what"] and "0905" not in fields["what"] and fields["contact"]


@pytest.mark.parametrize(
    "question", ["Sáng thứ hai tuần sau đặt lịch hẹn ở đâu?", "đặt lịch hẹn 9h sáng mai thế nào"]
)
def test_a_question_with_a_time_in_it_opens_no_form(assistant, question):
    assert ask(assistant, question).answer.kind != "form"


@pytest.mark.parametrize("lost", ["toi khong nho ma", "tôi không có mã hồ sơ", "mất giấy hẹn rồi"])
def test_who_has_no_code_is_told_where_it_stands(assistant, lost):
    assert "VNeID" in ask(assistant, "hồ sơ của tôi tới đâu rồi", lost).answer.text


@pytest.mark.parametrize("what", ["làm hộ chiếu", "hưởng mai táng phí", "lam ho chieu"])
def test_a_procedure_whose_name_sounds_like_a_time_is_still_asked_for_its_time(assistant, what):
    asked = ask(assistant, "tôi muốn đặt lịch hẹn", what).answer
    assert asked.context["form"]["slot"] == "appointment_time"
