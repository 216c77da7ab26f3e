import time

import pytest
import structlog

from bot.connectors import OneStopDownError
from bot.connectors.breaker import CircuitBreaker
from bot.connectors.http import HttpOneStop, HttpOptions
from tests.bot.connectors.onestop_server import KNOWN, OneStopServer


@pytest.fixture
def server():
    started = OneStopServer()
    yield started
    started.close()


def connect(server, breaker=None, **options):
    return HttpOneStop(
        HttpOptions(
            status_url=f"{server.url}/hoso/{{code}}",
            request_urls={"feedback": f"{server.url}/gopy"},
            token="bi-mat",
            timeout=0.3,
            attempts=options.pop("attempts", 2),
            patience=3,
            fields={"state": "data.trangThai", "office": "data.donVi"},
            **options,
        ),
        breaker,
    )


def test_a_file_is_told_by_the_fields_that_are_named_and_no_others(server):
    state = connect(server).file_state(KNOWN)
    assert (state.state, state.office, state.due) == ("Đang thẩm định", "Phòng Kinh tế", "")
    assert "Trần Văn A" not in repr(state)
    assert server.headers[0]["Authorization"] == "Bearer bi-mat"


def test_an_unknown_code_is_unknown_and_asked_once(server):
    assert connect(server).file_state("H17-260712-0009") is None
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("mode", "asked"), [("slow", 2), ("error", 2), ("garbage", 1), ("huge", 1), ("refused", 1)]
)
def test_a_system_that_cannot_be_asked_is_down_and_only_passing_trouble_is_tried_again(server, mode, asked):
    server.mode = mode
    started = time.monotonic()
    with pytest.raises(OneStopDownError):
        connect(server).file_state(KNOWN)
    assert len(server.asked) == asked
    assert time.monotonic() - started < 5


def test_one_error_is_got_over(server):
    server.mode = "flaky"
    assert connect(server).file_state(KNOWN).state == "Đang thẩm định"


def test_after_failures_the_system_rests_and_is_asked_again_later(server):
    now = [0.0]
    breaker = CircuitBreaker(failures=2, rest_seconds=30, clock=lambda: now[0])
    onestop = connect(server, breaker, attempts=1)
    server.mode = "error"
    for _ in range(5):
        with pytest.raises(OneStopDownError):
            onestop.file_state(KNOWN)
    assert len(server.asked) == 2
    server.mode, now[0] = "ok", 31.0
    assert onestop.file_state(KNOWN) is not None
    assert onestop.file_state(KNOWN) is not None


def test_no_code_reaches_the_log(server):
    server.mode = "error"
    with structlog.testing.capture_logs() as logs, pytest.raises(OneStopDownError):
        connect(server).file_state(KNOWN)
    assert logs and KNOWN not in repr(logs)


def test_a_request_is_handed_over_with_its_receipt_as_the_key(server):
    onestop = connect(server)
    assert onestop.hand_over("feedback", "GY-ABCDEFGH", {"text": "đường ngập"}) == "1022-77"
    assert server.taken == [{"receipt": "GY-ABCDEFGH", "text": "đường ngập"}]
    assert server.headers[0]["Idempotency-Key"] == "GY-ABCDEFGH"
    assert not onestop.takes("appointment")
    with pytest.raises(OneStopDownError):
        onestop.hand_over("appointment", "HG-ABCDEFGH", {})
