"""What users see: one message where possible, buttons that mean only what was shown, kind words."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

import pytest

from api.channels.texts import text as wording
from tests.api.zalo.conftest import Rig
from tests.api.zalo.fake import OA, event, follow, text


async def ask(rig: Rig, said: str, user: str = "user-1") -> str:
    """Say something, wait for the answer, return its text."""
    before = len(rig.zalo.texts(user))
    await rig.deliver(text(said, user))
    await rig.until(lambda: len(rig.zalo.texts(user)) > before)
    await rig.idle()
    return rig.zalo.texts(user)[-1]


def code(rig: Rig, title: str) -> str:
    return next(button["payload"] for button in rig.zalo.last_buttons() if button["title"].startswith(title))


async def test_a_short_answer_is_one_message_with_what_to_ask_next(rig: Rig) -> None:
    rig.dialogue.suggestions = ("Một?", "Hai?", "Ba?", "Bốn?")
    await ask(rig, "Chào")
    assert len(rig.zalo.taken) == 1
    titles = [button["title"] for button in rig.zalo.last_buttons()]
    assert titles == ["Một?", "Hai?", "Ba?", "👍 Hữu ích", "👎 Chưa đúng ý"]


async def test_a_button_asks_the_question_it_shows(rig: Rig) -> None:
    await ask(rig, "Ai chủ trì?")
    assert await ask(rig, code(rig, "Hạn")) == "Đáp: Hạn đến khi nào?"


@pytest.mark.parametrize("typed", ["TLA-000000-S0", "TLA-ffffff-H", "tla-ffffff-m", "TLA-ffffff-S9"])
async def test_an_invented_code_does_nothing(rig: Rig, typed: str) -> None:
    await ask(rig, "Ai chủ trì?")
    assert await ask(rig, typed) == wording("stale_button")
    assert len(rig.dialogue.said) == 1 and rig.feedback.counts() == {}


async def test_the_code_of_another_user_does_nothing(rig: Rig) -> None:
    await ask(rig, "Ai chủ trì?")
    stolen = code(rig, "👎")
    assert await ask(rig, stolen, "user-2") == wording("stale_button")
    assert rig.feedback.counts() == {}


async def test_something_like_a_code_is_a_question(rig: Rig) -> None:
    assert await ask(rig, "TLA-12 là gì?") == "Đáp: TLA-12 là gì?"


async def test_buttons_of_the_last_few_answers_still_work(rig: Rig) -> None:
    await ask(rig, "câu 0")
    first = code(rig, "Hạn")
    for number in range(4):
        await ask(rig, f"câu {number + 1}")
    assert (await ask(rig, first)).startswith("Đáp: Hạn")
    assert await ask(rig, first) == wording("stale_button")


async def test_feedback_reaches_the_store_with_a_reason(rig: Rig) -> None:
    await ask(rig, "Ai chủ trì?")
    up, down = code(rig, "👍"), code(rig, "👎")
    assert await ask(rig, up) == wording("thanks")
    assert rig.feedback.counts() == {"helpful": 1}
    assert await ask(rig, down) == wording("why")
    assert len(rig.zalo.last_buttons()) == 4
    assert await ask(rig, code(rig, "Còn thiếu")) == wording("thanks")
    assert rig.feedback.counts() == {"unhelpful": 1}
    assert [(verdict, reason) for _, verdict, reason in rig.feedback.reasons()] == [
        ("unhelpful", "Còn thiếu")
    ]


async def test_small_talk_is_not_rated(rig: Rig) -> None:
    rig.dialogue.kind, rig.dialogue.suggestions = "smalltalk", ()
    await ask(rig, "Chào")
    assert rig.zalo.last_buttons() == []


async def test_a_long_answer_comes_in_two_messages_and_the_rest_on_request(rig: Rig) -> None:
    sentences = [f"{number}. Nhiệm vụ số {number} do Sở Nội vụ chủ trì." for number in range(200)]
    rig.dialogue.long = "\n".join(sentences)
    await ask(rig, "Liệt kê")
    assert len(rig.zalo.taken) == 2
    assert rig.zalo.last_buttons()[0]["title"] == wording("more")
    while any(button["title"] == wording("more") for button in rig.zalo.last_buttons()):
        await ask(rig, code(rig, wording("more")))
    lines = "\n".join(rig.zalo.texts()).split("\n")
    assert lines == sentences
    assert len(rig.dialogue.said) == 1


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("user_send_image", "hình ảnh"),
        ("user_send_gif", "hình động"),
        ("user_send_sticker", "bằng chữ"),
        ("user_send_location", "phường, xã"),
        ("user_send_file", "không lưu tệp"),
        ("user_send_audio", "tin nhắn thoại"),
        ("user_send_video", "video"),
        ("user_send_link", "liên kết"),
        ("user_send_business_card", "danh thiếp"),
    ],
)
async def test_what_is_no_text_is_answered_kindly(rig: Rig, name: str, word: str) -> None:
    payload = {"url": "https://f1.zdn.vn/a", "coordinates": {"latitude": "16.05", "longitude": "108.2"}}
    await rig.deliver(event(name, message={"attachments": [{"type": "x", "payload": payload}]}))
    await rig.until(lambda: bool(rig.zalo.taken))
    assert word in rig.zalo.texts()[0]
    assert rig.dialogue.said == []
    with rig.store.reading() as session:
        rows = session.connection().exec_driver_sql("SELECT text, error FROM channel_inbox").all()
    assert rows == [("", "")]


async def test_a_picture_with_a_question_is_a_question(rig: Rig) -> None:
    await rig.deliver(event("user_send_image", message={"text": "Giấy này là gì?", "attachments": []}))
    await rig.until(lambda: rig.zalo.texts() == ["Đáp: Giấy này là gì?"])


@pytest.mark.parametrize("said", ["😀👍🏽🇻🇳", "?", "❤️"])
async def test_emoji_only_asks_nothing(rig: Rig, said: str) -> None:
    assert await ask(rig, said) == wording("sticker")
    assert rig.dialogue.said == []


async def test_an_emoji_beside_words_stays(rig: Rig) -> None:
    assert await ask(rig, "khai sinh 😀") == "Đáp: khai sinh 😀"


async def test_a_paste_of_ten_thousand_characters_is_told_to_be_shorter(rig: Rig) -> None:
    assert await ask(rig, "Tôi muốn hỏi về thủ tục này. " * 345) == wording("too_long")
    assert rig.dialogue.said == []


async def test_a_follower_is_greeted_once_and_offered_questions(rig: Rig) -> None:
    await rig.deliver(follow(), {**follow("user_click_chatnow"), "user_id": "user-1"})
    await rig.idle()
    assert rig.zalo.texts() == [wording("greeting")]
    assert (await ask(rig, rig.zalo.last_buttons()[0]["payload"])).startswith("Đáp: Đăng ký khai sinh")


async def test_nothing_more_goes_to_one_who_has_left(rig: Rig) -> None:
    rig.zalo.script.extend([-234])
    await rig.deliver(text("một"))
    await rig.until(lambda: not rig.zalo.script)
    await rig.deliver(follow("unfollow"))
    await rig.until(lambda: rig.channel.people.figures().outbox == {"dropped": 1})
    assert rig.zalo.taken == []


async def test_a_withdrawal_erases_the_user(rig: Rig) -> None:
    await ask(rig, "bí mật của tôi")
    await ask(rig, code(rig, "👎"))
    await ask(rig, code(rig, "Còn thiếu"))
    session = rig.dialogue.said[0][0]
    await rig.deliver({**event("user_withdraw"), "user_id": "user-1"})
    await rig.until(lambda: rig.dialogue.forgotten == [session])
    await rig.idle()
    with rig.store.reading() as database:
        connection = database.connection()
        for table in ("channel_inbox", "channel_outbox", "channel_users"):
            for row in connection.exec_driver_sql(f"SELECT * FROM {table}").all():
                assert "user-1" not in str(row) and "bí mật" not in str(row)
    assert rig.feedback.reasons() == ()
    await ask(rig, "người mới")
    assert rig.dialogue.said[-1][0] != session


async def test_the_assistant_is_silent_after_an_officer_has_written(rig: Rig) -> None:
    written = event("oa_send_text", message={"text": "Để tôi xem giúp"})
    written |= {"sender": {"id": OA, "admin_id": "77"}, "recipient": {"id": "user-1"}}
    await rig.deliver(written)
    await rig.idle()
    await rig.deliver(text("cảm ơn anh"), text("xin chào", "user-2"))
    await rig.until(lambda: bool(rig.zalo.texts("user-2")))
    await rig.idle()
    assert rig.zalo.texts("user-1") == []


async def test_messages_that_overtook_each_other_are_put_right(rig: Rig) -> None:
    first, second, third = text("một"), text("hai"), text("ba")
    base = int(first["timestamp"])
    for number, one in enumerate((first, second, third)):
        one["timestamp"] = str(base + number)
    await asyncio.gather(*(rig.post(one) for one in (third, first, second)))
    await rig.idle()
    assert rig.zalo.texts() == ["Đáp: một", "Đáp: hai", "Đáp: ba"]


async def test_a_flood_of_one_user_gets_the_last_answers_and_one_notice(rig: Rig) -> None:
    base = int(text("x")["timestamp"])
    flood = [text(f"tin {number}", timestamp=str(base + number)) for number in range(100)]
    await asyncio.gather(*(rig.post(one) for one in flood))
    await rig.deliver(text("người khác", "user-2"))
    await rig.idle()
    said = rig.zalo.texts()
    assert said.count(wording("flood")) == 1
    assert said[-3:] == ["Đáp: tin 97", "Đáp: tin 98", "Đáp: tin 99"]
    assert len(said) <= 8
    assert rig.zalo.texts("user-2") == ["Đáp: người khác"]
    inbox = rig.channel.people.figures().inbox
    assert sum(inbox.values()) == 101


async def test_a_slow_user_does_not_hold_up_others(rig: Rig) -> None:
    rig.dialogue.pause = 0.3
    began = asyncio.get_running_loop().time()
    await rig.deliver(*(text("câu", f"user-{number}") for number in range(8)))
    await rig.idle()
    assert asyncio.get_running_loop().time() - began < 2.4
    assert {to for to, _ in rig.zalo.taken} == {f"user-{number}" for number in range(8)}


def buttons_of(message: dict[str, Any]) -> int:
    return len(message.get("attachment", {}).get("payload", {}).get("buttons", []))


async def test_refused_buttons_become_letters(rig: Rig) -> None:
    rig.zalo.buttons = False
    said = await ask(rig, "Ai chủ trì?")
    assert "A. Hạn đến khi nào?" in said and buttons_of(rig.zalo.taken[0][1]) == 0
    assert (await ask(rig, "a")).startswith("Đáp: Hạn đến khi nào?")


async def test_the_end_of_a_conversation_asks_how_it_was(rig: Rig) -> None:
    rig.dialogue.intent = "goodbye"
    await rig.deliver(text("tạm biệt"))
    await rig.until(lambda: len(rig.zalo.texts("user-1")) == 2)
    assert rig.zalo.texts("user-1")[1].startswith("Nhìn chung")
    assert await ask(rig, code(rig, "Hài lòng")) == "Cảm ơn bạn đã đánh giá."
    (score,) = rig.satisfaction.scores(dt.datetime(2000, 1, 1, tzinfo=dt.timezone.utc))
    assert (score.question, score.count, score.mean) == ("chung", 1, 4.0)


async def test_who_says_thanks_after_every_answer_is_asked_once_a_day(rig: Rig) -> None:
    rig.dialogue.intent = "thanks"
    for said in ("cảm ơn", "cảm ơn nhé"):
        await rig.deliver(text(said))
        await rig.idle()
    assert [said.startswith("Nhìn chung") for said in rig.zalo.texts("user-1")] == [False, True, False]
    now = rig.channel.clock()
    rig.channel.clock = lambda: now + dt.timedelta(hours=25)
    await rig.deliver(text("cảm ơn lần nữa"))
    await rig.until(lambda: rig.zalo.texts("user-1")[-1].startswith("Nhìn chung"))
