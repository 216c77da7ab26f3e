from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from fastapi.testclient import TestClient

from api.accounts.gate import Access
from api.admin.install import install as install_api
from api.adminweb.install import install
from api.app import create_app
from api.library import Library
from knowledge.store.access import SessionRow
from retrieval.live import Live
from tests.api.admin_support import PASSWORD, Visitor, told
from tests.api.library_support import TOKEN, library
from tests.api.support import FakeDialogue


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Library]:
    made = library(tmp_path, Live())
    yield made
    made.close()


@pytest.fixture
def access(opened: Library) -> Iterator[Access]:
    app = create_app(opened.settings, Live(), FakeDialogue())
    made = install_api(app, opened)
    install(app, made)
    made.accounts.add("lan", "admin", PASSWORD)
    made.accounts.add("bình", "editor", PASSWORD)
    made.settings.__dict__["app"] = app
    yield made


@pytest.fixture
def visitor(access: Access) -> Iterator[Visitor]:
    with TestClient(access.settings.__dict__["app"], raise_server_exceptions=False) as client:
        yield Visitor(client)


def test_nobody_gets_in_without_signing_in(visitor: Visitor) -> None:
    for path in ("/admin", "/admin/accounts", "/admin/audit", "/admin/audit/export", "/admin/me"):
        reply = visitor.client.get(path, follow_redirects=False)
        assert (reply.status_code, reply.headers["location"].split("?")[0]) == (303, "/admin/login")
    assert visitor.client.post("/admin/logout", follow_redirects=False).status_code == 303
    assert "Đăng nhập quản trị" in visitor.open("/admin/accounts")


def test_signing_in_leads_to_where_one_wanted_to_go(visitor: Visitor) -> None:
    page = visitor.sign_in("lan", next="/admin/audit")
    assert page.url.path == "/admin/audit"
    cookie = page.history[0].headers["set-cookie"]
    assert re.search(r"trolyao_session=[\w-]{43}; HttpOnly; Max-Age=43200; Path=/; SameSite=lax", cookie)
    assert "Secure" not in cookie
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")


@pytest.mark.parametrize("next_", ["https://xau.example", "//xau.example", "/\\xau", "/admin\\@x", "/adminx"])
def test_signing_in_never_leads_elsewhere(visitor: Visitor, next_: str) -> None:
    page = visitor.sign_in("lan", next=next_)
    assert (page.url.host, page.url.path) == ("testserver", "/admin/accounts") or page.url.path.startswith(
        "/admin/"
    )


def test_by_https_the_cookies_are_secure(access: Access) -> None:
    with TestClient(access.settings.__dict__["app"], base_url="https://troly.example") as client:
        page = Visitor(client).sign_in("lan")
        cookie = page.history[0].headers["set-cookie"]
        assert cookie.startswith("__Host-trolyao_session=") and "; Secure" in cookie


def test_a_wrong_password_says_no_more_than_a_wrong_name(visitor: Visitor) -> None:
    wrong = told(visitor.sign_in("lan", "sai"), 401)
    assert "Tên đăng nhập, mật khẩu hoặc mã xác thực không đúng." in wrong
    assert "không đúng." in told(visitor.sign_in("không-ai", "sai"), 401)
    assert 'value="lan"' in wrong and "sai" not in re.findall(r'value="([^"]*)"', wrong)


def test_a_locked_account_is_told_how_long(visitor: Visitor) -> None:
    for _ in range(5):
        visitor.sign_in("lan", "sai")
    assert "tạm khóa sau nhiều lần nhập sai; xin thử lại sau 15 phút" in told(visitor.sign_in("lan"), 401)


