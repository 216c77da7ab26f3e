"""Reminders by Zalo: linked by a code typed there, sent once, within the windows, ended at a word."""

from __future__ import annotations

import datetime as dt

import pytest

from api.reminders.rules import said
from knowledge.clock import VIETNAM
from knowledge.store.reminders import Reminders
from tests.api.reminders.conftest import HOME, JUNE, Office
from tests.api.zalo.fake import event, follow, signed
from tests.knowledge.ingest.plans import ROWS, plan

TASK = "Tập huấn kỹ năng số"
LATER = (*ROWS[:1], (*ROWS[1][:4], "Tháng 7/2025", ROWS[1][5]), *ROWS[2:])


async def test_nothing_is_sent_until_somebody_chooses(office: Office) -> None:
    await office.says("Chào")
    assert await office.look() == []


async def test_a_code_typed_in_zalo_links_and_the_task_is_told_once(office: Office) -> None:
    assert await office.link() == said("linked")
    sent = await office.look()
    assert len(sent) == 1
    assert "Sở Nội vụ thành phố Cần Thơ có 1 việc đến hạn trong 7 ngày tới" in sent[0]
    assert f"27/KH-UBND, I.2: {TASK} · hạn 30/06/2025 (còn 5 ngày), chủ trì" in sent[0]
    assert said("stop") in sent[0]
    assert await office.look() == []
    office.now += dt.timedelta(days=2)
    assert await office.look() == []
    assert office.dialogue.said == []


async def test_another_deadline_of_the_same_task_is_told_again(office: Office) -> None:
    await office.link()
    await office.look()
    office.publish(plan(*LATER))
    office.now = JUNE + dt.timedelta(days=31)
    await office.says("Chào")
    sent = await office.look()
    assert len(sent) == 1 and "hạn 31/07/2025 (còn 5 ngày)" in sent[0]


async def test_how_many_days_ahead_is_chosen(office: Office) -> None:
    await office.link()
    office.box.choose(office.official.id, web=False, messaging=True, days=4)
    assert await office.look() == []
    office.now += dt.timedelta(days=1)
    assert len(await office.look()) == 1


@pytest.mark.parametrize("hour", [6, 20, 23])
async def test_nobody_is_woken(office: Office, hour: int) -> None:
    await office.link()
    office.now = office.now.replace(hour=hour)
    assert await office.look() == []
    office.now = office.now.replace(hour=19 if hour == 6 else 8) + dt.timedelta(days=hour != 6)
    assert len(await office.look()) == 1


async def test_outside_the_platforms_window_it_waits_for_a_word(office: Office) -> None:
    office.now = JUNE - dt.timedelta(days=8)
    await office.link()
    office.now = JUNE
    assert await office.look() == []
    await office.says("Chào")
    assert len(await office.look()) == 1


async def test_what_the_outbox_could_not_send_in_time_is_told_later(office: Office) -> None:
    office.now = JUNE - dt.timedelta(days=6, hours=23)
    await office.link()
    office.now = JUNE
    office.channel.pause(JUNE + dt.timedelta(hours=2), "")
    office.reminding.look()
    office.now = JUNE + dt.timedelta(hours=3)
    await office.until(lambda: office.channel.people.figures().outbox.get("dropped"))
    await office.says("Chào")
    assert len(await office.look()) == 1


async def test_two_processes_tell_it_once(office: Office) -> None:
    await office.link()
    other = Reminders(office.library.store)
    occasion = [("x", JUNE.date())]
    letters = [{"text": "a"}]
    first = office.box.remind(office.official.id, "messaging", occasion, office.now, lambda _: letters)
    again = other.remind(office.official.id, "messaging", occasion, office.now, lambda _: letters)
    assert (first, again) == (1, 0)


async def test_a_code_works_once_and_not_for_long(office: Office) -> None:
    code = office.reminding.code(office.official)
    office.now += dt.timedelta(minutes=16)
    assert await office.says(code) == said("wrong")
    code = office.reminding.code(office.official)
    assert await office.says(code.lower()) == said("linked")
    assert await office.says(code, "user-2") == said("wrong")
    assert office.box.choice(office.official.id).last_in is not None


async def test_a_newer_code_replaces_the_older(office: Office) -> None:
    older, _ = office.reminding.code(office.official), office.reminding.code(office.official)
    assert await office.says(older) == said("wrong")


@pytest.mark.parametrize("words", ["Hủy nhắc việc", "huy nhac viec.", "DỪNG NHẮC VIỆC"])
async def test_a_word_ends_it(office: Office, words: str) -> None:
    await office.link()
    assert await office.says(words) == said("unlinked")
    assert not office.box.choice(office.official.id).linked
    assert await office.look() == []
    assert await office.says(words) == said("not_linked")


async def test_leaving_or_withdrawing_ends_it(office: Office) -> None:
    for parting in (follow("unfollow"), event("user_withdraw")):
        await office.link()
        raw, headers = signed({**parting, "timestamp": str(int(office.now.timestamp() * 1000) + 1)})
        assert (await office.http.post("/webhooks/zalo", content=raw, headers=headers)).status_code == 200
        await office.until(lambda: not office.box.choice(office.official.id).linked)
    assert await office.look() == []


async def test_what_waits_is_not_sent_after_the_link_has_ended(office: Office) -> None:
    await office.link()
    office.channel.pause(office.now + dt.timedelta(hours=1), "")
    office.reminding.look()
    office.box.unlink(office.official.id)
    office.channel.pause(None, "")
    assert await office.look() == []
    assert office.zalo.texts() == [said("linked")]


async def test_one_user_is_linked_to_one_account(office: Office) -> None:
    await office.link()
    other = office.access.accounts.add("stp", "official", "một mật khẩu rất dài", "can-tho/so-tu-phap")
    assert await office.says(office.reminding.code(other)) == said("linked")
    assert not office.box.choice(office.official.id).linked
    assert office.box.choice(other.id).linked


async def test_who_may_no_longer_see_tasks_is_not_told_of_them(office: Office) -> None:
    await office.link()
    office.access.accounts.change("snv", "editor", HOME, disabled=False)
    assert await office.look() == []
    office.access.accounts.change("snv", "official", HOME, disabled=True)
    assert await office.look() == []
    office.access.accounts.change("snv", "official", HOME, disabled=False)
    assert len(await office.look()) == 1


async def test_many_tasks_are_one_message_with_their_number(office: Office) -> None:
    rows = [
        (str(n), f"Việc thứ {n} " + "rất dài " * 20, "Sở Nội vụ", "", "Tháng 6/2025", "Báo cáo")
        for n in range(1, 31)
    ]
    # The plan that was there before has one more.
    office.publish(plan(*rows, number="99/KH-UBND"))
    await office.link()
    sent = await office.look()
    assert len(sent) == 1 and "có 31 việc" in sent[0] and "Và 23 việc nữa" in sent[0]
    assert await office.look() == []


async def test_a_channel_that_is_off_keeps_it_for_later(office: Office) -> None:
    await office.link()
    office.channel.turn("off", "", "op")
    assert await office.look() == []
    office.channel.turn("on", "", "op")
    assert len(await office.look()) == 1
    assert office.now.astimezone(VIETNAM).hour == 9
