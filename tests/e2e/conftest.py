from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from api.app import create_app
from api.settings import Settings
from tests.api.served import Served
from tests.api.support import FakeLive, snapshot
from tests.e2e.scripted import ScriptedDialogue

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str:
    """Path of the browser; its lack fails the run, since a skipped browser test would hide a broken page."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if not found:
        pytest.fail("no Chromium found: install the package 'chromium' or set CHROMIUM to its path")
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield launched
        launched.close()


@dataclass
class Site:
    url: str
    dialogue: ScriptedDialogue
    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Note requests to other origins and everything the browser complains about."""
        page.on("request", lambda request: self._note(request.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console",
            lambda message: message.type == "error" and self.complaints.append(message.text),
        )

    def _note(self, url: str) -> None:
        if not url.startswith((self.url, "data:", "blob:")):
            self.foreign.append(url)


@pytest.fixture(scope="session")
def portal() -> Iterator[Served]:
    """A page of somebody else, on another origin, with a strict policy, that embeds the chat."""
    app = FastAPI()

    @app.get("/")
    def page(assistant: str, lang: str = "vi", theme: str = "light", inline: bool = False) -> HTMLResponse:
        kinds = ("script-src", "style-src", "connect-src")
        policy = "; ".join(
            ("default-src 'none'", "img-src data:", *(f"{kind} {assistant}" for kind in kinds))
        )
        options = f'data-lang="{lang}" data-theme="{theme}"'
        tag = f'<script src="{assistant}/static/widget.js" {options} defer></script>'
        if inline:
            tag = f'<script type="module" src="{assistant}/static/js/chat.js"></script>'
        place = "<tro-ly-ao></tro-ly-ao>" if inline else ""
        html = f"""<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Cổng</title>
            <link rel="icon" href="data:,">
            {tag}</head><body><main><h1>Cổng thông tin</h1>
            <p><a href="#a">Liên kết của cổng</a></p>{place}</main></body></html>"""
        return HTMLResponse(html, headers={"content-security-policy": policy})

    with Served(app) as server:
        yield server


@pytest.fixture(scope="session")
def served(portal: Served) -> Iterator[tuple[Served, ScriptedDialogue]]:
    dialogue = ScriptedDialogue()
    app = create_app(
        Settings(allowed_origins=(portal.url,)), FakeLive(snapshot()), dialogue, feedback=dialogue.feedback
    )
    with Served(app) as server:
        yield server, dialogue


@pytest.fixture
def site(served: tuple[Served, ScriptedDialogue]) -> Site:
    server, dialogue = served
    dialogue.failures = 0
    dialogue.pause = 0.0
    dialogue.said.clear()
    dialogue.feedback.verdicts.clear()
    return Site(server.url, dialogue)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(locale="vi-VN", viewport={"width": 390, "height": 844})
    opened.set_default_timeout(10_000)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext, site: Site) -> Page:
    opened = context.new_page()
    site.watch(opened)
    return opened