def test_an_address_cannot_try_without_end(
    visitor: Visitor, access: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    # On a busy machine the tries take so long that the bucket would fill again.
    monkeypatch.setattr(access.tries, "_clock", lambda: 0.0)
    statuses = [visitor.sign_in(f"ai{number}", "sai").status_code for number in range(22)]
    assert statuses[:20] == [401] * 20 and statuses[-1] == 429


def test_a_form_without_its_token_or_from_elsewhere_is_refused(visitor: Visitor, access: Access) -> None:
    reply = visitor.client.post("/admin/login", data={"name": "lan", "password": PASSWORD})
    assert "Biểu mẫu không còn hiệu lực" in told(reply, 403)
    visitor.sign_in("lan")
    for fields in ({}, {"csrf": ""}, {"csrf": "0" * 64}, {"csrf": "é"}):
        reply = visitor.client.post("/admin/accounts", data={**fields, "name": "x"})
        assert reply.status_code == 403
    token = visitor.token("/admin/me")
    for header in ({"origin": "https://xau.example"}, {"sec-fetch-site": "cross-site"}):
        reply = visitor.client.post("/admin/logout", data={"csrf": token}, headers=header)
        assert reply.status_code == 403
    with TestClient(access.settings.__dict__["app"]) as other:
        assert Visitor(other).sign_in("bình").status_code == 200
        reply = other.post("/admin/logout", data={"csrf": token}, headers={"accept": "text/html"})
        assert reply.status_code == 403
    reply = visitor.client.post("/admin/logout", content=b"\xff", headers={"content-type": "text/plain"})
    assert reply.status_code == 415
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert visitor.client.post("/admin/logout", content=b"csrf=\xff", headers=form).status_code == 400
    assert visitor.client.post("/admin/logout", content=b"a=%ff", headers=form).status_code in (400, 422)
    assert visitor.client.post("/admin/logout", content=b"a=b&" * 500, headers=form).status_code == 422
    assert visitor.client.post("/admin/logout", content=b"a" * 600_000, headers=form).status_code == 413


def test_a_session_that_has_ended_is_said_so(visitor: Visitor, access: Access, opened: Library) -> None:
    visitor.sign_in("lan")
    with opened.store.writing.begin() as session:
        session.query(SessionRow).delete()
    page = visitor.client.get("/admin/audit")
    assert page.url.path == "/admin/login" and "hết hạn" in page.text
    assert visitor.sign_in("lan", next="/admin/audit").url.path == "/admin/audit"
    visitor.send("/admin/logout")
    assert visitor.client.get("/admin/audit").url.path == "/admin/login"


def test_what_a_role_may_not_is_refused_with_the_reason(visitor: Visitor) -> None:
    visitor.sign_in("bình")
    for path in ("/admin/accounts", "/admin/audit", "/admin/audit/export"):
        assert "Vai trò Biên tập không được" in visitor.open(path, 403)
    reply = visitor.send("/admin/accounts", name="x", role="admin", password=PASSWORD)
    assert "việc này cần vai trò Quản trị" in told(reply, 403)


def test_accounts_are_added_changed_and_ended(visitor: Visitor, access: Access) -> None:
    visitor.sign_in("lan")
    on = "/admin/accounts"
    added = visitor.send(on, on, name="hoa", role="official", agency="da-nang/so-noi-vu", password=PASSWORD)
    assert "Đã thêm tài khoản." in told(added, 200) and "da-nang/so-noi-vu" in added.text
    again = told(visitor.send(on, on, name="hoa", role="editor", agency="", password=PASSWORD), 422)
    assert "Đã có tài khoản “hoa”." in again
    visitor.send(f"{on}/change", on, name="hoa", role="publisher", agency="", action="change")
    assert access.accounts.get("hoa").role == "publisher"
    visitor.send(f"{on}/change", on, name="hoa", role="publisher", disabled="yes", action="change")
    assert access.accounts.get("hoa").disabled
    last = told(visitor.send(f"{on}/change", on, name="lan", role="editor", action="change"), 422)
    assert "tài khoản quản trị cuối cùng" in last
    assert "Không có tài khoản" in told(visitor.send(f"{on}/change", on, name="ma", action="unlock"), 422)
    log = visitor.open("/admin/audit")
    assert "Chuỗi nguyên vẹn" in log and "sửa tài khoản" in log
    lines = visitor.client.get("/admin/audit/export").text.splitlines()
    assert [json.loads(line)["number"] for line in lines] == list(range(1, len(lines) + 1))
    assert {json.loads(line)["actor"] for line in lines} >= {"lan", "hệ thống"}


def test_a_token_is_shown_once_and_held_to_its_scope(visitor: Visitor, access: Access) -> None:
    visitor.sign_in("lan")
    on = "/admin/accounts"
    page = told(visitor.send("/admin/tokens", on, name="đọc", scope="documents.view", days="30"), 200)
    value = re.search(r"một lần\): ([\w-]{43})", page)
    assert value and value[1] not in visitor.open(on)
    bearer = {"Authorization": f"Bearer {value[1]}", "accept": "application/json"}
    assert visitor.client.get("/api/v1/admin/documents", headers=bearer).status_code == 200
    denied = visitor.client.delete("/api/v1/admin/documents/a", headers=bearer)
    assert denied.status_code == 403 and "“đọc” không được" in denied.json()["detail"]
    visitor.send("/admin/tokens/revoke", on, name="đọc")
    assert visitor.client.get("/api/v1/admin/documents", headers=bearer).status_code == 401
    first = {"Authorization": b"Bearer " + TOKEN.encode()}
    assert visitor.client.get("/api/v1/admin/documents", headers=first).status_code == 200
    assert "Không có quyền" in told(visitor.send("/admin/tokens", on, name="rỗng"), 422)


def test_the_own_password_and_second_step(visitor: Visitor, access: Access) -> None:
    visitor.sign_in("bình")
    page = visitor.open("/admin/me")
    secret = re.search(r'name="secret" value="([A-Z2-7]{32})"', page)
    assert secret
    wrong = visitor.send("/admin/me/second-step", action="on", secret=secret[1], code="123")
    assert "Mã xác thực không đúng" in told(wrong, 422) and secret[1] in wrong.text
    weak = visitor.send(
        "/admin/me/second-step", action="on", secret="A" * 24, code=pyotp.TOTP("A" * 24).now()
    )
    assert weak.status_code == 422
    right = visitor.send(
        "/admin/me/second-step", action="on", secret=secret[1], code=pyotp.TOTP(secret[1]).now()
    )
    assert "Đã bật xác thực hai bước." in told(right, 200)
    visitor.send("/admin/logout")
    assert "xin nhập mã 6 số" in told(visitor.sign_in("bình"), 401)
    code = pyotp.TOTP(secret[1]).now()
    assert visitor.sign_in("bình", code=code).status_code == 200
    used = visitor.send("/admin/me/password", present=PASSWORD, password=PASSWORD + "2", code=code)
    assert "không đúng" in told(used, 422)
    access.accounts.set_totp("bình", None)
    short = visitor.send("/admin/me/password", present=PASSWORD, password="ngắn")
    assert "ít nhất 12 ký tự" in told(short, 422)
    done = visitor.send("/admin/me/password", present=PASSWORD, password=PASSWORD + "2")
    assert "Đã đổi mật khẩu" in told(done, 200)
    visitor.send("/admin/logout")
    assert visitor.sign_in("bình", PASSWORD + "2").status_code == 200
