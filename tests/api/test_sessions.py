from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from api.app import create_app
from api.cli import app as cli
from api.settings import Settings
from bot.dialogue.kept import CONVERSATIONS, Conversations
from tests.api.support import FakeDialogue, FakeLive, snapshot


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    file = tmp_path / CONVERSATIONS
    with sqlite3.connect(file) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE conversation (id TEXT PRIMARY KEY, changed REAL, events TEXT)")
        for name in ("phiên 1", "khác"):
            database.execute(
                "INSERT INTO conversation VALUES (?, 1.5, ?)", (name, json.dumps([{"event": name}]))
            )
    database.close()
    return file


def client(file: Path, **given: int) -> TestClient:
    box = Conversations(file)
    return TestClient(create_app(Settings(**given), FakeLive(snapshot()), FakeDialogue(), conversations=box))


def test_a_session_is_shown_and_erased_with_its_words_and_no_other(kept: Path) -> None:
    asked = client(kept)
    shown = asked.get("/api/v1/sessions/phiên 1")
    assert shown.json() == {"session_id": "phiên 1", "changed": 1.5, "events": [{"event": "phiên 1"}]}
    assert asked.delete("/api/v1/sessions/phiên 1").status_code == 204
    assert asked.get("/api/v1/sessions/phiên 1").status_code == 404
    assert asked.delete("/api/v1/sessions/phiên 1").status_code == 204
    assert asked.get("/api/v1/sessions/khác").status_code == 200
    assert json.dumps("phiên 1")[1:-1].encode() not in kept.read_bytes()


def test_nothing_is_kept_before_the_first_message(tmp_path: Path) -> None:
    asked = client(tmp_path / "none.db")
    assert asked.get("/api/v1/sessions/a").status_code == 404
    assert asked.delete("/api/v1/sessions/a").status_code == 204
    assert not (tmp_path / "none.db").exists()


def test_guessing_ids_is_limited(kept: Path) -> None:
    asked = client(kept, rate_per_address=5)
    assert [asked.get(f"/api/v1/sessions/{n}").status_code for n in range(7)] == [404] * 5 + [429] * 2


def test_an_operator_does_it_by_command(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(kept.parent))
    run = CliRunner().invoke
    assert "phiên 1" in run(cli, ["session", "export", "phiên 1"]).output
    assert "Đã xóa" in run(cli, ["session", "erase", "phiên 1"]).output
    assert run(cli, ["session", "export", "phiên 1"]).exit_code == 2


def test_every_chat_answer_tells_what_may_still_be_sent(kept: Path) -> None:
    asked = client(kept, rate_per_session=3)
    for left in ("2", "1", "0"):
        headers = asked.post("/api/v1/chat", json={"session_id": "a", "message": "chào"}).headers
        assert (headers["ratelimit-limit"], headers["ratelimit-remaining"]) == ("3", left)
        assert int(headers["ratelimit-reset"]) > 0
    refused = asked.post("/api/v1/chat", json={"session_id": "a", "message": "chào"})
    assert refused.status_code == 429 and int(refused.headers["retry-after"]) > 0
    unlimited = client(kept, rate_per_session=0, rate_per_address=0)
    answered = unlimited.post("/api/v1/chat", json={"session_id": "a", "message": "chào"})
    assert "ratelimit-limit" not in answered.headers
