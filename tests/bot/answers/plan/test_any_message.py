"""Any messages in any order get a worded answer from the whole answer path: no error, and no hang."""

from __future__ import annotations

import time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.bot.answers.plan.conftest import Ask

SECONDS = 10.0
PIECES = (
    *(
        "ai chủ trì",
        "hạn",
        "bao nhiêu nhiệm vụ",
        "Sở Nội vụ",
        "quý I/2024",
        "32/13/2024",
        "khai sinh",
        "lệ phí",
    ),
    *("so sánh", "Đà Nẵng", "2766/QĐ-UBND", "nó", "còn", "?", "\n", "'; --", "{{7*7}}", "%s", "🙂", "\u202e"),
    "a" * 300,
)
messages = st.one_of(
    st.text(min_size=1, max_size=300).filter(str.strip),
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map(" ".join).filter(str.strip),
)


@given(said=st.lists(messages, min_size=1, max_size=3))
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_any_conversation_is_answered(ask: Ask, said: list[str]) -> None:
    began = time.monotonic()
    assert ask(*said).answer.text.strip()
    assert time.monotonic() - began < SECONDS * len(said)
