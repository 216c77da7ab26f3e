from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Served, Site
from tests.e2e.test_accessibility import findings

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


SIDEWAYS = """() => {
  const { panel, chat } = document.querySelector("tro-ly-ao-widget");
  const parts = [panel, ...chat.shadowRoot.querySelectorAll(".scroll, .composer"), document.documentElement];
  return parts.map((part) => part.scrollWidth - part.clientWidth);
}"""


def open_widget(page: Page, site: Site, portal: Served, query: str = "") -> None:
    page.goto(f"{portal.url}/?assistant={site.url}{query}")
    page.get_by_role("button", name="Hỏi trợ lý ảo").click()
    expect(page.locator(".openers button").first).to_be_visible()


def ask(page: Page, message: str) -> None:
    page.get_by_label("Câu hỏi của bạn").fill(message)
    page.keyboard.press("Enter")


def focused(page: Page) -> str:
    found: str = page.evaluate(
        """() => { let at = document.activeElement;
        while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
        return at.getAttribute("aria-label") || at.id || at.textContent.trim(); }"""
    )
    return found


def test_all_that_the_widget_loads_weighs_less_than_60_kb(page: Page, site: Site, portal: Served) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    addresses: dict[str, str] = {}
    sizes: dict[str, int] = {}
    session.on("Network.responseReceived", lambda e: addresses.update({e["requestId"]: e["response"]["url"]}))
    session.on("Network.loadingFinished", lambda e: sizes.update({e["requestId"]: e["encodedDataLength"]}))
    open_widget(page, site, portal)
    page.wait_for_load_state("networkidle")
    loaded = {addresses[key]: size for key, size in sizes.items() if addresses[key].startswith(site.url)}
    assert {f"{site.url}/static/widget.js", f"{site.url}/static/js/chat/element.js"} <= loaded.keys()
    assert sum(loaded.values()) < 60_000
    on_disk = [*(STATIC / "js" / "chat").glob("*.js"), *(STATIC / "css").glob("*.css"), STATIC / "widget.js"]
    assert sum(len(gzip.compress(path.read_bytes())) for path in on_disk) < 60_000
    assert page.context.cookies() == []


def test_text_size_is_raised_in_the_widget_and_remembered(page: Page, site: Site, portal: Served) -> None:
    open_widget(page, site, portal)
    size = "parseFloat(getComputedStyle(document.querySelector('tro-ly-ao-widget').chat).fontSize)"
    assert page.evaluate(size) == 16
    for _ in range(5):
        page.get_by_role("button", name="Chữ to hơn").click()
    assert page.evaluate(size) == 25
    page.get_by_role("button", name="Chữ nhỏ hơn").click()
    assert page.evaluate(size) == 21
    open_widget(page, site, portal)
    assert page.evaluate(size) == 21
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontSize") == "32px"


def test_a_portal_sets_colours_and_place(page: Page, site: Site, portal: Served) -> None:
    page.goto(f"{portal.url}/?assistant={site.url}")
    opener = page.get_by_role("button", name="Hỏi trợ lý ảo")
    expect(opener).to_be_visible()
    page.evaluate(
        """() => { const style = document.querySelector("tro-ly-ao-widget").style;
        style.setProperty("--tro-ly-ao-accent", "rgb(120, 0, 60)");
        style.setProperty("--tro-ly-ao-on-accent", "rgb(255, 255, 200)");
        style.setProperty("--tro-ly-ao-bottom", "100px"); }"""
    )
    expect(opener).to_have_css("background-color", "rgb(120, 0, 60)")
    box, view = opener.bounding_box(), page.viewport_size
    assert box and view and round(view["height"] - box["y"] - box["height"]) == 100
    opener.click()
    ask(page, "Ai chủ trì?")
    expect(page.locator(".asked")).to_have_css("background-color", "rgb(120, 0, 60)")
    expect(page.locator(".asked")).to_have_css("color", "rgb(255, 255, 200)")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(360, 640), (1280, 720), (640, 360), (320, 256)])
