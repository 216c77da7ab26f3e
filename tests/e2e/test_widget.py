from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Served, Site

pytestmark = pytest.mark.e2e
STATIC = Path(__file__).parents[2] / "api" / "static"


def test_one_script_tag_puts_the_chat_on_another_page(page: Page, site: Site, portal: Served) -> None:
    # A contrast measured while an answer fades in is not the one people read.
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{portal.url}/?assistant={site.url}")
    opener = page.get_by_role("button", name="Hỏi trợ lý ảo")
    opener.click()
    expect(page.get_by_role("dialog", name="Trợ lý ảo")).to_be_visible()
    box = page.get_by_label("Câu hỏi của bạn")
    expect(box).to_be_focused()
    box.fill("Ai chủ trì?")
    box.press("Enter")
    expect(page.locator(".said")).to_contain_text("Trung tâm IOC")
    href = page.locator("a.slip").get_attribute("href") or ""
    assert href.startswith(f"{site.url}/documents/")
    assert site.complaints == []
    violations = Axe().run(page).response["violations"]
    assert [found["id"] for found in violations] == []
    box.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(opener).to_be_focused()
    assert page.context.cookies() == []


def test_the_widget_speaks_english(page: Page, site: Site, portal: Served) -> None:
    page.goto(f"{portal.url}/?assistant={site.url}&lang=en")
    page.get_by_role("button", name="Ask the assistant").click()
    expect(page.get_by_text("What would you like to know?")).to_be_visible()
    page.get_by_label("Your question").fill("Who leads?")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Sources")).to_be_visible()
    expect(page.locator("tro-ly-ao")).to_have_attribute("lang", "en")


def test_the_widget_weighs_less_than_60_kb(site: Site) -> None:
    names = [
        "widget.js",
        "css/tokens.css",
        "css/widget.css",
        "css/chat.css",
        *(path.relative_to(STATIC).as_posix() for path in (STATIC / "js" / "chat").glob("*.js")),
    ]
    weight = sum(len(gzip.compress((STATIC / name).read_bytes())) for name in names)
    assert weight < 60_000
