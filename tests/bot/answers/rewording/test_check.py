"""What a new wording may change, and what it may not."""

import pytest

from bot.answers.rewording.check import same_facts

OLD = "Cơ quan chủ trì: Sở Nội vụ. Thời hạn: đến 30/6/2024 (đã qua). Phối hợp: Sở Tư pháp; «không nêu»."


@pytest.mark.parametrize(
    "new",
    [
        OLD,
        "Dạ thưa anh chị, cơ quan chủ trì là Sở Nội vụ, và thời hạn là đến 30/6/2024 (đã qua). "
        "Phối hợp là Sở Tư pháp; «không nêu» ạ.",
        OLD.replace("Cơ quan", "Vâng, cơ quan"),
    ],
)
def test_politeness_and_joining_words_may_come_and_go(new: str) -> None:
    assert same_facts(OLD, new)


@pytest.mark.parametrize(
    "new",
    [
        OLD.replace("30/6", "30/9"),
        OLD.replace("Sở Nội vụ", "Sở Tài chính"),
        OLD.replace("Nội vụ", "Tư pháp", 1).replace("Sở Tư pháp;", "Sở Nội vụ;"),
        OLD.replace("đã qua", "chưa qua"),
        OLD.replace("đến", "từ"),
        OLD.replace("«không nêu»", "không nêu"),
        OLD.replace(" Phối hợp: Sở Tư pháp; «không nêu».", ""),
        OLD + " Việc này miễn phí.",
        OLD + " Xem https://evil.example/a.",
        OLD + " **ạ**",
        OLD.replace("Sở Nội vụ.", "Sở Nội vụ?"),
        OLD + " và là thì mà" * 60,
        "",
    ],
)
def test_no_fact_may_change_move_come_or_go(new: str) -> None:
    assert not same_facts(OLD, new)


def test_a_number_in_words_is_no_number_of_the_answer() -> None:
    assert not same_facts("Phí: 50.000 đồng.", "Phí: năm mươi nghìn đồng.")
    assert not same_facts("Phí: 50.000 đồng.", "Phí: 50.000 USD.")
    assert not same_facts("Tỷ lệ ≥ 90%.", "Tỷ lệ ≤ 90%.")
