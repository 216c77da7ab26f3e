"""What a message names: two things to be done, papers to carry, a part of a longer name, an earlier topic."""

import pytest


def ids(answer):
    return [item["id"] for item in answer.items]


@pytest.mark.parametrize(
    ("message", "named"),
    [
        ("Làm hộ chiếu và căn cước ở đâu?", {"ho-chieu", "cap-can-cuoc"}),
        ("lệ phí đăng ký kết hôn và khai sinh là bao nhiêu", {"ket-hon", "khai-sinh"}),
        ("lam ho chieu voi doi bang lai xe mat may ngay", {"ho-chieu", "doi-gplx"}),
        ("Khai tử nộp ở đâu và lý lịch tư pháp mấy ngày có?", {"khai-tu", "ly-lich-tu-phap"}),
    ],
)
def test_two_procedures_in_one_message_are_both_answered(talk, message, named) -> None:
    answer = talk.say(message)
    assert set(ids(answer)) == named
    assert {source.record_id for source in answer.sources} <= {f"procedure:{key}" for key in named}


def test_each_part_is_answered_with_what_is_asked_of_it(talk) -> None:
    text = talk.say("Khai tử nộp ở đâu và lý lịch tư pháp mấy ngày có?").text
    first, second = text.split("\n\n")
    assert "Nơi giải quyết" in first and "Thời hạn" not in first
    assert "Thời hạn" in second and "Nơi giải quyết" not in second


@pytest.mark.parametrize(
    ("message", "done"),
    [
        ("chứng thực chữ ký bao nhiêu tiền, có cần mang CCCD không?", "chung-thuc-chu-ky"),
        ("đăng ký tạm trú có cần mang căn cước và giấy khai sinh không", "tam-tru"),
        ("lam ho chieu co can mang giay khai sinh khong", "ho-chieu"),
        ("Đăng ký kết hôn có phải nộp giấy khai sinh không?", "ket-hon"),
    ],
)
def test_a_paper_to_carry_is_not_what_is_to_be_done(talk, message, done) -> None:
    assert ids(talk.say(message)) == [done]


def test_a_name_alone_is_what_is_to_be_done_even_after_a_carrying_word(talk) -> None:
    assert ids(talk.say("nộp hồ sơ đăng ký tạm trú mất mấy ngày")) == ["tam-tru"]


def test_how_two_things_differ_is_no_question_on_each(talk) -> None:
    answer = talk.say("Lưu trú với tạm trú khác nhau thế nào?")
    assert "dưới 30 ngày" in answer.text


def test_a_linked_procedure_is_not_taken_for_one_of_its_parts(talk) -> None:
    answer = talk.say("gộp khai sinh với hộ khẩu và thẻ bhyt cho bé thì mấy ngày")
    assert ids(answer) == ["lien-thong-khai-sinh"]


@pytest.mark.parametrize(
    "message", ["quay lại vụ hộ chiếu, mấy ngày thì lấy được", "quay lai chuyen ho chieu, may ngay co"]
)
def test_an_earlier_topic_is_taken_up_by_its_name(talk, message) -> None:
    talk.say("Làm hộ chiếu cần giấy tờ gì?")
    talk.say("Sao y bằng tốt nghiệp bao nhiêu tiền một trang?")
    answer = talk.say(message)
    assert ids(answer) == ["ho-chieu"]
    assert "08 ngày làm việc" in answer.text


def test_another_case_is_asked_the_same_thing(talk) -> None:
    talk.say("Làm hộ chiếu lần đầu hết bao nhiêu tiền?")
    assert "400.000" in talk.say("thế làm lại do bị mất thì sao").text


def test_an_exemption_answers_where_two_procedures_fit(talk) -> None:
    answer = talk.say("bán bánh mì xe đẩy thì có phải đăng ký kinh doanh không?")
    assert "không phải đăng ký hộ kinh doanh" in answer.text


def test_without_the_exempt_case_it_is_asked_which(talk) -> None:
    assert talk.say("Làm giấy phép kinh doanh ở đâu?").kind == "clarify"


@pytest.mark.parametrize(
    ("message", "done"),
    [
        ("tạm trú có cần đem theo hợp đồng thuê nhà với căn cước không", "tam-tru"),
        ("đổi bằng lái có cần nộp giấy khám sức khỏe không", "doi-gplx"),
    ],
)
def test_a_list_of_papers_and_papers_outside_are_carried_too(talk, message, done) -> None:
    assert ids(talk.say(message)) == [done]


@pytest.mark.parametrize(
    ("message", "done"),
    [
        ("A friend is sleeping over at my place for three nights. Whom do I notify?", "luu-tru"),
        ("My friend is staying over tonight, do I need to report to the police?", "luu-tru"),
        ("Cưới vợ Hàn, giờ quận dẹp rồi, tui chạy đi mô đăng ký?", "ket-hon-nuoc-ngoai"),
        ("làm liên thông KS - hộ khẩu - BHYT cho bé thì mấy ngày có kq?", "lien-thong-khai-sinh"),
        ("lm hộ chíu cho bé 5t cần j", "ho-chieu"),
        ("Người hưởng trợ cấp HTXH mất, xin mai táng phí dùng mẫu số mấy?", "mai-tang-huu-tri"),
    ],
)
def test_procedures_are_known_as_people_say_them(talk, message, done) -> None:
    assert ids(talk.say(message)) == [done]


def test_filing_elsewhere_in_the_city_is_told(talk) -> None:
    answer = talk.say("Nhà em ở phường Cẩm Lệ mà đi làm bên Hải Châu, nộp hồ sơ bên đó luôn được không?")
    assert "phi địa giới" in answer.text


@pytest.mark.parametrize("message", ["xã tam hải có bị sáp nhập không", "xa tan hiep co bi doi ten khong"])
def test_a_commune_that_did_not_change_is_said_to_be_unchanged(talk, message) -> None:
    assert "giữ nguyên" in talk.say(message).text
