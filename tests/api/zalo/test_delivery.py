"""Sending under trouble: errors, slowness, dead tokens, windows, dead letters."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.channels.sending import morning
from api.channels.split import length, split
from api.channels.texts import text as wording
from api.channels.zalo.adapter import ZaloAdapter
from api.channels.zalo.client import meanings
from api.channels.zalo.settings import ZaloSettings
from tests.api.zalo.conftest import ENVIRONMENT, Rig
from tests.api.zalo.fake import text


def later(rig: Rig, **age: float) -> None:
    rig.channel.clock = lambda: dt.datetime.now(dt.timezone.utc) + dt.timedelta(**age)


@pytest.mark.parametrize("trouble", ["429", -32])
async def test_too_fast_is_a_pause_for_everybody(rig: Rig, trouble: int | str) -> None:
    rig.zalo.script.append(trouble)
    await rig.deliver(text("một"))
    await rig.until(lambda: rig.channel.people.switch().paused_until is not None)
    await rig.deliver(text("hai", "user-2"))
    await asyncio.sleep(0.3)
    assert rig.zalo.taken == []
    later(rig, seconds=20)
    await rig.until(lambda: len(rig.zalo.taken) == 2)


async def test_a_lost_acknowledgement_sends_twice_and_no_more(rig: Rig) -> None:
    rig.zalo.script.extend(["cut"] * 10)
    await rig.deliver(text("một"))
    await rig.until(lambda: bool(rig.channel.people.dead()))
    assert rig.zalo.texts() == ["Đáp: một"] * 2
    (letter,) = rig.channel.people.dead()
    assert (letter.box, letter.error) == ("outbox", "HTTP 502")


async def test_a_slow_platform_is_waited_for(rig: Rig) -> None:
    rig.zalo.script.append("slow")
    await rig.deliver(text("một"))
    await rig.idle()
    assert rig.zalo.texts() == ["Đáp: một"]


async def test_a_timeout_is_unsure_and_a_refused_connection_is_not(rig: Rig) -> None:
    adapter = rig.channel.adapter
    assert isinstance(adapter, ZaloAdapter)
    kept, errors = adapter._http.post, [httpx.ConnectError("x")] * 3 + [httpx.ReadTimeout("x")]

    async def failing(*args: Any, **more: Any) -> httpx.Response:
        if errors:
            raise errors.pop(0)
        return await kept(*args, **more)

    adapter._http.post = failing  # type: ignore[method-assign]
    await rig.deliver(text("một"))
    await rig.until(lambda: bool(rig.zalo.taken))
    assert rig.zalo.texts() == ["Đáp: một"]


@pytest.mark.parametrize("code", [-213, -217, -230, -232, -244])
async def test_a_user_out_of_reach_is_given_up(rig: Rig, code: int) -> None:
    rig.zalo.script.append(code)
    await rig.deliver(text("một"))
    await rig.until(lambda: rig.channel.people.figures().outbox == {"dropped": 1})
    await rig.deliver(text("hai"))
    await rig.until(lambda: rig.zalo.texts() == ["Đáp: hai"])


async def test_refused_content_is_a_dead_letter(rig: Rig) -> None:
    rig.zalo.script.extend([-201, -210])
    await rig.deliver(text("một"), text("hai"))
    await rig.idle()
    (letter,) = rig.channel.people.dead()
    assert letter.error.startswith("-210")
    assert rig.zalo.texts() == ["Đáp: hai"]


@pytest.mark.parametrize("code", [-204, -211, -224, -242])
async def test_what_an_operator_must_mend_raises_an_alarm_and_goes_out_later(rig: Rig, code: int) -> None:
    rig.zalo.script.append(code)
    await rig.deliver(text("một"))
    await rig.until(lambda: str(code) in rig.channel.people.switch().alarm)
    rig.channel._switch = None
    assert (await rig.http.get("/readyz")).json()["channels"] == {"zalo": "alarm"}
    await rig.until(lambda: rig.zalo.texts() == ["Đáp: một"])
    await rig.until(lambda: not rig.channel.people.switch().alarm)


async def test_a_night_refusal_waits_for_the_morning(rig: Rig) -> None:
    rig.zalo.script.append(-234)
    await rig.deliver(text("một"))
    await rig.until(lambda: not rig.zalo.script)
    await asyncio.sleep(0.2)
    assert rig.zalo.taken == []
    later(rig, hours=25)
    await rig.until(lambda: rig.zalo.texts() == ["Đáp: một"])


def test_the_night_ends_at_six_in_vietnam() -> None:
    late = dt.datetime(2026, 11, 24, 16, 30, tzinfo=dt.timezone.utc)
    assert morning(late, (22, 6)) == dt.datetime(2026, 11, 24, 23, 0, tzinfo=dt.timezone.utc)
    early = dt.datetime(2026, 11, 24, 20, 0, tzinfo=dt.timezone.utc)
    assert morning(early, (22, 6)) == dt.datetime(2026, 11, 24, 23, 0, tzinfo=dt.timezone.utc)


@pytest.mark.parametrize("age", [{"hours": 49}, {"days": 8}])
async def test_an_answer_that_is_too_late_is_not_sent(rig: Rig, age: dict[str, float]) -> None:
    rig.zalo.script.append(-234)
    await rig.deliver(text("một"))
    await rig.until(lambda: not rig.zalo.script)
    later(rig, **age)
    await rig.until(lambda: rig.channel.people.figures().outbox == {"dropped": 1})
    assert rig.zalo.taken == []


async def test_no_more_than_eight_messages_follow_one_message_of_the_user(rig: Rig) -> None:
    await rig.deliver(text("một"))
    await rig.idle()
    with rig.store.writing.begin() as session:
        session.connection().exec_driver_sql("UPDATE channel_users SET sent_since = 8")
    with rig.store.writing.begin() as session:
        session.connection().exec_driver_sql(
            "UPDATE channel_outbox SET state = 'waiting', unsure = 0, due_at = created_at, "
            'payload = \'{"text": "x", "buttons": []}\''
        )
    await rig.until(lambda: rig.channel.people.figures().outbox == {"dropped": 1})
    await rig.deliver(text("hai"))
    await rig.until(lambda: rig.zalo.texts() == ["Đáp: một", "Đáp: hai"])


async def test_the_dialogue_is_waited_for_and_order_kept(rig: Rig) -> None:
    rig.dialogue.failures = 2
    await rig.deliver(text("một"), text("hai"))
    await rig.idle()
    assert rig.zalo.texts() == ["Đáp: một", "Đáp: hai"]
    assert await rig.metric("channel_events_total", outcome="retried") == 2


async def test_a_question_nobody_can_answer_is_kept_apologised_for_and_can_be_revived(rig: Rig) -> None:
    rig.dialogue.failures = 4
    await rig.deliver(text("một"))
    await rig.until(lambda: rig.zalo.texts() == [wording("apology")])
    (letter,) = rig.channel.people.dead()
    assert (letter.box, letter.text, letter.error, letter.attempts) == ("inbox", "một", "restarting", 4)
    assert rig.channel.inbox.revive(rig.channel.clock()) == 1
    await rig.until(lambda: rig.zalo.texts() == [wording("apology"), "Đáp: một"])


async def test_an_event_that_kills_the_process_each_time_ends_as_a_dead_letter(rig: Rig) -> None:
    await rig.worker.stop()
    await rig.deliver(text("một"))
    now = rig.channel.clock() + dt.timedelta(seconds=1)
    for number in range(4):
        taken = rig.channel.inbox.take(1, now + dt.timedelta(minutes=number), dt.timedelta(seconds=45))
        assert len(taken) == 1
    (last,) = rig.channel.inbox.take(1, now + dt.timedelta(minutes=9), dt.timedelta(seconds=45))
    assert await rig.worker._answering(last) == "dead"


async def test_a_worker_that_was_too_slow_changes_nothing(rig: Rig) -> None:
    await rig.worker.stop()
    await rig.deliver(text("một"))
    now = rig.channel.clock() + dt.timedelta(seconds=1)
    (slow,) = rig.channel.inbox.take(1, now, dt.timedelta(seconds=1))
    (quick,) = rig.channel.inbox.take(1, now + dt.timedelta(seconds=2), dt.timedelta(seconds=1))
    assert await rig.worker._answering(quick) == "answered"
    assert await rig.worker._answering(slow) == "lost"
    assert rig.channel.people.figures().outbox == {"waiting": 1}


# --- tokens ---


async def test_a_dead_token_is_renewed_once_for_all(rig: Rig) -> None:
    await rig.until(lambda: bool(rig.channel.people.switch().account))
    rig.zalo.access = "gone"
    await rig.deliver(*(text("câu", f"user-{number}") for number in range(8)))
    await rig.idle()
    assert len(rig.zalo.taken) == 8
    assert rig.zalo.renewals == 1


async def test_two_processes_renew_once(rig: Rig) -> None:
    await rig.until(lambda: bool(rig.channel.people.switch().account))
    other = ZaloAdapter(ZaloSettings(**ENVIRONMENT), rig.store, transport=httpx.ASGITransport(rig.zalo.app))
    first = rig.channel.adapter
    assert isinstance(first, ZaloAdapter)
    rig.zalo.access = "gone"
    pairs = await asyncio.gather(
        *(adapter._renewal.renew("access-0") for adapter in (first, other) for _ in range(5))
    )
    assert rig.zalo.renewals == 1
    assert {pair.access for pair in pairs if pair} == {"access-1"}
    assert (await other._renewal.renew("access-0")) is not None
    assert rig.zalo.renewals == 1
    await other.close()


async def test_the_new_pair_is_stored_before_it_is_used(rig: Rig) -> None:
    stored: list[str] = []
    pairs = rig.channel.adapter._renewal._pairs  # type: ignore[attr-defined]
    send = rig.zalo._check

    def check(body: dict[str, Any]) -> None:
        stored.append(pairs.current().access)
        send(body)

    rig.zalo._check = check  # type: ignore[method-assign]
    rig.zalo.access = "gone"
    await rig.deliver(text("một"))
    await rig.until(lambda: bool(rig.zalo.taken))
    assert stored == ["access-1"]
    environment = ZaloAdapter(ZaloSettings(**ENVIRONMENT), rig.store)
    kept = await environment._renewal.seed()
    assert kept is not None and kept.access == "access-1"
    given = ZaloAdapter(ZaloSettings(**{**ENVIRONMENT, "access_token": "by-hand"}), rig.store)
    new = await given._renewal.seed()
    assert new is not None and new.access == "by-hand"


async def test_an_old_pair_is_renewed_before_it_expires(rig: Rig) -> None:
    adapter = rig.channel.adapter
    assert isinstance(adapter, ZaloAdapter)
    await rig.until(lambda: bool(rig.channel.people.switch().account))
    await adapter.upkeep()
    assert rig.zalo.renewals == 0
    adapter._renewal._clock = lambda: dt.datetime.now(dt.timezone.utc) + dt.timedelta(hours=23.5)
    await adapter.upkeep()
    await adapter.upkeep()
    assert rig.zalo.renewals == 1


async def test_refused_renewal_is_an_alarm_and_the_answer_waits(rig: Rig) -> None:
    await rig.until(lambda: bool(rig.channel.people.switch().account))
    rig.zalo.access, rig.zalo.renewal_error = (
        "gone",
        {"error": -14014, "error_name": "Invalid refresh token."},
    )
    await rig.deliver(text("một"))
    await rig.until(lambda: "-14014" in rig.channel.people.switch().alarm)
    rig.zalo.renewal_error = None
    await rig.until(lambda: rig.zalo.texts() == ["Đáp: một"])


class TestNoTokens:
    @pytest.fixture
    def environment(self) -> Mapping[str, Any]:
        return {**ENVIRONMENT, "access_token": "", "refresh_token": ""}

    async def test_without_tokens_events_are_kept_and_an_alarm_raised(self, rig: Rig) -> None:
        await rig.deliver(text("một"))
        await rig.until(lambda: rig.channel.people.switch().alarm == wording("alarm_no_tokens"))
        assert rig.channel.people.figures().outbox == {"waiting": 1}


def test_every_code_has_one_meaning() -> None:
    assert {meanings()[code] for code in (-216, -220)} == {"token"}
    assert set(meanings().values()) == {"token", "unsure", "rate", "content", "night", "give_up", "alarm"}


# --- cutting ---


@given(st.text(alphabet=st.sampled_from("aă.!? \n0😀"), max_size=400), st.integers(20, 60))
def test_parts_fit_and_lose_nothing(said: str, limit: int) -> None:
    parts = split(said, limit)
    assert all(0 < length(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(said.split())


@given(st.lists(st.text(alphabet="abc0", min_size=1, max_size=12), max_size=60), st.integers(20, 60))
def test_words_are_never_cut(words: list[str], limit: int) -> None:
    assert " ".join(split(" ".join(words), limit)).split() == words


def test_sentences_stay_whole_where_they_fit() -> None:
    said = "Gọi 0236. 1022 nhé. Sở Nội vụ chủ trì. Hạn tháng 12."
    assert split(said, 40) == ("Gọi 0236. 1022 nhé. Sở Nội vụ chủ trì.", "Hạn tháng 12.")
