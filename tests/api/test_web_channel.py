"""The chat on the web as a channel: its figures, and its switch with a notice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.exc import OperationalError

from api.accounts.gate import Access
from api.adminweb.install import install
from api.app import create_app
from api.channels import admin as channel_admin
from api.channels.web import WebChannel
from api.insight.log import MessageLog
from api.settings import Settings
from knowledge.clock import utc_now
from knowledge.store import Store
from knowledge.store.audit import Audit
from knowledge.store.feedback import Feedback
from knowledge.store.messages import Messages
from knowledge.store.tokens import Tokens
from tests.api.admin_support import PASSWORD, Visitor
from tests.api.support import FakeDialogue, FakeLive, snapshot

PATH = "/api/v1/admin/channels"
NOTICE = "Hỏi đáp trên web nghỉ tới 14 giờ <b>, gọi 1022."


@dataclass
class Web:
    client: TestClient
    channel: WebChannel
    dialogue: FakeDialogue
    store: Store

    def ask(self, session: str = "s") -> dict[str, object]:
        reply = self.client.post("/api/v1/chat", json={"session_id": session, "message": "Ai chủ trì?"})
        assert reply.status_code == 200
        return reply.json()  # type: ignore[no-any-return]


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    store = Store.open(f"sqlite:///{tmp_path / 'w.db'}")
    log, dialogue = MessageLog(Messages(store), 30), FakeDialogue()
    channel = WebChannel(store, log.flush)
    app = create_app(
        Settings(), FakeLive(snapshot()), dialogue, feedback=Feedback(store), log=log, web=channel
    )
    access = app.state.access = Access.over(store, Settings())
    app.include_router(channel_admin.router)
    app.state.library = None
    install(app, access)
    access.accounts.add("van", "operator", PASSWORD)
    access.accounts.add("lan", "officer", PASSWORD)
    Tokens(store).put("trực ban", "mã")
    with TestClient(app, follow_redirects=False) as client:
        yield Web(client, channel, dialogue, store)
    store.close()


@pytest.fixture
def token() -> dict[str, bytes]:
    return {"Authorization": "Bearer mã".encode()}


def test_operators_see_the_web_beside_the_other_channels(web: Web, token: dict[str, bytes]) -> None:
    web.ask()
    web.ask()
    web.ask("t")
    web.client.post("/chat", data={"session_id": "f", "message": "Ai?"})
    (seen,) = web.client.get(PATH, headers=token).json()["items"]
    assert (seen["name"], seen["status"], seen["dead_letters"]) == ("web", "on", [])
    assert (seen["messages_in"], seen["messages_out"], seen["users"]) == (4, 4, 3)
    assert 0 <= seen["lag_seconds"] < 5
    Messages(web.store).purge(utc_now() + dt.timedelta(days=1))
    (seen,) = web.client.get(PATH, headers=token).json()["items"]
    assert (seen["messages_in"], seen["lag_seconds"]) == (0, 0.0)


def test_switched_off_the_notice_is_all(web: Web, token: dict[str, bytes]) -> None:
    off = web.client.put(f"{PATH}/web", json={"state": "off", "notice": NOTICE}, headers=token)
    assert (off.json()["status"], off.json()["changed_by"]) == ("closed", "trực ban")
    answer = web.ask()
    assert (answer["text"], answer["kind"], answer["sources"]) == (NOTICE, "refuse", [])
    assert web.dialogue.said == []
    assert web.client.get("/api/v1/welcome").json()["greeting"] == NOTICE
    page = web.client.post("/chat", data={"session_id": "f", "message": "Ai?"}).text
    assert "nghỉ tới 14 giờ &lt;b&gt;" in page and "/chat/feedback" not in page
    with web.client.stream(
        "POST", "/api/v1/chat/stream", json={"session_id": "s", "message": "Ai?"}
    ) as stream:
        assert "nghỉ tới 14 giờ" in stream.read().decode()
    (entry, *_) = Audit(web.store).latest(1)
    assert (entry.action, entry.subject) == ("channel.turn", "web")
    web.client.put(f"{PATH}/web", json={"state": "on"}, headers=token)
    assert web.ask()["kind"] == "answer"


def test_without_words_of_the_operator_ours_are_used(web: Web) -> None:
    web.channel.turn("off", "", "van")
    assert "tạm nghỉ" in str(web.ask()["text"])


def test_the_web_has_no_set_up_and_no_dead_letters(web: Web, token: dict[str, bytes]) -> None:
    assert web.client.put(f"{PATH}/web", json={"state": "setup"}, headers=token).status_code == 422
    assert web.client.post(f"{PATH}/web/dead-letters/retry", headers=token).status_code == 404


def test_a_database_that_is_away_changes_nothing(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("select", {}, Exception("away"))

    monkeypatch.setattr(web.channel._channels, "switch", away)
    assert web.channel.closed() == ""
    assert web.ask()["kind"] == "answer"


def test_the_page_shows_figures_and_has_the_switch(web: Web) -> None:
    operator = Visitor(web.client)
    operator.sign_in("van")
    web.ask()
    page = operator.open("/admin/channels")
    assert "Trang hỏi đáp" in page and "đang bật" in page and 'href="/admin/channels"' in page
    switched = operator.send("/admin/channels/web", on="/admin/channels", action="off", notice=NOTICE)
    assert switched.status_code == 303
    page = operator.open(switched.headers["location"])
    assert "đã tắt" in page and "Người đổi gần nhất: van" in page
    assert web.ask()["text"] == NOTICE
    operator.send("/admin/channels/web", on="/admin/channels", action="on", notice="")
    assert web.ask()["kind"] == "answer"
    for path, action in (("web", "retry"), ("web", "setup"), ("web", "")):
        assert (
            operator.send(f"/admin/channels/{path}", on="/admin/channels", action=action).status_code == 422
        )
    assert operator.send("/admin/channels/fax", on="/admin/channels", action="on").status_code == 404
    too_long = {"action": "off", "notice": "a" * 501}
    assert operator.send("/admin/channels/web", on="/admin/channels", **too_long).status_code == 422


def test_who_does_not_operate_the_system_has_no_way_in(web: Web) -> None:
    officer = Visitor(web.client)
    officer.sign_in("lan")
    officer.open("/admin/channels", 403)
    assert officer.send("/admin/channels/web", action="off").status_code == 403
