from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Site

pytestmark = pytest.mark.e2e
_RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}


def findings(page: Page) -> list[str]:
    results = Axe().run(page, options=_RULES)
    return [
        f"{found['id']} ({found['impact']}): {node['target']} {node['failureSummary']}"
        for found in results.response["violations"]
        for node in found["nodes"]
    ]


@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("dark", 1280)])
def test_axe_finds_nothing_on_any_page(browser: Browser, site: Site, scheme: str, width: int) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 844})  # type: ignore[arg-type]
    page = context.new_page()
    found: dict[str, list[str]] = {}
    page.goto(site.url)
    expect(page.locator(".openers button").first).to_be_visible()
    found["welcome"] = findings(page)
    for message in ("Ai chủ trì?", "Sở Nội vụ chủ trì bao nhiêu nhiệm vụ?"):
        page.get_by_label("Câu hỏi của bạn").fill(message)
        page.keyboard.press("Enter")
        expect(page.locator(".answer").last).to_be_visible()
        page.wait_for_timeout(400)
    found["answers"] = findings(page)
    page.route("**/api/v1/chat", lambda route: route.abort())
    page.get_by_label("Câu hỏi của bạn").fill("lỗi")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Gửi lại")).to_be_visible()
    found["trouble"] = findings(page)
    paths = (
        "/chat",
        "/?lang=en",
        "/chat?lang=en",
        "/documents",
        "/documents/da-nang-2766-qd-ubnd-2023?q=trợ lý ảo#3.n",
        "/procedures?q=khai sinh",
        "/procedures/khai-sinh",
        "/không-có",
    )
    for path in paths:
        page.goto(site.url + path)
        found[path] = findings(page)
    context.close()
    assert {name: problems for name, problems in found.items() if problems} == {}
