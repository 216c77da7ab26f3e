from datetime import date

import pytest

from bot.answers.procedure import answer_procedure
from bot.answers.procedure.answer import STAGES
from knowledge.procedures import canonical
from nlu import understand
from tests.bot.answers.procedure.conftest import SNAPSHOT

TODAY = date(2026, 11, 24)


def test_a_single_fact_comes_first_and_stays_short(talk) -> None:
    answer = talk.say("Đăng ký tạm trú mất mấy ngày?")
    assert answer.kind == "answer"
    assert "03 ngày làm việc" in answer.text
    assert len(answer.text) < 900
    assert answer.items[0]["id"] == "tam-tru"


def test_every_quote_re_reads_from_the_record(talk) -> None:
    answer = talk.say("Làm hộ chiếu cần giấy tờ gì, lệ phí bao nhiêu, mấy ngày có?")
    assert len(answer.sources) >= 3
    for source in answer.sources:
        procedure = SNAPSHOT.procedure_by_id[source.record_id.removeprefix("procedure:")]
        assert canonical(procedure).text[source.start : source.end] == source.quote
        assert source.url.startswith("/procedures/ho-chieu#")


def test_papers_are_told_completely(talk) -> None:
    text = talk.say("làm khai sinh cho bé cần giấy tờ gì").text
    for paper in SNAPSHOT.procedure_by_id["khai-sinh"].cases[0].papers:
        assert paper.name in text


def test_what_has_no_source_is_refused_with_the_pointer(talk) -> None:
    answer = talk.say("Đăng ký hộ kinh doanh lệ phí bao nhiêu, có phải 100.000 đồng không?")
    assert answer.kind == "refuse"
    assert "Chưa có dữ liệu chính thức" in answer.text
    assert "1022" in answer.text and "dichvucong.gov.vn" in answer.text
    assert "100.000" not in answer.text


def test_a_procedure_not_in_the_set_is_never_answered_with_a_similar_one(talk) -> None:
    answer = talk.say("Khai sinh có yếu tố nước ngoài cần giấy tờ gì?")
    assert answer.kind == "refuse"
    assert not answer.sources


def test_low_confidence_is_named_as_unverified(talk) -> None:
    answer = talk.say("Hưởng trợ cấp thất nghiệp nộp ở đâu?")
    assert answer.kind == "refuse"
    assert "Chưa được xác minh" in answer.text


def test_medium_confidence_carries_a_caution(talk) -> None:
    answer = talk.say("Đăng ký kết hôn mất mấy ngày?")
    assert answer.warnings and answer.warnings[0] in answer.text


def test_old_data_say_that_they_are_old(resources) -> None:
    query = understand("Đăng ký xe mấy ngày xong?", None, today=date(2028, 1, 1), resources=resources)
    answer = answer_procedure(query, SNAPSHOT, None, None, date(2028, 1, 1))
    assert answer is not None
    assert any("đã cũ" in warning for warning in answer.warnings)


def test_a_clarification_is_resolved_by_the_next_message(talk) -> None:
    asked = talk.say("Hợp đồng thuê nhà có cần công chứng không?")
    assert asked.kind == "clarify"
    assert asked.suggestions == ("Đăng ký tạm trú", "Đăng ký thường trú")
    assert "phải công chứng" in talk.say("thường trú").text


@pytest.mark.parametrize(("reply", "code"), [("2", "1.004746"), ("khai tử", "1.005461")])
def test_an_option_may_be_chosen_by_number_or_word(talk, reply, code) -> None:
    talk.say("đăng ký lại giấy tờ hộ tịch bị mất")
    assert "UBND cấp xã" in talk.say(reply).text


def test_a_follow_up_keeps_the_procedure_and_a_new_name_changes_it(talk) -> None:
    talk.say("Đăng ký tạm trú cần giấy tờ gì?")
    assert "15.000" in talk.say("lệ phí thì sao?").text
    assert talk.say("Thế còn hộ chiếu mấy ngày có?").items[0]["id"] == "ho-chieu"


