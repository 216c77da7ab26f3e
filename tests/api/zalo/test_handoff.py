"""An officer on Zalo: the bot is silent, and answers go through the durable outbox."""

from __future__ import annotations

import asyncio
from typing import Any

from api.channels.message import Message
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
