"""Two ways to ask the assistant: over HTTP as any channel does, and in this process without Rasa."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import httpx
from pydantic_core import to_jsonable_python

from api.publishing import Publisher
from bot.actions.slots import context_of
from bot.answers.pipeline import Assistant
from knowledge.agencies import Registry
from knowledge.dates import find_windows
from knowledge.documents import shipped
from knowledge.ingest import Limits, ingest_many, refresh
from knowledge.ingest.refresh import load_catalogue, load_procedures
from knowledge.places import Places
from knowledge.readers import read
from knowledge.store import Store
from nlu.resources import Resources
from retrieval.embedders import load_embedder
from retrieval.live import Live, Published
from tests.e2e import real
from tests.eval.sets import ROOT

START_SECONDS = 1800.0


@dataclass(frozen=True)
class Said:
    """One answer: its text, kind and total, the intent it was understood as, and how long it took in ms."""

    text: str
    kind: str
    total: int | None
    intent: str
    ms: float
    error: str | None = None


class Asker(Protocol):
    """Something that can be talked to."""

    def say(self, session: str, message: str, audience: str) -> Said:
        """Say *message* in *session*; errors come back in the answer."""
        ...

    def take_in(self, paths: Iterable[Path]) -> None:
        """Make the documents at *paths* known; raise RuntimeError when they cannot be."""
        ...


class OverHttp:
    """Asks a running assistant."""

    def __init__(self, url: str, timeout: float = 60) -> None:
        self._http = httpx.Client(base_url=url, timeout=timeout, trust_env=False)

    def say(self, session: str, message: str, audience: str) -> Said:
        """Say *message* in *session*."""
        body = {"session_id": session, "message": message, "audience": audience}
        started = time.perf_counter()
        try:
            response = self._http.post("/api/v1/chat", json=body)
            response.raise_for_status()
            reply = response.json()
        except (httpx.HTTPError, ValueError) as error:
            return Said("", "error", None, "", _since(started), f"{type(error).__name__}: {error}")
        intent = str((reply.get("understanding") or {}).get("intent", ""))
        return Said(reply["text"], reply["kind"], reply.get("total"), intent, _since(started))

    def take_in(self, paths: Iterable[Path]) -> None:
        """Check that the documents are published there: taking them in is the installation's own affair."""
        if absent := self.absent(paths):
            raise RuntimeError(f"not published there: {', '.join(map(str, absent))}")

    def absent(self, paths: Iterable[Path]) -> list[Path]:
        """Return those of *paths* whose document number is not published there."""
        listed = self._http.get("/api/v1/documents", params={"limit": 200}).json()["items"]
        numbers = {document.get("number") for document in listed}
        return [path for path in paths if _number(path) not in numbers]


class Served(OverHttp):
    """Asks an assistant that it starts, Rasa and all, on the data in *folder*, and ends."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._assistant = real.Assistant(self._folder)
        super().__init__(self._assistant.url)

    def __enter__(self) -> Served:
        try:
            self._assistant.wait_ready(START_SECONDS)
        except BaseException:
            self._assistant.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._assistant.stop()

    def take_in(self, paths: Iterable[Path]) -> None:
        """Ingest the documents as an admin does at the command line, and wait until they serve."""
        files = list(paths)
        environment = {**os.environ, "DATA_DIR": str(self._folder)}
        command = [sys.executable, "-m", "api.cli", "ingest", *map(str, files)]
        subprocess.run(command, check=True, cwd=ROOT, env=environment)
        end = time.monotonic() + START_SECONDS
        while self.absent(files):
            if time.monotonic() > end:
                raise RuntimeError("the documents were taken in and do not serve")
            time.sleep(1)


class InProcess:
    """Asks the answer pipeline itself, keeping the context as Rasa's slots would."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._store = Store.open(f"sqlite:///{folder / 'knowledge.sqlite'}")
        for outcome in refresh(self._store, Limits()):
            print(f"[eval] {outcome.filename}: {outcome.state}", flush=True)
        for info in self._store.documents():
            if info.id in _shipped() or info.published is None:
                continue
            self._store.withdraw(info.id)
        load_procedures(self._store)
        load_catalogue(self._store)
        self._live = Live()
        self._publisher = Publisher(self._store, self._live, folder / "index", load_embedder)
        self._publisher.update(_progress)
        self._assistant = Assistant(self._live)
        self._slots: dict[str, dict[str, Any]] = {}

    def live(self) -> tuple[Published, Resources]:
        """Return what is published, and what the understanding derives from it."""
        published = self._live.current
        registry, places = Registry.default(), Places.default()
        return published, Resources.build(published.snapshot, registry, places, find_windows)

    def say(self, session: str, message: str, audience: str) -> Said:
        """Say *message* in *session*."""
        slots = self._slots.setdefault(session, {"audience": audience})
        started = time.perf_counter()
        try:
            reply = self._assistant.answer(message, context_of(slots), today=date.today())
        except Exception as error:  # a crash is a failed question, and the others go on
            return Said("", "error", None, "", _since(started), f"{type(error).__name__}: {error}")
        took = _since(started)
        slots.update({name: to_jsonable_python(value) for name, value in reply.answer.context.items()})
        answer = reply.answer
        return Said(answer.text, answer.kind, answer.total, reply.query.intent, took)

    def take_in(self, paths: Iterable[Path]) -> None:
        """Ingest and publish the documents, as an admin who has read the report would."""
        for outcome in ingest_many(self._store, paths):
            if outcome.document_id is None or outcome.version is None:
                raise RuntimeError(f"{outcome.filename}: {outcome.error}")
            if outcome.state != "published":
                findings = outcome.report.get("findings")
                print(f"[eval] {outcome.filename} needs review: {findings}", flush=True)
                self._store.publish(outcome.document_id, outcome.version)
            print(f"[eval] {outcome.filename} is {outcome.document_id}", flush=True)
        self._publisher.update(_progress)


def conversation(asker: Asker, session: str, question: Mapping[str, Any]) -> Said:
    """Say the turns before *question*, then ask it; only its own answer is returned."""
    audience = "official" if question["audience"] in ("cán bộ", "quản trị") else "citizen"
    for turn in question.get("context") or ():
        asker.say(session, turn, audience)
    return asker.say(session, question["question"], audience)


def _shipped() -> set[str]:
    return {entry.id for entry in shipped()}


def _number(path: Path) -> str:
    text = read(path.read_bytes(), path.name).text
    return text.split("Số:", 1)[1].split("\n", 1)[0].split("\t", 1)[0].strip()


def _progress(done: int, of: int) -> None:
    print(f"\r[eval] embedded {done}/{of}", end="\n" if done == of else "", flush=True)


def _since(started: float) -> float:
    return (time.perf_counter() - started) * 1000
