import pytest

from bot.answers.forms.choice import chosen, is_cue

LAND = ["Cấp sổ đỏ lần đầu", "Cấp đổi sổ đỏ", "Sang tên khi mua bán", "Thừa kế, tặng cho"]


@pytest.mark.parametrize(
    ("reply", "place"),
    [
        ("2", 1),
        ("số 4", 3),
        ("dạ em chọn 1 ạ", 0),
        ("thứ ba", 2),
        ("cái cuối cùng", 3),
        ("lan dau", 0),
        ("dạ em làm lần đầu ạ", 0),
        ("mua ban", 2),
        ("thừa kế nha", 3),
        ("Cấp đổi sổ đỏ", 1),
        ("không biết", "any"),
        ("hong biet", "any"),
        ("thôi khỏi ạ", "stop"),
        ("cancel", "stop"),
        ("9", None),
        ("0", None),
        ("lệ phí bao nhiêu", None),
        ("ai chủ trì triển khai trợ lý ảo", None),
        ("sổ đỏ", None),
    ],
)
def test_a_reply_is_read_by_number_order_or_telling_words(reply, place):
    assert chosen(reply, LAND) == place


def test_one_option_beside_an_answer_is_meant_by_what_only_it_says():
    options, beside = ["Đăng ký kết hôn có yếu tố nước ngoài"], ["Đăng ký kết hôn"]
    assert chosen("nuoc ngoai", options, beside) == 0
    assert chosen("đăng ký kết hôn", options, beside) is None


@pytest.mark.parametrize(
    ("kind", "reply"),
    [("stop", "thôi ạ"), ("unsure", "dạ em không biết"), ("skip", "No"), ("skip", "ẩn danh nhé")],
)
def test_a_cue_of_each_kind_is_read(kind, reply):
    assert is_cue(kind, reply) and not is_cue(kind, "0905 123 456")
