"""What reaches the webhook: genuine, forged, broken, repeated, too much."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from api.channels.zalo.signature import signature
from tests.api.zalo.conftest import ENVIRONMENT, Rig
from tests.api.zalo.fake import APP, OA_SECRET, event, follow, signed, text

HOUR = 3_600_000


async def test_a_question_is_answered(rig: Rig) -> None:
    assert (await rig.post(text("Đăng ký khai sinh cần gì?"))).json() == {"ok": True}
    await rig.until(lambda: bool(rig.zalo.taken))
    assert rig.zalo.texts() == ["Đáp: Đăng ký khai sinh cần gì?"]
    session, _ = rig.dialogue.said[0]
    assert session.startswith("zalo-") and "user-1" not in session


async def test_the_session_of_a_user_stays(rig: Rig) -> None:
    await rig.deliver(text("một"), text("hai"), text("ba", user="user-2"))
    await rig.idle()
    sessions = {said: session for session, said in rig.dialogue.said}
    assert sessions["một"] == sessions["hai"] != sessions["ba"]


def test_the_signature_is_the_documented_one() -> None:
    import hashlib

    raw = b'{"a": "\\u00e1"}'
    assert (
        signature("12", raw, "1700000000000", "k")
        == hashlib.sha256(b"12" + raw + b"1700000000000k").hexdigest()
    )


@pytest.mark.parametrize("header", ["", "mac=", "mac=" + "0" * 64, "mac=é", "nonsense" * 500])
async def test_a_wrong_signature_is_refused(rig: Rig, header: str) -> None:
    response = await rig.post(text("x"), **{"X-ZEvent-Signature": header.encode()})
    assert response.status_code == 401
    assert response.json()["type"] == "urn:problem:bad-signature"
    assert rig.channel.people.figures().inbox == {}
    assert await rig.metric("channel_events_total", outcome="refused") == 1


async def test_the_signature_may_come_in_capitals_and_without_prefix(rig: Rig) -> None:
    raw, headers = signed(text("x"))
    mac = headers["X-ZEvent-Signature"].removeprefix("mac=").upper()
    sent = await rig.http.post("/webhooks/zalo", content=raw, headers={"X-ZEvent-Signature": mac})
    assert sent.status_code == 200


async def test_one_changed_byte_breaks_the_signature(rig: Rig) -> None:
    raw, headers = signed(text("chuyển 100 đồng"))
    changed = raw.replace(b"100", b"900")
    assert (await rig.http.post("/webhooks/zalo", content=changed, headers=headers)).status_code == 401


async def test_another_app_or_account_is_refused(rig: Rig) -> None:
    await rig.until(lambda: bool(rig.channel.people.switch().account))
    rig.channel._switch = None
    for foreign in (text("x", app_id="1"), text("x", recipient={"id": "999"}), {**follow(), "oa_id": "999"}):
        assert (await rig.post(foreign)).status_code == 403
    assert rig.channel.people.figures().inbox == {}


async def test_a_replay_is_answered_once(rig: Rig) -> None:
    again = text("một lần")
    for _ in range(5):
        await rig.deliver(again)
    await asyncio.gather(*(rig.post(again) for _ in range(20)))
    await rig.deliver({**again, "timestamp": str(int(time.time() * 1000) + HOUR)})
    await rig.idle()
    assert rig.zalo.texts() == ["Đáp: một lần"]


async def test_an_event_without_message_id_is_known_by_user_and_time(rig: Rig) -> None:
    first = follow()
    later = {**first, "timestamp": str(int(first["timestamp"]) + 1)}
    await rig.deliver(first, first, later)
    assert sum(rig.channel.people.figures().inbox.values()) == 2


async def test_five_megabytes_are_refused_before_they_are_read(rig: Rig) -> None:
    raw, headers = signed(text("x" * 5_000_000))
    response = await rig.http.post("/webhooks/zalo", content=raw, headers=headers)
    assert response.status_code == 413

    async def chunks():  # type: ignore[no-untyped-def]
        for start in range(0, len(raw), 65_536):
            yield raw[start : start + 65_536]

    assert (await rig.http.post("/webhooks/zalo", content=chunks(), headers=headers)).status_code == 413


@pytest.mark.parametrize(
    "name", ["user_seen_message", "something_new", "", "oa_send_text", None, 7, ["x"], {}]
)
async def test_events_that_need_no_answer_are_acknowledged(rig: Rig, name: object) -> None:
    await rig.deliver(event("x", message={"text": "x"}) | {"event_name": name})
    assert rig.channel.people.figures().inbox == {}
    assert await rig.metric("channel_events_total", outcome="ignored") == 1


@pytest.mark.parametrize(
    "change",
    [
        {"sender": None},
        {"sender": {"id": ""}},
        {"sender": {"id": ["a"]}},
        {"sender": {"id": "a b"}},
        {"sender": {"id": "x" * 5000}},
        {"sender": "user-1"},
        {"sender": {"id": "\ud800"}},
        {"timestamp": "abc"},
        {"timestamp": "9" * 40},
        {"timestamp": "-5"},
    ],
)
async def test_missing_fields_and_other_types_are_acknowledged(rig: Rig, change: dict[str, Any]) -> None:
    await rig.deliver({**text("x"), **change})
    assert rig.channel.people.figures().inbox == {}


@pytest.mark.parametrize(
    "change",
    [
        {"message": None},
        {"message": {}},
        {"message": "text"},
        {"message": {"text": None, "msg_id": 5}},
        {"message": {"text": {"a": 1}, "msg_id": "a"}},
        {"message": {"text": "\u200b\u0000", "msg_id": "a"}},
        {"message": {"text": "\ud83d", "msg_id": "\udc00"}},
        {"recipient": None},
    ],
)
async def test_a_text_without_text_gets_a_kind_word(rig: Rig, change: dict[str, Any]) -> None:
    await rig.deliver({**text("Còn"), **change})
    await rig.until(lambda: bool(rig.zalo.taken))
    assert rig.zalo.texts()[0].startswith(("Tôi chưa thấy câu hỏi", "Đáp: Còn"))


async def test_ids_and_times_as_numbers_lose_no_digit(rig: Rig) -> None:
    user = 7_219_338_112_004_519_873
    made = text("số")
    made |= {"sender": {"id": user}, "timestamp": int(made["timestamp"]), "app_id": int(APP)}
    await rig.deliver(made)
    await rig.until(lambda: bool(rig.zalo.taken))
    assert rig.zalo.taken[0][0] == str(user)


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"7", b'"x"', b"\xff\xfe", b"[" * 100_000, b"{}"])
async def test_what_is_no_event_is_refused(rig: Rig, raw: bytes) -> None:
    _, headers = signed(text("x"))
    response = await rig.http.post("/webhooks/zalo", content=raw, headers=headers)
    assert response.status_code in (400, 401)


async def test_personal_numbers_are_masked_before_they_are_kept(rig: Rig, tmp_path: Path) -> None:
    rig.dialogue.failures = 99
    await rig.deliver(text("CCCD 048099001234, gọi 0905123456"))
    await rig.until(lambda: bool(rig.channel.people.dead()))
    with rig.store.reading() as session:
        rows = session.connection().exec_driver_sql("SELECT text FROM channel_inbox").scalars().all()
    assert rows == ["CCCD [số định danh], gọi [số điện thoại]"]
    assert b"0905123456" not in b"".join(path.read_bytes() for path in tmp_path.glob("channel.db*"))


async def test_a_number_a_form_asks_for_still_reaches_the_dialogue(rig: Rig) -> None:
    said = "Hồ sơ H17.12-260712-0003, điện thoại 0905123456"
    await rig.deliver(text(said))
    await rig.idle()
    assert [message for _, message in rig.dialogue.said] == [said]
    with rig.store.reading() as session:
        rows = session.connection().exec_driver_sql("SELECT text, sealed FROM channel_inbox").all()
    assert rows == [("", "")]


async def test_the_acknowledgement_does_not_wait_for_the_answer(rig: Rig) -> None:
    await rig.deliver(text("nhanh"))
    await rig.idle()
    rig.dialogue.pause, rig.zalo.pause = 1.0, 1.0
    began = time.perf_counter()
    await rig.deliver(text("chậm"))
    assert time.perf_counter() - began < 0.8
    await rig.until(lambda: len(rig.zalo.taken) == 2)


async def test_a_store_that_is_away_is_told_so_that_the_event_comes_again(rig: Rig) -> None:
    def broken(*_: object) -> int:
        raise OSError("disk")

    kept, rig.channel.intake._inbox.put = rig.channel.intake._inbox.put, broken  # type: ignore[method-assign]
    again = text("thử")
    assert (await rig.post(again)).status_code == 503
    rig.channel.intake._inbox.put = kept  # type: ignore[method-assign]
    await rig.deliver(again)
    await rig.until(lambda: rig.zalo.texts() == ["Đáp: thử"])


class TestSetUp:
    @pytest.fixture
    def environment(self) -> Mapping[str, Any]:
        return {**ENVIRONMENT, "oa_secret": ""}

    async def test_without_the_secret_everything_is_acknowledged_and_nothing_done(self, rig: Rig) -> None:
        for raw in (b"", b"{}", json.dumps(text("x")).encode()):
            assert (await rig.http.post("/webhooks/zalo", content=raw)).status_code == 200
        assert rig.channel.people.figures().inbox == {}
        assert (await rig.http.get("/readyz")).json()["channels"] == {"zalo": "setup"}
        assert "KHÔNG xử lý" in rig.channel.told() and "ZALO_OA_SECRET" in rig.channel.told()


class TestOff:
    @pytest.fixture
    def environment(self) -> Mapping[str, Any]:
        return {}

    async def test_with_nothing_set_the_channel_is_off_and_says_so(self, rig: Rig) -> None:
        response = await rig.post(text("x"))
        assert (response.status_code, response.json()["type"]) == (404, "urn:problem:channel-off")
        assert (await rig.http.get("/readyz")).json()["channels"] == {"zalo": "off"}
        assert "ZALO_APP_ID" in rig.channel.told()


async def test_an_unknown_channel_is_not_found(rig: Rig) -> None:
    assert (await rig.http.post("/webhooks/nothing", content=b"{}")).status_code == 404
    assert OA_SECRET not in (await rig.http.get("/metrics")).text
