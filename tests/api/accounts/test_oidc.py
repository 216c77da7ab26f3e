from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient

from api.accounts.gate import Access
from api.accounts.oidc import role_of
from api.admin.install import install as install_api
from api.adminweb.install import install
from api.app import create_app
from api.settings import Settings
from retrieval.live import Live
from tests.api.accounts.issuer import CLIENT, SECRET, Issuer
from tests.api.library_support import library
from tests.api.served import Served
from tests.api.support import FakeDialogue

HOA = {"sub": "17", "preferred_username": "Hoa", "realm_access": {"roles": ["trolyao-editor", "khac"]}}


@pytest.fixture
def issuer() -> Issuer:
    return Issuer(dict(HOA))


@pytest.fixture
def served(issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with Served(issuer.app()) as server:
        yield server.url


@pytest.fixture
def built(tmp_path: Path, served: str) -> Iterator[tuple[TestClient, Access]]:
    opened = library(tmp_path, Live())
    settings = Settings(
        data_dir=tmp_path, oidc_issuer=served + "/", oidc_client_id=CLIENT, oidc_client_secret=SECRET
    )
    app = create_app(settings, Live(), FakeDialogue())
    access = Access.over(opened.store, settings)
    install_api(app, opened)
    app.state.access = access
    install(app, access)
    with TestClient(app, follow_redirects=False) as client:
        yield client, access
    opened.close()


def trip(client: TestClient) -> tuple[httpx.Response, str]:
    """Start, let the provider answer, come back; also return the address of the way back."""
    start = client.get("/admin/oidc/start")
    assert start.status_code == 302
    answer = httpx.get(start.headers["location"], trust_env=False)
    back = urlsplit(answer.headers["location"])
    assert (back.netloc, back.path) == ("testserver", "/admin/oidc/callback")
    way = f"{back.path}?{back.query}"
    return client.get(way), way


def told(client: TestClient, reply: httpx.Response) -> str:
    assert reply.headers["location"].startswith("/admin/login?problem=")
    return client.get(reply.headers["location"]).text


def test_a_person_of_the_provider_comes_in_with_the_role_it_tells(
    built: tuple[TestClient, Access], issuer: Issuer
) -> None:
    client, access = built
    assert "Đăng nhập bằng tài khoản cơ quan" in client.get("/admin/login").text
    reply, _ = trip(client)
    assert (reply.status_code, reply.headers["location"]) == (303, "/admin")
    assert (access.accounts.get("hoa").role, access.accounts.get("hoa").local) == ("editor", False)
    assert "hoa" in client.get("/admin/me").text
    issuer.claims["realm_access"] = {"roles": ["trolyao-official"]}
    issuer.claims["agency_id"] = "da-nang/so-noi-vu"
    trip(client)
    assert access.accounts.get("hoa").agency_id == "da-nang/so-noi-vu"


def test_without_a_role_nobody_comes_in(built: tuple[TestClient, Access], issuer: Issuer) -> None:
    client, access = built
    del issuer.claims["realm_access"]
    reply, _ = trip(client)
    assert "chưa được cấp vai trò" in told(client, reply)
    assert access.accounts.all() == ()


def test_an_answer_is_taken_once_and_only_by_the_browser_that_asked(
    built: tuple[TestClient, Access],
) -> None:
    client, _access = built
    _, way = trip(client)
    assert "không xác nhận được" in told(client, client.get(way))
    start = client.get("/admin/oidc/start")
    answer = httpx.get(start.headers["location"], trust_env=False)
    back = urlsplit(answer.headers["location"])
    client.cookies.clear()
    assert "không xác nhận được" in told(client, client.get(f"{back.path}?{back.query}"))
    assert "không xác nhận được" in told(client, client.get("/admin/oidc/callback"))
    assert "không xác nhận được" in told(client, client.get("/admin/oidc/callback?error=access_denied"))


def test_a_forged_or_stale_identity_is_refused(built: tuple[TestClient, Access], issuer: Issuer) -> None:
    client, access = built
    issuer.forged = True
    assert "không xác nhận được" in told(client, trip(client)[0])
    issuer.forged, issuer.nonce = False, "của lần khác"
    assert "không xác nhận được" in told(client, trip(client)[0])
    issuer.nonce, issuer.claims["aud"] = None, "ứng dụng khác"
    assert "không xác nhận được" in told(client, trip(client)[0])
    issuer.claims["aud"], issuer.claims["exp"] = CLIENT, 1
    assert "không xác nhận được" in told(client, trip(client)[0])
    assert access.accounts.all() == ()


def test_a_provider_that_is_away_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    opened = library(tmp_path, Live())
    settings = Settings(data_dir=tmp_path, oidc_issuer="http://127.0.0.1:9", oidc_client_id=CLIENT)
    app = create_app(settings, Live(), FakeDialogue())
    install_api(app, opened)
    access = Access.over(opened.store, settings)
    app.state.access = access
    install(app, access)
    with TestClient(app, follow_redirects=False) as client:
        assert "không xác nhận được" in told(client, client.get("/admin/oidc/start"))
    opened.close()


def test_the_most_trusted_role_counts() -> None:
    assert role_of({"roles": ["editor", "trolyao-publisher"]}, "roles") == "publisher"
    assert role_of({"role": "admin"}, "role") == "admin"
    for claims in ({}, {"a": 1}, {"a": {"b": {}}}, {"a": {"b": ["chief"]}}):
        assert role_of(claims, "a.b") is None
