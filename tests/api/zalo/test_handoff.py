"""An officer on Zalo: the bot is silent, and answers go through the durable outbox."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.adminweb.install import install
from api.channels.message import Message
from tests.api.admin_support import PASSWORD, Visitor
from tests.api.zalo.conftest import Rig
from tests.api.zalo.fake import event, text


async def queued(rig: Rig) -> int:
    rig.dialogue.kind = "handoff"
    await rig.deliver(text("Cho tôi gặp nhân viên"))
    await rig.until(lambda: len(rig.zalo.texts("user-1")) == 1)
    rig.dialogue.kind = "answer"
    (waiting,) = await asyncio.to_thread(rig.desk.handoffs.listed, "waiting")
    assert waiting.channel == "zalo"
    await asyncio.to_thread(rig.desk.handoffs.claim, waiting.id, "lan")
    return waiting.id


async def answered(rig: Rig, number: int, *parts: str) -> bool:
    letters: list[dict[str, Any]] = [Message(part).payload() for part in parts]
    return await asyncio.to_thread(rig.desk.handoffs.answer, number, "lan", " ".join(parts), letters)


async def test_the_bot_is_silent_and_the_officers_words_arrive_once(rig: Rig) -> None:
    number = await queued(rig)
    before = len(rig.dialogue.said)
    await rig.deliver(text("Hồ sơ của tôi tới đâu rồi?"))
    await rig.idle()
    assert len(rig.zalo.texts("user-1")) == 1 and len(rig.dialogue.said) == before
    assert [line.text for line in rig.desk.handoffs.lines(number)] == ["Hồ sơ của tôi tới đâu rồi?"]
    assert await answered(rig, number, "Chào bạn,", "hồ sơ đã xong.")
    await rig.idle()
    assert rig.zalo.texts("user-1")[1:] == ["Chào bạn,", "hồ sơ đã xong."]


async def test_a_platform_that_is_down_gets_the_officers_words_later(rig: Rig) -> None:
    number = await queued(rig)
    rig.zalo.script.append("http500")
    await answered(rig, number, "Mời bạn đến sáng mai.")
    await rig.until(lambda: "Mời bạn đến sáng mai." in rig.zalo.texts("user-1"))
    await rig.idle()
    assert rig.zalo.texts("user-1").count("Mời bạn đến sáng mai.") == 1


async def test_after_the_end_the_bot_answers_again(rig: Rig) -> None:
    number = await queued(rig)
    await asyncio.to_thread(rig.desk.handoffs.close, number, "lan")
    await rig.deliver(text("Ai chủ trì?"))
    await rig.until(lambda: "Đáp: Ai chủ trì?" in rig.zalo.texts("user-1")[-1])


async def test_who_has_withdrawn_is_written_to_no_more(rig: Rig) -> None:
    number = await queued(rig)
    await rig.deliver({**event("user_withdraw"), "user_id": "user-1"})
    await rig.idle()
    await answered(rig, number, "Chào bạn.")
    await asyncio.sleep(0.3)
    assert "Chào bạn." not in rig.zalo.texts("user-1")


@pytest.mark.parametrize(
    ("name", "message", "heard"),
    [
        (
            "user_send_image",
            {"attachments": [{"type": "image", "payload": {"url": "https://x"}}]},
            "hình ảnh",
        ),
        ("user_send_sticker", {}, "nhãn dán"),
        ("user_send_location", {}, "vị trí"),
        ("user_send_file", {}, "tệp"),
        ("user_send_audio", {}, "tin nhắn thoại"),
    ],
)
async def test_the_officer_hears_of_what_is_no_text_and_the_bot_says_nothing(
    rig: Rig, name: str, message: dict[str, Any], heard: str
) -> None:
    number = await queued(rig)
    await rig.deliver(event(name, message=message))
    await rig.idle()
    assert len(rig.zalo.texts("user-1")) == 1
    (line,) = rig.desk.handoffs.lines(number)
    assert (line.author, heard in line.text) == ("citizen", True)


async def test_the_officer_reads_every_message_of_a_flood(rig: Rig) -> None:
    number = await queued(rig)
    await rig.deliver(*(text(f"tin {count}") for count in range(12)))
    await rig.idle()
    assert [line.text for line in rig.desk.handoffs.lines(number)] == [f"tin {count}" for count in range(12)]
    assert len(rig.zalo.texts("user-1")) == 1


async def test_the_officer_sees_what_arrived_and_what_did_not(rig: Rig) -> None:
    number = await queued(rig)
    for count in range(8):
        await answered(rig, number, f"phần {count}")
    await rig.idle()
    lines = rig.desk.handoffs.lines(number)
    # The bot's own answer was the first of eight.
    assert [(line.sending, line.error) for line in lines] == [("sent", "")] * 7 + [("failed", "quota")]
    await rig.deliver(text("cảm ơn cán bộ"))
    await rig.idle()
    rig.zalo.script.append(-32)
    await answered(rig, number, "phần sau")
    assert rig.desk.handoffs.lines(number)[-1].sending == "waiting"


@pytest.fixture
def console(rig: Rig) -> Iterator[Visitor]:
    access = rig.app.state.access
    rig.app.state.library = None  # only answers that become entries need it
    install(rig.app, access)
    access.accounts.add("lan", "officer", PASSWORD)
    with TestClient(rig.app, follow_redirects=False) as client:
        visitor = Visitor(client)
        visitor.sign_in("lan")
        yield visitor


async def test_the_end_is_told_and_the_user_asked_how_it_was(rig: Rig, console: Visitor) -> None:
    number = await queued(rig)
    page = f"/admin/desk/{number}"
    await asyncio.to_thread(lambda: console.send(page, on=page, action="answer", text="Hồ sơ đã xong."))
    await rig.idle()
    assert "đã gửi" in await asyncio.to_thread(console.open, page)
    await asyncio.to_thread(lambda: console.send(page, on=page, action="close"))
    await rig.until(lambda: len(rig.zalo.texts("user-1")) == 3)
    farewell = rig.zalo.texts("user-1")[-1]
    assert farewell.startswith("Cán bộ đã kết thúc") and "hài lòng thế nào" in farewell
    await rig.deliver(text(rig.zalo.last_buttons("user-1")[0]["payload"]))
    await rig.until(lambda: rig.zalo.texts("user-1")[-1] == "Cảm ơn bạn đã đánh giá.")
    (score,) = rig.satisfaction.scores(dt.datetime(2000, 1, 1, tzinfo=dt.timezone.utc))
    assert (score.question, score.mean) == ("chung", 5.0)
    assert "Cán bộ đã kết thúc" in await asyncio.to_thread(console.open, page)
