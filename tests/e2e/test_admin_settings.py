"""Validity, replies, thresholds and training examples as a publisher meets them, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.test_accessibility import findings
from tests.e2e.test_admin_pages import Office, office, sign_in
from tests.knowledge.ingest.plans import plan

__all__ = ["office"]
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]


@pytest.fixture(params=[(1280, 900), (390, 844)], ids=["desk", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    width, height = request.param
    context = browser.new_context(locale="vi-VN", viewport={"width": width, "height": height})
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def sound(page: Page) -> None:
    """Hold that axe finds nothing and nothing is wider than the screen."""
    assert findings(page) == []
    assert page.viewport_size is not None
    width = page.locator("html").evaluate("element => element.scrollWidth")
    assert width <= page.viewport_size["width"], page.url


def test_a_successor_told_by_an_editor_is_shown(page: Page, office: Office) -> None:
    sign_in(page, office)
    name = f"hieu-luc-{page.viewport_size['width'] if page.viewport_size else 0}"
    page.get_by_label("Kéo tệp vào đây hoặc chọn tệp").set_input_files(
        [{"name": f"{name}.txt", "mimeType": "text/plain", "buffer": plan(number=f"{name[-3:]}/KH-UBND")}]
    )
    page.get_by_role("button", name="Gửi", exact=True).click()
    page.get_by_role("link", name=f"Xem trước {name}.txt").first.click(timeout=60_000)
    sound(page)
    page.get_by_role("link", name="Chỉnh Văn bản").click()
    page.get_by_label("Được thay thế bởi").fill("Quyết định")
    page.get_by_role("button", name="Lưu và tạo bản nháp").click()
    expect(page.get_by_text("không phải một văn bản")).to_be_visible()
    page.get_by_label("Được thay thế bởi").fill("Quyết định số 8/QĐ-UBND ngày 05/3/2025")
    page.get_by_label("Có hiệu lực đến hết ngày").fill("31/12/2025")
    sound(page)
    page.get_by_role("button", name="Lưu và tạo bản nháp").click()
    page.get_by_role("link", name=f"Xem trước {name}.txt").first.click(timeout=60_000)
    expect(page.get_by_text("Quyết định số 8/QĐ-UBND ngày 05/03/2025").first).to_be_visible()
    page.get_by_role("button", name="Công bố bản này").click()
    expect(page.get_by_text("Đã được thay thế").first).to_be_visible()
    for path in ("/admin/documents", "/documents", f"/documents/{name}"):
        page.goto(f"{office.url}{path}")
        expect(page.get_by_text("Đã được thay thế").first).to_be_visible()
        sound(page)


def test_a_reply_and_a_threshold_are_tried_kept_and_put_back(page: Page, office: Office) -> None:
    sign_in(page, office)
    page.goto(f"{office.url}/admin/catalogue?kind=wording")
    sound(page)
    page.get_by_role("link", name="Lời chào", exact=True).click()
    page.get_by_label("Tiếng Việt").fill("Kính chào quý khách.")
    page.get_by_label("Câu hỏi để thử").fill("xin chào")
    page.get_by_role("button", name="Xem thử").click()
    expect(page.get_by_text("Chưa lưu; bấm")).to_be_visible()
    expect(page.get_by_role("status").locator("dd", has_text="Kính chào quý khách.")).to_be_visible()
    sound(page)
    page.get_by_role("button", name="Lưu và dùng ngay").click()
    expect(page.get_by_text("thay đổi đang được dùng")).to_be_visible()
    page.goto(f"{office.url}/admin/catalogue?kind=threshold")
    sound(page)
    page.get_by_role("link", name="Điểm tìm kiếm tối thiểu").click()
    page.get_by_label("Giá trị").fill("9")
    page.get_by_role("button", name="Lưu và dùng ngay").click()
    expect(page.get_by_text("phải từ 0,1 đến 0,7")).to_be_visible()
    sound(page)
    page.goto(f"{office.url}/admin/catalogue/entry?kind=wording&id=social.greeting")
    page.get_by_role("button", name="Khôi phục mục gốc").click()
    expect(page.get_by_text("Đã khôi phục mục gốc.")).to_be_visible()
    page.goto(f"{office.url}/admin/catalogue/entry?kind=wording&id=social.greeting")
    expect(page.get_by_text("khôi phục").first).to_be_visible()
    sound(page)


def test_a_question_becomes_an_approved_example(page: Page, office: Office) -> None:
    sign_in(page, office)
    words = f"Sở nào lo vụ này {page.viewport_size['width'] if page.viewport_size else 0}"
    page.goto(f"{office.url}/admin/training?text={words}")
    page.get_by_label("Ý định").select_option("ask_lead")
    sound(page)
    page.get_by_role("button", name="Đề nghị").click()
    page.get_by_role("button", name=f"Duyệt {words}").click()
    expect(page.get_by_text("Đã duyệt câu mẫu.")).to_be_visible()
    expect(page.get_by_role("button", name="Huấn luyện và so sánh")).to_be_visible()
    sound(page)
