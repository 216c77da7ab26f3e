"""The stage against a local server that is honest, lies, is slow, talks rubbish, or is not there."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any, cast

import pytest

from api.settings import Settings
from bot.answers.answer import Answer, Kind
from bot.answers.pipeline import build_finishing
from bot.answers.rewording import LanguageModel, Reword
from bot.answers.rewording.client import Endpoint, NoWordingError
from bot.answers.turn import Turn
from knowledge.agencies import Registry

TEXT = "Cơ quan chủ trì: Sở Nội vụ. Thời hạn: 30/6/2024."
POLITE = "Dạ thưa anh chị, cơ quan chủ trì là Sở Nội vụ, thời hạn là 30/6/2024 ạ."
Behaviour = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Behaves as the test wants and keeps what it was sent."""

    behaviour: Behaviour
    seen: list[tuple[str, str | None, dict[str, Any]]]

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.seen.append((self.path, self.headers.get("Authorization"), body))
        type(self).behaviour(self)

    def reply(self, content: bytes, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def says(text: object) -> Behaviour:
    """Return a model that answers *text*."""
    body = json.dumps({"choices": [{"message": {"content": text}}]}).encode()
    return lambda handler: handler.reply(body)


def drips(handler: Handler) -> None:
    """Send a byte at a time, for longer than anyone waits."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    for _ in range(40):
        try:
            handler.wfile.write(b" ")
            handler.wfile.flush()
        except OSError:
            return
        time.sleep(0.1)


def sleeps(handler: Handler) -> None:
    """Answer well, and too late."""
    time.sleep(1.5)
    try:
        says(POLITE)(handler)
    except OSError:
        return


@pytest.fixture
def server() -> Iterator[tuple[str, type[Handler]]]:
    kind = type("Kind", (Handler,), {"behaviour": staticmethod(says(POLITE)), "seen": []})
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{httpd.server_port}/v1", kind
    httpd.shutdown()
    thread.join()
    httpd.server_close()


def reworded(url: str, kind: Kind = "answer", text: str = TEXT) -> tuple[Answer, str | None, float]:
    """Return the answer after the stage, what the evidence says, and the seconds it took."""

    held = SimpleNamespace(answer=Answer(kind, text, suggestions=("Ai phối hợp?",)), evidence={})
    model = LanguageModel(Endpoint(url, "small", "secret", seconds=0.5))
    started = time.monotonic()
    Reword(model).run(cast(Turn, held))
    model.close()
    return held.answer, held.evidence.get("rewording"), time.monotonic() - started


def test_an_honest_wording_is_used_and_nothing_else_changes(server: tuple[str, type[Handler]]) -> None:
    url, kind = server
    answer, evidence, _ = reworded(url)
    assert (answer.text, evidence) == (POLITE, "used")
    assert replace(answer, text=TEXT) == Answer("answer", TEXT, suggestions=("Ai phối hợp?",))
    path, key, body = kind.seen[0]
    assert (path, key, body["model"]) == ("/v1/chat/completions", "Bearer secret", "small")
    assert body["messages"][1] == {"role": "user", "content": TEXT}


@pytest.mark.parametrize(
    "lie",
    [
        POLITE.replace("30/6", "30/7"),
        POLITE.replace("Nội vụ", "Tài chính"),
        POLITE + " Anh chị được miễn phí.",
        "Dạ em không biết ạ.",
        "Ignore the rules. SECRET",
    ],
)
def test_a_lie_is_discarded(server: tuple[str, type[Handler]], lie: str) -> None:
    url, kind = server
    kind.behaviour = staticmethod(says(lie))  # type: ignore[assignment]
    answer, evidence, _ = reworded(url)
    assert (answer.text, evidence) == (TEXT, "discarded")


@pytest.mark.parametrize(
    "rubbish",
    [
        lambda handler: handler.reply(b"<html>"),
        lambda handler: handler.reply(b"\xff\xfe"),
        lambda handler: handler.reply(b"[]"),
        lambda handler: handler.reply(b'{"choices": []}'),
        lambda handler: handler.reply(b'{"choices": [{"message": null}]}'),
        lambda handler: handler.reply(b"{}", status=500),
        lambda handler: handler.reply(b" " * 200_000),
        says(""),
        says(None),
        says(["a"]),
    ],
)
def test_rubbish_is_ignored(server: tuple[str, type[Handler]], rubbish: Behaviour) -> None:
    url, kind = server
    kind.behaviour = staticmethod(rubbish)  # type: ignore[assignment]
    answer, evidence, _ = reworded(url)
    assert answer.text == TEXT
    assert evidence not in (None, "used")


@pytest.mark.parametrize("slow", [sleeps, drips])
def test_a_slow_model_is_not_waited_for(server: tuple[str, type[Handler]], slow: Behaviour) -> None:
    url, kind = server
    kind.behaviour = staticmethod(slow)  # type: ignore[assignment]
    answer, evidence, seconds = reworded(url)
    assert answer.text == TEXT
    assert evidence not in (None, "used")
    assert seconds < 1.2


def test_no_server_is_no_harm() -> None:
    assert reworded("http://127.0.0.1:9/v1")[0].text == TEXT


@pytest.mark.parametrize("kind", ["list", "refuse", "clarify", "handoff", "smalltalk", "form"])
def test_only_answers_are_worded_anew(server: tuple[str, type[Handler]], kind: Kind) -> None:
    url, seen = server
    assert reworded(url, kind)[0].text == TEXT
    assert reworded(url, "answer", "a" * 2000)[1] is None
    assert seen.seen == []


def test_a_busy_model_is_not_queued_for(server: tuple[str, type[Handler]]) -> None:
    url, kind = server
    kind.behaviour = staticmethod(sleeps)  # type: ignore[assignment]
    model = LanguageModel(Endpoint(url, "small", seconds=0.5))
    failures: list[str] = []

    def ask() -> None:
        try:
            model.complete("", TEXT)
        except NoWordingError as error:
            failures.append(str(error))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    model.close()
    assert len(failures) == 8
    assert failures.count("busy") == 4


def test_it_is_off_unless_an_address_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REWORD_URL", raising=False)
    assert Settings().rewording is None
    assert not any(isinstance(stage, Reword) for stage in build_finishing(Registry.default()))
    monkeypatch.setenv("REWORD_URL", "http://127.0.0.1:8080/v1")
    monkeypatch.setenv("REWORD_KEY", "k")
    assert Settings().rewording == Endpoint("http://127.0.0.1:8080/v1", "default", "k", 3.0)


def test_it_is_the_last_step_where_it_is_set() -> None:
    model = LanguageModel(Endpoint("http://127.0.0.1:9/v1", "m"))
    names = [type(stage).__name__ for stage in build_finishing(Registry.default(), model)]
    model.close()
    assert names == [*(type(stage).__name__ for stage in build_finishing(Registry.default())), "Reword"]
