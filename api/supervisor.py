"""``python -m api.supervisor``: everything that runs, under one process. Ctrl-C stops all of it."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import signal
import socket
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from pydantic import ValidationError

from api.preflight import (
    PreflightError,
    bound,
    check_rasa_python,
    claim,
    free_port,
    port_of,
    prepare_folder,
    trouble,
    words,
)
from api.processes import Command, Service, StartError
from api.settings import Settings
from api.sharing import shared_memory
from bot.dialogue.kept import CONVERSATIONS
from bot.rasa.model_file import additional_in, digest_of, is_intact, model_in

ROOT = Path(__file__).resolve().parents[1]
RASA_PYTHON = ROOT / ".venv-rasa" / "bin" / "python"


def say(kind: str, **facts: object) -> None:
    """Print one of the supervisor's sentences."""
    print(f"[trợ lý ảo] {words()[kind].format(**facts)}", flush=True)


@dataclass(frozen=True)
class Plan:
    """Addresses and folders of one run."""

    settings: Settings
    public: socket.socket
    actions: socket.socket
    rasa_port: int
    token: str
    shared: Mapping[str, str] = field(default_factory=dict)

    @property
    def port(self) -> int:
        """Port of the public application."""
        return port_of(self.public)

    @property
    def logs(self) -> Path:
        """Folder of the processes' output."""
        return self.settings.data_dir / "logs"

    @property
    def models(self) -> Path:
        """Folder of the trained models."""
        return self.settings.data_dir / "models"

    @property
    def env(self) -> dict[str, str]:
        """Environment of the children; relative paths would depend on the folder they run in."""
        return {
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "HOST": self.settings.host,
            "PORT": str(self.port),
            "DATA_DIR": str(self.settings.data_dir),
            "TROLYAO_RASA_URL": f"http://127.0.0.1:{self.rasa_port}",
            "TROLYAO_PUBLIC_SOCKET": str(self.public.fileno()),
            "TROLYAO_ACTION_SOCKET": str(self.actions.fileno()),
            "TROLYAO_ACTION_URL": f"http://127.0.0.1:{port_of(self.actions)}/webhook",
            "TROLYAO_INTERNAL_TOKEN": self.token,
            "TROLYAO_CONVERSATIONS": str(self.settings.data_dir / CONVERSATIONS),
        }

    def rasa(self) -> Service:
        """Return the dialogue process."""
        url = f"http://127.0.0.1:{self.rasa_port}/webhooks/talk/"
        return Service("rasa", self.talking(model_in(self.models)), Answering(url, "ready"))

    def talking(self, model: Path) -> Command:
        """Return how the dialogue process is started with *model*."""
        argv = [str(RASA_PYTHON), "-m", "bot.rasa.serve", str(model), str(self.rasa_port)]
        return Command(argv, self.env, ROOT, self.logs / "rasa.log")

    def api(self, number: int) -> Service:
        """Return the *number*-th of the processes that serve; they share the two sockets."""
        told = self.settings.data_dir / "run" / f"api-{number}"
        env = {**self.env, **self.shared, "TROLYAO_SERVING_FILE": str(told)}
        command = Command(
            [sys.executable, "-m", "api.server"], env, ROOT, sockets=(self.public, self.actions)
        )

        async def serving() -> bool:
            return service.pid is not None and _content(told) == str(service.pid)

        # The first start embeds every record, which takes minutes on a small machine.
        service = Service("api", command, serving, start_seconds=3600.0)
        return service


