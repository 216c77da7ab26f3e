"""Reminders on the web: chosen on a page, shown after sign-in and in the chat, once."""

from __future__ import annotations

import re
from html import unescape

import httpx

from api.channels.zalo.settings import ZaloSettings
from tests.api.admin_support import PASSWORD
from tests.api.reminders.conftest import JUNE, Office

PAGE = "/admin/agency/reminders"


async def sign_in(office: Office, name: str = "snv") -> None:
    await send(office, "/admin/login", "/admin/login", name=name, password=PASSWORD)


async def send(office: Office, path: str, on: str, **fields: str) -> httpx.Response:
    page = (await office.http.get(on)).text
    token = re.search(r'name="csrf" value="([0-9a-f]{64})"', page)
    assert token, page
    headers = {"accept": "text/html"}
    data = {"csrf": token[1], **fields}
    return await office.http.post(path, data=data, headers=headers, follow_redirects=True)


async def opened(office: Office, path: str) -> str:
    reply = await office.http.get(path)
    assert reply.status_code == 200, reply.text
    return unescape(reply.text)


async def ask(office: Office) -> dict[str, object]:
    reply = await office.http.post("/api/v1/chat", json={"session_id": "s-1", "message": "Ai chủ trì?"})
    assert reply.status_code == 200
    return reply.json()  # type: ignore[no-any-return]


async def test_it_is_off_until_chosen(office: Office) -> None:
    await sign_in(office)
    office.reminding.look()
    assert "reminder" not in await ask(office)
    page = await opened(office, PAGE)
    assert not re.search(r'name="(web|messaging)"[^>]*checked', page)


async def test_what_is_due_is_told_in_the_chat_once(office: Office) -> None:
    await sign_in(office)
    reply = await send(office, PAGE, PAGE, action="choose", web="yes", days="5")
    assert "Đã lưu cách nhắc việc." in unescape(reply.text)
    office.reminding.look()
    told = await ask(office)
    assert "hạn 30/06/2025 (còn 5 ngày)" in told["reminder"]["text"]  # type: ignore[index]
    office.reminding.look()
    assert "reminder" not in await ask(office)


async def test_what_is_due_stands_on_the_first_page_until_it_is_read(office: Office) -> None:
    await sign_in(office)
    await send(office, PAGE, PAGE, action="choose", web="yes", days="7")
    office.reminding.look()
    for _ in range(2):
        assert "có 1 việc đến hạn trong 7 ngày tới" in await opened(office, "/admin/agency")
    await send(office, PAGE, "/admin/agency", action="seen")
    assert "có 1 việc đến hạn" not in await opened(office, "/admin/agency")


async def test_a_citizen_is_told_nothing(office: Office) -> None:
    office.box.choose(office.official.id, web=True, messaging=False, days=7)
    office.reminding.look()
    assert "reminder" not in await ask(office)
    assert (await office.http.get(PAGE)).status_code == 303


async def test_a_code_is_made_only_with_consent(office: Office) -> None:
    await sign_in(office)
    assert (await send(office, PAGE, PAGE, action="code")).status_code == 422
    page = unescape((await send(office, PAGE, PAGE, action="code", consent="yes")).text)
    code = re.search(r"NHACVIEC-[A-Z]{10}", page)
    assert code
    await office.says(code[0])
    assert "Một tài khoản Zalo đã được liên kết" in await opened(office, PAGE)
    await send(office, PAGE, PAGE, action="unlink")
    assert not office.box.choice(office.official.id).linked


async def test_messages_need_a_link_and_days_have_bounds(office: Office) -> None:
    await sign_in(office)
    await send(office, PAGE, PAGE, action="choose", messaging="yes", days="999")
    choice = office.box.choice(office.official.id)
    assert (choice.messaging, choice.days) == (False, 60)
    for days in ("0", "-1", "x", ""):
        assert (await send(office, PAGE, PAGE, action="choose", days=days)).status_code == 422
    assert (await send(office, PAGE, PAGE, action="nonsense")).status_code == 422


async def test_without_zalo_the_page_offers_the_web_alone(office: Office) -> None:
    office.channel.adapter.configured = ZaloSettings().configured
    await sign_in(office)
    page = await opened(office, PAGE)
    assert "Kênh Zalo chưa được thiết lập" in page and "consent" not in page
    assert (await send(office, PAGE, PAGE, action="code", consent="yes")).status_code == 422


async def test_a_choice_is_in_the_audit_log_and_reminders_are_forgotten_in_time(office: Office) -> None:
    office.box.choose(office.official.id, web=True, messaging=False, days=7)
    assert "reminders.choose" in {entry.action for entry in office.access.audit.latest(10)}
    office.reminding.look()
    assert office.box.purge(JUNE.date()) == 0
    assert office.box.purge(JUNE.date().replace(month=7)) == 1
