import pytest

from bot.rasa.components.cues import FoldedCues
from bot.rasa.components.reading import Reader
from bot.rasa.training import generate
from knowledge.text import fold

READER = Reader.default()


@pytest.mark.parametrize(
    "text",
    [
        "Ai chủ trì nhiệm vụ số hóa hồ sơ?",
        "Hạn của KH 183 là quý IV/2024?",
        "nộp hồ sơ ở đâu",
        "còn Hải Phòng thì sao",
    ],
)
def test_a_message_reads_alike_with_and_without_accents(text):
    assert READER.read(fold(text)).frame == READER.read(text).frame


def test_names_numbers_and_dates_are_read_as_their_kind():
    words = READER.read(
        "Sở Nội vụ Đà Nẵng làm xong 15 việc trước ngày 30/6/2024 theo 2766/QĐ-UBND?"
    ).words.split()
    assert {"xcoquan", "xnoi", "xso", "xngay", "xvanban"} <= set(words)
    assert not any(character.isdigit() for word in words for character in word)


def test_what_is_asked_about_is_one_sign_however_long():
    short, long = READER.read("ai chủ trì zebra"), READER.read("ai chủ trì zebra giraffe hippopotamus")
    assert short.frame == long.frame == "ai chu tri _"


def test_shorthand_and_english_read_as_vietnamese():
    assert "duoc" in READER.read("nộp online dc ko").words.split()
    assert "english" in READER.read("How much does it cost to renew a passport?").evidence.split()


@pytest.mark.parametrize("text", ["", " ", "???", "\u200b", "🙂", "<script>", "a" * 2000, "1" * 50])
def test_any_text_can_be_read(text):
    READER.read(text)


def test_evidence_names_signals_and_family():
    evidence = FoldedCues.default().evidence(fold("đăng ký tạm trú hết bao nhiêu tiền"))
    assert {"signal_fee", "family_procedure", "procedure_fee"} <= set(evidence)


def test_the_committed_frame_words_are_those_of_the_templates():
    assert generate.FRAME.read_text("utf-8") == generate.frame_words()