def test_a_message_about_something_else_is_no_follow_up(talk) -> None:
    talk.say("Đăng ký tạm trú cần giấy tờ gì?")
    answer = talk.say("Giấy phép khai thác cát sỏi lòng sông xin ở đâu?")
    assert answer.kind == "refuse"
    assert "tạm trú" not in answer.text


def test_a_former_ward_is_answered_with_todays(talk) -> None:
    answer = talk.say("Nhà em ở phường Chính Gián cũ, làm khai sinh ở đâu?")
    assert "phường Thanh Khê" in answer.text
    assert "UBND cấp xã" in answer.text


def test_a_name_of_an_old_district_and_a_ward_is_said_to_be_both(talk) -> None:
    answer = talk.say("Nhà tôi ở Sơn Trà thì nộp hồ sơ ở đâu?")
    assert answer.kind == "clarify"
    assert "quận" in answer.text and "phường" in answer.text


def test_english_gets_a_frame_around_the_vietnamese_record(talk) -> None:
    answer = talk.say("How much does a passport cost?")
    assert "200,000 VND" in answer.text
    assert "200.000 đồng" in answer.text


def test_a_rule_answers_only_a_message_it_mostly_explains(talk) -> None:
    assert "Quảng Nam" in talk.say("Đà Nẵng mới rộng bao nhiêu cây số vuông sau khi gộp Quảng Nam?").text
    asked = talk.say("Quy hoạch sân bay Đà Nẵng mới được duyệt khi nào?")
    assert asked is None or "Quảng Nam" not in asked.text


def test_a_code_finds_its_procedure(talk) -> None:
    assert talk.say("thủ tục 1.004845 là gì").items[0]["id"] == "giam-ho"


def test_what_concerns_no_procedure_is_left_to_others(resources) -> None:
    query = understand("Ai chủ trì chuyển đổi số?", None, today=TODAY, resources=resources)
    assert answer_procedure(query, SNAPSHOT, None, None, TODAY) is None


def test_nothing_below_low_is_asserted_and_no_number_of_it(talk) -> None:
    text = talk.say("Liên thông khai sinh, thường trú, thẻ BHYT mất mấy ngày?").text
    assert "mâu thuẫn" in text
    assert not any(char.isdigit() and "ngày làm việc" in text for char in text)


def test_a_life_situation_names_the_linked_procedures(talk) -> None:
    text = talk.say("Tôi vừa sinh con, cần làm những gì?").text
    assert "Đăng ký khai sinh" in text
    assert "Thủ tục liên quan" in text and "thường trú" in text


@pytest.mark.parametrize(
    "question", ["Số điện thoại UBND phường Sơn Trà", "Địa chỉ trung tâm hành chính công Hải Châu?"]
)
def test_addresses_and_telephones_are_not_invented(talk, question) -> None:
    answer = talk.say(question)
    assert answer.kind == "refuse"
    assert "1022" in answer.text


def test_a_suggested_amount_is_not_confirmed(talk) -> None:
    text = talk.say("làm giấy xác nhận độc thân 10k đúng không").text
    assert "Chưa có dữ liệu chính thức" in text
    assert "10" not in text.split("Nguồn")[0].replace("1022", "").replace("1.004873", "")


def test_a_suggested_number_of_days_is_not_confirmed(talk) -> None:
    answer = talk.say("Cấp sổ đỏ lần đầu 30 ngày phải không?")
    assert answer.kind == "refuse"
    assert "30" not in answer.text


def test_words_of_one_fact_alone_find_its_procedure(talk) -> None:
    assert talk.say("Chủ hộ đồng ý qua VNeID có được không?").items[0]["id"] == "thuong-tru"


def test_the_order_of_the_stages_is_pinned() -> None:
    assert [stage.__name__ for stage in STAGES] == [
        "form_open",
        "by_code",
        "contact",
        "rule_asked",
        "clarify",
        "outside_asked",
        "subject_named",
        "procedure_named",
        "place_asked",
        "follow_up",
        "by_keyword",
    ]
