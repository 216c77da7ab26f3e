import time

import pytest

from nlu import Resources, understand
from nlu.tokens import is_syllable
from tests.nlu.conftest import TODAY


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "???",
        "🙂🙂",
        "\x00\x07",
        "a" * 2000,
        "hộchiếu" * 280,
        "1" * 2000,
        "ko " * 600,
        "á" * 400,
        "(((",
        "'; DROP TABLE",
        "/help",
        "٣٤٥",
        "你好",
        "ﬁ ﬀ ²",
    ],
)
def test_any_text_is_answered_in_time(text: str, resources: Resources) -> None:
    start = time.process_time()
    query = understand(text, None, today=TODAY, resources=resources)
    assert query.raw == text
    assert len(query.folded) == len(query.text)
    assert time.process_time() - start < 2.0


def test_offsets_of_mentions_are_into_the_text(resources: Resources) -> None:
    query = understand("SNV ĐN phối hợp vs STTTT HP việc gì", None, today=TODAY, resources=resources)
    assert len(query.agencies) == 2
    for mention in (*query.agencies, *query.places):
        assert query.text[mention.start : mention.end] == mention.text


def test_a_model_that_is_sure_decides_and_an_unsure_one_listens(resources: Resources) -> None:
    def intent(confidence: float) -> str:
        return understand(
            "Ai chủ trì trợ lý ảo?", None, today=TODAY, resources=resources,
            intent="ask_output", confidence=confidence,
            ranking=(("ask_output", confidence), ("ask_lead", 0.2)),
        ).intent  # fmt: skip

    assert intent(0.9) == "ask_output"
    assert intent(0.4) == "ask_lead"


@pytest.mark.parametrize(
    ("word", "expected"), [("nghiêng", True), ("quyết", True), ("kpi", False), ("oan", True)]
)
def test_syllable_shape(word: str, expected: bool) -> None:
    assert is_syllable(word) is expected