def test_axe_finds_nothing_and_nothing_is_cut_off(
    browser: Browser, site: Site, portal: Served, width: int, height: int, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
    page = context.new_page()
    open_widget(page, site, portal, f"&theme={scheme}")
    found = {"welcome": findings(page)}
    for message in ("Sở Nội vụ chủ trì bao nhiêu nhiệm vụ?", "Đăng ký khai sinh cần giấy tờ gì?"):
        ask(page, message)
        expect(page.locator(".after").last).to_be_visible()
    found["answers"] = findings(page)
    assert {name: problems for name, problems in found.items() if problems} == {}
    for name in ("Câu hỏi của bạn", "Gửi", "Đóng khung chat", "Chữ to hơn"):
        expect(page.get_by_label(name, exact=True)).to_be_in_viewport(ratio=1)
    assert max(page.evaluate(SIDEWAYS)) <= 0
    # What people read must keep room: a third of a small screen at the least.
    room = page.locator("tro-ly-ao .scroll").bounding_box()
    assert room and room["height"] >= height / 3
    for _ in range(3):
        page.get_by_role("button", name="Chữ to hơn").click()
    assert max(page.evaluate(SIDEWAYS)) <= 0
    expect(page.get_by_label("Gửi", exact=True)).to_be_in_viewport(ratio=1)
    context.close()


def test_on_a_phone_the_keyboard_stays_in_the_panel(page: Page, site: Site, portal: Served) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    open_widget(page, site, portal)
    seen = []
    for _ in range(30):
        page.keyboard.press("Tab")
        seen.append(focused(page))
    assert "Cổng thông tin" not in seen and "Liên kết của cổng" not in seen
    assert {"Đóng khung chat", "Chữ to hơn", "question"} <= set(seen)
    page.set_viewport_size({"width": 1000, "height": 740})
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_role("link", name="Liên kết của cổng").focus()
    assert focused(page) == "Liên kết của cổng"
    page.get_by_role("button", name="Đóng khung chat").click()
    assert focused(page) == "Hỏi trợ lý ảo"


def test_the_keyboard_goes_through_the_panel_on_a_wide_screen(page: Page, site: Site, portal: Served) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{portal.url}/?assistant={site.url}")
    opener = page.get_by_role("button", name="Hỏi trợ lý ảo")
    expect(opener).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Câu hỏi của bạn")).to_be_focused()
    page.keyboard.type("Ai chủ trì?")
    page.keyboard.press("Enter")
    expect(page.locator(".answer")).to_be_visible()
    expect(page.get_by_label("Câu hỏi của bạn")).to_be_focused()
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator(".answer")).to_be_visible()


def test_an_origin_that_is_not_allowed_is_told_and_gets_nothing(
    browser: Browser, site: Site, portal: Served
) -> None:
    page = browser.new_page()
    # The same portal by another name is another origin.
    page.goto(f"{portal.url.replace('127.0.0.1', 'localhost')}/?assistant={site.url}")
    page.get_by_role("button", name="Hỏi trợ lý ảo").click()
    ask(page, "Ai chủ trì?")
    expect(page.get_by_role("alert").filter(has_text="Không kết nối được")).to_be_visible()
    assert site.dialogue.said == []
    page.close()


def test_printing_the_portal_leaves_the_widget_out(page: Page, site: Site, portal: Served) -> None:
    open_widget(page, site, portal)
    page.emulate_media(media="print")
    expect(page.locator("tro-ly-ao-widget")).to_be_hidden()
    expect(page.get_by_role("heading", name="Cổng thông tin")).to_be_visible()


def test_an_element_of_its_own_puts_the_chat_into_a_page(page: Page, site: Site, portal: Served) -> None:
    page.goto(f"{portal.url}/?assistant={site.url}&inline=1")
    ask(page, "Ai chủ trì?")
    expect(page.locator(".said")).to_contain_text("Trung tâm IOC")
    assert site.complaints == []
