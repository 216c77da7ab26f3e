"""Texts a database may choke on (NUL, halves of characters) are answered like any other text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote_from_bytes

import pytest
from fastapi.testclient import TestClient

from api.admin.install import install
from api.app import create_app
from api.library import Library
from knowledge.store.feedback import Feedback
from retrieval.live import Live
from tests.api.library_support import TOKEN, library
from tests.api.support import FakeDialogue
from tests.knowledge.ingest.plans import plan

ANSWER = "a1" * 16
NUL, HALF = b"a\0b", b"\xed\xa0\x80"


@pytest.fixture
def opened(tmp_path: Path, database_url: str) -> Iterator[Library]:
    made = library(tmp_path, Live(), database_url)
    yield made
    made.close()


@pytest.fixture
def client(opened: Library) -> Iterator[TestClient]:
    live = Live()
    app = create_app(opened.settings, live, FakeDialogue(), feedback=Feedback(opened.store))
    install(app, opened)
    bearer = {"Authorization": b"Bearer " + TOKEN.encode()}
    with TestClient(app, raise_server_exceptions=False, headers=bearer) as made:
        yield made


@pytest.mark.parametrize("odd", [NUL, HALF, "ă".encode() * 400], ids=["nul", "half", "long"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/v1/admin/jobs/{}"),
        ("GET", "/api/v1/admin/documents/{}/difference?old=1&new=2"),
        ("POST", "/api/v1/admin/documents/{}/versions/1/publish"),
        ("DELETE", "/api/v1/admin/documents/{}"),
        ("GET", "/documents/{}"),
        ("GET", "/documents/{}?v=1"),
        ("GET", "/api/v1/documents/{}"),
    ],
)
def test_an_odd_name_in_an_address_is_unknown(client: TestClient, method: str, path: str, odd: bytes) -> None:
    assert client.request(method, path.format(quote_from_bytes(odd))).status_code in {404, 503}


@pytest.mark.parametrize("odd", [r"a\u0000b", r"\ud800"])
def test_an_odd_reason_is_kept_or_refused(client: TestClient, odd: str) -> None:
    body = f'{{"message_id": "{ANSWER}", "verdict": "unhelpful", "reason": "{odd}"}}'
    reply = client.post("/api/v1/feedback", content=body, headers={"content-type": "application/json"})
    assert reply.status_code in {204, 400, 422}


@pytest.mark.parametrize("name", ["a\0b.txt", "\u202etxt.exe", "../" * 50 + "a.txt"])
def test_a_file_with_an_odd_name_or_odd_content_is_read(
    client: TestClient, opened: Library, name: str
) -> None:
    odd = plan().replace("Sở".encode(), "S\0ở".encode(), 1)
    job = client.post("/api/v1/admin/documents", files={"file": (name, odd)}).json()["job"]
    opened.worker.work_off()
    assert client.get(f"/api/v1/admin/jobs/{job}").json()["state"] in {"done", "needs_review"}


def test_odd_bytes_in_a_bearer_token_are_a_wrong_token(client: TestClient) -> None:
    for odd in (NUL, HALF, b"\xff"):
        reply = client.get("/api/v1/admin/documents", headers={"Authorization": b"Bearer " + odd})
        assert reply.status_code == 401