def _content(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


class Answering:
    """A probe that holds when *url* answers with a true value under *key*."""

    def __init__(self, url: str, key: str) -> None:
        self._url, self._key = url, key
        self._http = httpx.AsyncClient(timeout=2.0, trust_env=False)

    async def __call__(self) -> bool:
        """Ask once."""
        try:
            return bool((await self._http.get(self._url)).json().get(self._key))
        except (httpx.HTTPError, ValueError):
            return False


async def train(plan: Plan) -> None:
    """Train the dialogue model when there is none of today's inputs."""
    model = model_in(plan.models)
    if is_intact(model):
        say("kept", model=model.name)
        return
    say("retraining" if model.exists() else "training", model=model.name)
    began = time.monotonic()
    log = plan.logs / "train.log"
    argv = [str(RASA_PYTHON), "-m", "bot.rasa.train", str(plan.models)]
    # Half a minute on two free cores, but more than three minutes on a busy machine, which must not end it.
    trainer = Service("train", Command(argv, plan.env, ROOT, log), _never, start_seconds=3600.0)
    with contextlib.suppress(StartError):
        await trainer.start()
    if not is_intact(model):
        raise trouble("train", code=trainer.code, log=log)
    say("trained", model=model.name, seconds=time.monotonic() - began)


async def _never() -> bool:
    return False


async def run(settings: Settings, shared: Mapping[str, str]) -> None:
    """Start everything and keep it running until SIGINT or SIGTERM; *shared* is ``shared_memory``'s."""
    began = time.monotonic()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    plan = Plan(
        settings,
        bound(settings.host, settings.port),
        bound("127.0.0.1", 0),
        free_port(),
        secrets.token_hex(16),
        shared,
    )
    say("data", folder=settings.data_dir)
    rasa, apis = plan.rasa(), [plan.api(number) for number in range(settings.workers)]
    work = asyncio.ensure_future(_bring_up(plan, rasa, apis, began))
    stopping = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait((work, stopping), return_when=asyncio.FIRST_COMPLETED)
        if work.done():
            await work
    finally:
        if stop.is_set():
            say("stopping")
        for task in (work, stopping):
            task.cancel()
        await asyncio.gather(work, stopping, return_exceptions=True)
        await asyncio.gather(*(service.stop() for service in (*apis, rasa)))
    say("stopped")


async def _bring_up(plan: Plan, rasa: Service, apis: Sequence[Service], began: float) -> None:
    async def dialogue() -> None:
        await train(plan)
        await rasa.start()

    async def serving() -> None:
        for service in apis:  # the first takes in what is new and builds the index; the others load it
            await service.start()

    starting = [asyncio.ensure_future(dialogue()), asyncio.ensure_future(serving())]
    try:
        await asyncio.gather(*starting)
    except StartError as error:
        service = rasa if error.name == "rasa" else apis[0]
        name = words()["services"][service.name]
        raise trouble("start", service=name, code=error.code, log=service.log or "stderr") from None
    finally:
        for task in starting:
            task.cancel()
        await asyncio.gather(*starting, return_exceptions=True)
    say("ready", seconds=time.monotonic() - began, host=plan.settings.host, port=plan.port)
    await asyncio.gather(*(service.keep(_died, _back) for service in (rasa, *apis)), follow_model(plan, rasa))


async def follow_model(plan: Plan, rasa: Service, seconds: float = 2.0) -> None:
    """Start the dialogue anew whenever examples were taken into use, or out of it, and their model is there.

    What is said meanwhile waits for it (``bot.dialogue.client``); conversations are on disk.
    """
    examples = additional_in(plan.models)
    known = await asyncio.to_thread(digest_of, examples)
    while True:
        await asyncio.sleep(seconds)
        now = await asyncio.to_thread(digest_of, examples)
        if now == known:
            continue
        known = now
        try:
            await train(plan)
        except PreflightError as error:  # the model that runs goes on
            print(error, file=sys.stderr)
            continue
        if await asyncio.to_thread(digest_of, examples) != known:  # changed again while it was trained
            continue
        model = model_in(plan.models)
        say("model", model=model.name)
        rasa.renew(plan.talking(model))


def _died(service: Service, code: int, pause: float) -> None:
    say("died", service=words()["services"][service.name], code=code, seconds=pause)


def _back(service: Service) -> None:
    say("back", service=words()["services"][service.name])


def main() -> int:
    """Run; return 1 with one line of what to do when that is not possible."""
    try:
        settings = Settings()
        settings = settings.model_copy(update={"data_dir": settings.data_dir.resolve()})
        prepare_folder(settings.data_dir)
        check_rasa_python(RASA_PYTHON)
        with claim(settings.data_dir), shared_memory(settings.data_dir, settings.workers) as shared:
            asyncio.run(run(settings, shared))
    except ValidationError as error:
        first = error.errors()[0]
        told = trouble("settings", error=f"{'.'.join(map(str, first['loc'])).upper()}: {first['msg']}")
        print(told, file=sys.stderr)
        return 1
    except PreflightError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
