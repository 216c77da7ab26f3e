"""What the widget costs a portal's page: ``python -m bench.widget [RUNS]``.

Bytes that come before and after the chat is opened, and the time until it can be used: the button
from the start of the page, the question box from the click. Each on this machine as it is, and as a
phone would have it (CPU four times slower, 1.6 Mbit/s, 150 ms), with an empty cache.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from playwright.sync_api import Browser, CDPSession, sync_playwright

from api.app import create_app
from api.settings import Settings
from tests.api.served import Served
from tests.api.support import FakeDialogue, FakeLive, snapshot
from tests.e2e.conftest import FLAGS, chromium

LIMIT_BYTES = 60_000
_PHONE = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
# Both clocks run inside the page, so that talking to the browser is not measured.
_WATCH = """
const note = (name) => { window[name] ??= performance.now(); };
const look = () => {
  const widget = document.querySelector("tro-ly-ao-widget");
  const chat = widget?.chat?.shadowRoot;
  const styled = widget?.opener?.isConnected && getComputedStyle(widget.opener).borderRadius === "999px";
  if (styled) note("buttonAt");
  if (chat?.activeElement?.id === "question" && chat.querySelector(".openers button")) note("boxAt");
  if (!window.boxAt) requestAnimationFrame(look);
};
addEventListener("click", () => note("clickAt"), true);
requestAnimationFrame(look);
"""


class Traffic:
    """Bytes as they came over the wire, of addresses that begin with *origin*."""

    def __init__(self, session: CDPSession, origin: str) -> None:
        self.bytes = 0
        self.files = 0
        self._origin = origin
        self._ours: set[str] = set()
        session.on("Network.responseReceived", self._begun)
        session.on("Network.loadingFinished", self._ended)

    def _begun(self, told: dict[str, Any]) -> None:
        if told["response"]["url"].startswith(self._origin):
            self._ours.add(told["requestId"])

    def _ended(self, told: dict[str, Any]) -> None:
        if told["requestId"] in self._ours:
            self.bytes += int(told["encodedDataLength"])
            self.files += 1


def visit(browser: Browser, portal: str, assistant: str, phone: bool) -> dict[str, float]:
    """Open the page and the chat once, with an empty cache; return bytes and milliseconds."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    if phone:
        session.send("Network.emulateNetworkConditions", _PHONE)
        session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    traffic = Traffic(session, assistant)
    page.add_init_script(_WATCH)
    page.goto(portal)
    page.wait_for_function("window.buttonAt")
    page.wait_for_load_state("networkidle")
    before = traffic.bytes
    page.get_by_role("button").click()
    page.wait_for_function("window.boxAt")
    page.wait_for_load_state("networkidle")
    button, click, box = page.evaluate("[window.buttonAt, window.clickAt, window.boxAt]")
    context.close()
    return {
        "bytes_before_opening": before,
        "bytes": traffic.bytes,
        "files": traffic.files,
        "button_ms": button,
        "box_ms": box - click,
    }


def measure(browser: Browser, portal: str, assistant: str, runs: int, phone: bool) -> dict[str, float]:
    """Return the medians of *runs* visits."""
    visits = [visit(browser, portal, assistant, phone) for _ in range(runs)]
    return {name: round(statistics.median(each[name] for each in visits)) for name in visits[0]}


def main() -> int:
    """Measure and print; 1 when the widget is too heavy."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    page = FastAPI()

    @page.get("/")
    def portal(assistant: str) -> HTMLResponse:
        tag = f'<script src="{assistant}/static/widget.js" defer></script>'
        return HTMLResponse(
            f'<!doctype html><title>Cổng</title><link rel="icon" href="data:,">{tag}<h1>Cổng</h1>'
        )

    with Served(page) as other, sync_playwright() as playwright:
        app = create_app(Settings(allowed_origins=(other.url,)), FakeLive(snapshot()), FakeDialogue())
        with Served(app) as ours:
            browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
            address = f"{other.url}/?assistant={ours.url}"
            report: dict[str, Any] = {
                "what": "the widget on a page of another origin, empty cache, medians",
                "machine": f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}",
                "as_it_is": measure(browser, address, ours.url, runs, phone=False),
                "phone": measure(browser, address, ours.url, runs, phone=True),
            }
            browser.close()
    print(json.dumps(report, ensure_ascii=False, indent=1))
    return int(report["phone"]["bytes"] > LIMIT_BYTES)


if __name__ == "__main__":
    sys.exit(main())
