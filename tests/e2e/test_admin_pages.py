"""An editor's and a publisher's day in a real browser: from sign-in to rolling back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from api.admin.install import install as install_api
from api.adminweb.install import install
from api.app import create_app
from api.archive import StoreArchive
from api.insight.log import MessageLog
from api.library import Library
from bot.answers.pipeline import Assistant
from knowledge.store.messages import Messages
from retrieval.live import Live
from tests.api.admin_support import PASSWORD
from tests.api.library_support import library
from tests.api.served import Served
from tests.e2e.direct import DirectDialogue
from tests.e2e.test_accessibility import findings
from tests.knowledge.ingest.plans import ROWS, plan

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]
QUESTION = "Cơ quan nào chủ trì tập huấn kỹ năng số?"
LATER = [row if row[0] != "2" else (*row[:4], "Tháng 9/2025", row[5]) for row in ROWS]


@dataclass
class Office:
    url: str
    library: Library


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    live = Live()
    opened = library(tmp_path_factory.mktemp("office"), live)
    opened.publisher.update()
    app = create_app(
        opened.settings,
        live,
        DirectDialogue(live),
        archive=StoreArchive(opened.store),
        log=MessageLog(Messages(opened.store), 30),
    )
    access = install_api(app, opened)
    install(app, access, Assistant(live))
    access.accounts.add("lan", "admin", PASSWORD)
    opened.worker.start()
    with Served(app) as server:
        yield Office(server.url, opened)
    opened.close()


def sign_in(page: Page, office: Office) -> None:
    page.goto(f"{office.url}/admin")
    page.get_by_label("Tên đăng nhập").fill("lan")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", name="Văn bản", exact=True)).to_be_visible()


def upload(page: Page, office: Office, data: bytes, *, scripts: bool = True) -> None:
    page.goto(f"{office.url}/admin/documents")
    page.get_by_label("Kéo tệp vào đây hoặc chọn tệp").set_input_files(
        [{"name": "ke-hoach.txt", "mimeType": "text/plain", "buffer": data}]
    )
    page.get_by_role("button", name="Gửi", exact=True).click()
    preview(page, scripts=scripts)


def preview(page: Page, *, scripts: bool = True) -> None:
    """Wait for the upload to be read and open its preview; without scripts the page is loaded anew."""
    link = page.get_by_role("link", name="Xem trước ke-hoach.txt").first
    while not scripts and not link.count():
        page.wait_for_timeout(500)
        page.get_by_role("link", name="Tải lại").click()
    expect(link).to_be_visible(timeout=60_000)
    link.click()
    expect(page.get_by_role("heading", name="Xem trước: bản")).to_be_visible()


def answer(page: Page, office: Office) -> str:
    page.goto(f"{office.url}/chat")
    page.get_by_label("Câu hỏi của bạn").fill(QUESTION)
    page.get_by_role("button", name="Gửi câu hỏi").click()
    return page.locator(".answered").inner_text()


def day(page: Page, office: Office) -> dict[str, list[str]]:
    """Do everything once; return what axe finds on each page."""
    found: dict[str, list[str]] = {}
    page.goto(f"{office.url}/admin")
    found["login"] = findings(page)
    sign_in(page, office)
    found["documents"] = findings(page)
    upload(page, office, plan())
    found["preview"] = findings(page)
    page.get_by_role("button", name="Công bố bản này").click()
    expect(page.get_by_text("Đã công bố; bản này đang được dùng")).to_be_visible()
    found["document"] = findings(page)
    assert "Sở Nội vụ" in answer(page, office)

    page.goto(f"{office.url}/admin/documents/ke-hoach/versions/1?kind=task")
    expect(page.locator("mark", has_text="Tập huấn kỹ năng số")).to_be_visible()
    found["records"] = findings(page)
    page.get_by_role("link", name="Chỉnh Nhiệm vụ I.2").click()
    found["record"] = findings(page)
    page.get_by_label("Cơ quan chủ trì").fill("Sở Y tế")
    page.get_by_label("Lý do (ghi vào nhật ký)").fill("bản in sai")
    page.get_by_role("button", name="Lưu và tạo bản nháp").click()
    preview(page)
    expect(page.get_by_text("cơ quan chủ trì đổi từ “Sở Nội vụ” thành “Sở Y tế”")).to_be_visible()
    assert "Sở Nội vụ" in answer(page, office)
    page.goto(f"{office.url}/admin/documents/ke-hoach/versions/2")
    page.get_by_role("button", name="Công bố bản này").click()
    expect(page.get_by_text("Đã công bố; bản này đang được dùng")).to_be_visible()
    assert "Sở Y tế" in answer(page, office)

    page.goto(f"{office.url}/admin/documents/ke-hoach")
    page.get_by_role("button", name="Quay lại bản này 1").click()
    expect(page.get_by_text("Đã quay lại bản được chọn")).to_be_visible()
    assert "Sở Nội vụ" in answer(page, office)
    for path in (
        "catalogue",
        "catalogue/entry?kind=faq",
        "catalogue?kind=agency",
        "accounts",
        "audit",
        "me",
        "jobs",
    ):
        page.goto(f"{office.url}/admin/{path}")
        found[path] = findings(page)
    page.goto(f"{office.url}/admin/insight")
    found["insight"] = findings(page)
    page.get_by_role("link", name=QUESTION).first.click()
    expect(page.get_by_role("heading", name="Các bước")).to_be_visible()
    found["message"] = findings(page)
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_role("heading", name="Đăng nhập quản trị")).to_be_visible()
    return found


@pytest.fixture
def narrow(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(
        locale="vi-VN", viewport={"width": 390, "height": 844}, java_script_enabled=False
    )
    opened.set_default_timeout(20_000)
    yield opened
    opened.close()


def test_from_sign_in_to_rolling_back(browser: Browser, office: Office) -> None:
    context = browser.new_context(locale="vi-VN", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(20_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    found = day(page, office)
    context.close()
    assert {name: problems for name, problems in found.items() if problems} == {}
    assert complaints == []


def test_a_new_edition_is_published_on_a_phone_without_scripts(
    narrow: BrowserContext, office: Office
) -> None:
    page = narrow.new_page()
    sign_in(page, office)
    upload(page, office, plan(*LATER), scripts=False)
    expect(page.get_by_role("link", name="Nhiệm vụ (4)")).to_be_visible()
    page.get_by_role("button", name="Công bố bản này").click()
    expect(page.get_by_text("Đã công bố; bản này đang được dùng")).to_be_visible()
    for path in (
        "documents",
        "documents/ke-hoach",
        "documents/ke-hoach/versions/1?kind=task",
        "accounts",
        "audit",
    ):
        page.goto(f"{office.url}/admin/{path}")
        width = page.locator("html").evaluate("element => element.scrollWidth")
        assert width <= 390, path


def test_dropping_a_file_chooses_it(browser: Browser, office: Office, tmp_path: Path) -> None:
    context = browser.new_context(locale="vi-VN")
    page = context.new_page()
    sign_in(page, office)
    page.evaluate(
        """() => { const data = new DataTransfer(); data.items.add(new File(["x"], "tha.txt"));
        document.querySelector("drop-zone").dispatchEvent(new DragEvent("drop", {dataTransfer: data})); }"""
    )
    expect(page.get_by_text("Đã chọn 1 tệp: tha.txt")).to_be_visible()
    context.close()
