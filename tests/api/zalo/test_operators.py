"""What operators see and may do."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from fastapi.testclient import TestClient

from api.adminweb.install import install
from api.channels.texts import text as wording
from knowledge.store.audit import Audit
from knowledge.store.tokens import Tokens
from tests.api.admin_support import PASSWORD, Visitor
from tests.api.zalo.conftest import Rig
from tests.api.zalo.fake import text

PATH = "/api/v1/admin/channels"
TOKEN = {"Authorization": "Bearer quản-trị".encode()}


@pytest.fixture
def operator(rig: Rig) -> httpx.AsyncClient:
    Tokens(rig.store).put("trực ban", "quản-trị")
    rig.http.headers.update(TOKEN)
    return rig.http


async def test_nobody_looks_in_without_a_token(rig: Rig) -> None:
    calls = (("GET", PATH), ("PUT", f"{PATH}/zalo"), ("POST", f"{PATH}/zalo/dead-letters/retry"))
    for method, path in calls:
        assert (await rig.http.request(method, path, json={"state": "off"})).status_code == 401


async def test_operators_see_what_goes_in_and_out(rig: Rig, operator: httpx.AsyncClient) -> None:
    await rig.deliver(text("một"), text("hai", "user-2"))
    await rig.idle()
    (seen,) = (await operator.get(PATH)).json()["items"]
    assert (seen["name"], seen["status"]) == ("zalo", "on")
    assert (seen["messages_in"], seen["messages_out"], seen["users"]) == (2, 2, 2)
    assert (seen["lag_seconds"], seen["retries"], seen["dead_letters"]) == (0.0, 0, [])
    assert await rig.metric("channel_events_total", outcome="received") == 2
    assert await rig.metric("channel_events_total", outcome="answered") == 2
    assert await rig.metric("channel_sends_total", outcome="sent") == 2
    assert "user-1" not in str(seen) and "access-" not in str(seen)


async def test_a_channel_can_be_switched_off_with_a_notice(rig: Rig, operator: httpx.AsyncClient) -> None:
    off = await operator.put(f"{PATH}/zalo", json={"state": "off", "notice": "Bảo trì tới 14 giờ."})
    assert (off.json()["status"], off.json()["changed_by"]) == ("closed", "trực ban")
    assert (await operator.get("/readyz")).json()["channels"] == {"zalo": "closed"}
    (entry, *_) = Audit(rig.store).latest(1)
    assert (entry.actor, entry.action, entry.subject) == ("token:trực ban", "channel.turn", "zalo")
    await rig.deliver(text("một"), text("hai"))
    await rig.idle()
    assert rig.zalo.texts() == ["Bảo trì tới 14 giờ."]
    assert rig.dialogue.said == []
    await operator.put(f"{PATH}/zalo", json={"state": "on"})
    await rig.deliver(text("ba"))
    await rig.until(lambda: rig.zalo.texts()[-1] == "Đáp: ba")


async def test_a_switch_without_words_uses_ours(rig: Rig, operator: httpx.AsyncClient) -> None:
    await operator.put(f"{PATH}/zalo", json={"state": "off"})
    await rig.deliver(text("một"))
    await rig.until(lambda: rig.zalo.texts() == [wording("closed")])


async def test_a_channel_can_be_put_in_set_up(rig: Rig, operator: httpx.AsyncClient) -> None:
    await operator.put(f"{PATH}/zalo", json={"state": "setup"})
    assert (await rig.http.post("/webhooks/zalo", content=b"{}")).status_code == 200
    assert (await rig.post(text("x"))).status_code == 200
    assert rig.channel.people.figures().inbox == {}


@pytest.mark.parametrize(
    "body", [{}, {"state": "gone"}, {"state": "off", "notice": "a" * 501}, {"state": None}]
)
async def test_anything_else_is_a_problem(operator: httpx.AsyncClient, body: dict[str, object]) -> None:
    assert (await operator.put(f"{PATH}/zalo", json=body)).json()["type"] == "urn:problem:invalid"
    assert (await operator.put(f"{PATH}/nothing", json={"state": "on"})).status_code == 404


async def test_dead_letters_can_be_tried_again(rig: Rig, operator: httpx.AsyncClient) -> None:
    rig.dialogue.failures = 4
    await rig.deliver(text("một"))
    await rig.until(lambda: bool(rig.channel.people.dead()))
    (seen,) = (await operator.get(PATH)).json()["items"]
    assert [letter["text"] for letter in seen["dead_letters"]] == ["một"]
    revived = await operator.post(f"{PATH}/zalo/dead-letters/retry")
    assert revived.json() == {"inbox": 1, "outbox": 0}
    await rig.until(lambda: rig.zalo.texts()[-1] == "Đáp: một")


async def test_the_page_shows_dead_letters_and_tries_them_again(rig: Rig) -> None:
    rig.app.state.library = None  # the page of channels needs none
    install(rig.app, rig.app.state.access)
    rig.app.state.access.accounts.add("van", "operator", PASSWORD)
    rig.dialogue.failures = 4
    await rig.deliver(text("câu <i>hỏi</i>"))
    await rig.until(lambda: bool(rig.channel.people.dead()))

    def looked() -> str:
        with TestClient(rig.app, follow_redirects=False) as client:
            visitor = Visitor(client)
            visitor.sign_in("van")
            page = client.get("/admin/channels").text
            assert (
                visitor.send("/admin/channels/zalo", on="/admin/channels", action="retry").status_code == 303
            )
            return page

    page = await asyncio.to_thread(looked)
    assert "câu &lt;i&gt;hỏi&lt;/i&gt;" in page and "Thử lại mọi thư chết" in page
    await rig.until(lambda: rig.zalo.texts()[-1].startswith("Đáp: câu"))
