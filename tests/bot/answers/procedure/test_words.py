import pytest

from bot.answers.procedure.words import Phrase, Vocabulary
from knowledge.text import may_mean

VOCABULARY = Vocabulary([["đăng ký tạm trú", "hộ chiếu"], ["thi bằng lái", "đổi bằng lái"], ["mất hộ chiếu"]])


@pytest.mark.parametrize(
    ("typed", "wanted", "fitting"),
    [
        ("căn", "căn", True),
        ("can", "căn", True),
        ("cươc", "cước", True),
        ("hoà", "hòa", True),
        ("thì", "thi", False),
        ("đầu", "đâu", False),
        ("dau", "đâu", True),
        ("giá", "gia", False),
    ],
)
def test_marks_may_be_missing_but_not_others(typed, wanted, fitting) -> None:
    assert may_mean(typed, wanted) is fitting


def test_glued_and_misspelt_words_are_read() -> None:
    assert VOCABULARY.read("hộchiếu").words == ("ho", "chieu")
    assert VOCABULARY.read("hộ chiêus").words == ("ho", "chieu")


def test_a_corrected_word_fits_whatever_its_marks() -> None:
    assert VOCABULARY.read("hộ chiêus").typed == ("hộ", "")


def test_mat_before_an_amount_is_a_cost_not_a_loss() -> None:
    lost = Phrase("mất hộ chiếu", VOCABULARY)
    assert lost.match(VOCABULARY.read("làm mất hộ chiếu rồi"), 0.95) is not None
    assert lost.match(VOCABULARY.read("hộ chiếu mất bao lâu"), 0.95) is None


def test_a_phrase_weighs_less_when_its_words_lie_apart() -> None:
    phrase = Phrase("đăng ký tạm trú", VOCABULARY)
    near = phrase.match(VOCABULARY.read("cách đăng ký tạm trú"), 0.9)
    far = phrase.match(VOCABULARY.read("đăng ký giúp tôi với ở phường này nhé tạm trú"), 0.9)
    assert near is not None and far is not None
    assert near.weight > far.weight


def test_other_marks_do_not_make_a_name() -> None:
    phrase = Phrase("thi bằng lái", VOCABULARY)
    assert phrase.match(VOCABULARY.read("phạt thì bằng lái sao"), 0.95) is None
