"""Cue phrases: whole syllables, and the marks that were typed."""

from __future__ import annotations

import pytest

from bot.answers.cues import around_cue, has_cue, without_cues


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hồ sơ tôi đã nộp tới đâu rồi?", True),
        ("ho so toi da nop toi dau roi", True),
        ("Hồ sơ tối đa bao nhiêu ngày?", False),
    ],
)
def test_marks_that_were_typed_must_be_those_of_the_phrase(text: str, found: bool) -> None:
    assert has_cue("own_case", text) is found


def test_a_longer_phrase_is_taken_out_whole() -> None:
    assert without_cues("duty_words", "trách nhiệm cải cách hành chính của Sở Nội vụ") == "của sở nội vụ"


def test_what_stands_before_and_after_the_first_phrase() -> None:
    before, after = around_cue("which_place", "thành phố nào có trợ lý ảo")
    assert (before, after) == ("", "có trợ lý ảo")
    assert around_cue("which_place", "trợ lý ảo") == ("trợ lý ảo", "")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("đến nay đã lắp xong bao nhiêu ki-ốt rồi", True),
        ("den nay vinh long da lap xong bao nhieu cai", True),
        ("đến nay " + "rất " * 9 + "bao nhiêu", False),
        ("bao nhiêu đến nay", False),
    ],
)
def test_a_phrase_with_a_gap(text: str, found: bool) -> None:
    assert has_cue("results", text) is found


def test_an_unknown_kind_is_an_error() -> None:
    with pytest.raises(KeyError):
        has_cue("không có loại này", "gì cũng được")
