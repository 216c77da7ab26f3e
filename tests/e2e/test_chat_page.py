from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Site
from tests.e2e.test_accessibility import findings

pytestmark = pytest.mark.e2e
QUESTION = "Ai chủ trì trợ lý ảo?"


def ask(page: Page, message: str = QUESTION) -> None:
    box = page.get_by_label("Câu hỏi của bạn")
    box.fill(message)
    box.press("Enter")


def open_chat(page: Page, site: Site) -> None:
    page.goto(site.url)
    expect(page.locator("tro-ly-ao .openers button").first).to_be_visible()


def test_an_answer_cites_a_source_that_opens_at_the_marked_row(page: Page, site: Site) -> None:
    open_chat(page, site)
    ask(page)
    expect(page.locator(".said")).to_contain_text("Trung tâm IOC chủ trì")
    expect(page.locator(".warning")).to_have_text("Thời hạn này đã qua.")
    expect(page.get_by_text("Thời hạn này đã qua.")).to_have_count(1)
    slip = page.locator("a.slip")
    expect(slip).to_contain_text("2766/QĐ-UBND")
    expect(slip).to_contain_text("mục 3.n")
    with page.context.expect_page() as opened:
        slip.click()
    document = opened.value
    document.wait_for_load_state()
    row = document.locator('[id="3.n"]')
    expect(row).to_be_in_viewport()
    expect(row.locator("mark").first).to_contain_text("Triển khai trợ lý ảo hỗ trợ")
    assert document.evaluate("document.querySelector(':target').id") == "3.n"
    assert site.foreign == []
    assert site.complaints == []


def test_suggestions_send_themselves_and_leave_with_the_next_turn(page: Page, site: Site) -> None:
    open_chat(page, site)
    ask(page)
    page.get_by_role("button", name="Cơ quan nào phối hợp?").click()
    expect(page.locator(".answer")).to_have_count(2)
    assert [message for _, message, _ in site.dialogue.said] == [QUESTION, "Cơ quan nào phối hợp?"]
    expect(page.get_by_role("button", name="Cơ quan nào phối hợp?")).to_have_count(1)


def test_the_opening_questions_follow_the_audience(page: Page, site: Site) -> None:
    open_chat(page, site)
    citizen = page.locator(".openers button").first.text_content()
    page.get_by_label("Cán bộ").check()
    official = page.locator(".openers button").first.text_content()
    assert citizen != official
    page.locator(".openers button").first.click()
    expect(page.locator(".answer")).to_be_visible()
    assert site.dialogue.said[0][1:] == (official, "official")


def test_the_conversation_outlives_a_reload_and_can_be_deleted(page: Page, site: Site) -> None:
    open_chat(page, site)
    ask(page)
    expect(page.locator(".answer")).to_be_visible()
    page.reload()
    expect(page.locator(".asked")).to_contain_text(QUESTION)
    expect(page.locator(".answer")).to_be_visible()
    ask(page, "Còn gì nữa?")
    expect(page.locator(".answer")).to_have_count(2)
    sessions = {session for session, _, _ in site.dialogue.said}
    assert len(sessions) == 1
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Xóa hội thoại").click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator(".openers button").first).to_be_visible()
    page.reload()
    expect(page.locator(".openers button").first).to_be_visible()
    ask(page)
    expect(page.locator(".answer")).to_be_visible()
    assert site.dialogue.said[-1][0] not in sessions


def test_an_answer_can_be_judged_and_the_verdict_stays(page: Page, site: Site) -> None:
    open_chat(page, site)
    ask(page)
    page.get_by_role("button", name="Chưa đúng").click()
    expect(page.get_by_text("Cảm ơn bạn đã góp ý.")).to_be_visible()
    page.get_by_role("button", name="Hữu ích").click()
    expect(page.get_by_role("button", name="Hữu ích")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="Chưa đúng")).to_have_attribute("aria-pressed", "false")
    assert [verdict for verdict, _ in site.dialogue.feedback.verdicts.values()] == ["helpful"]
    page.reload()
    expect(page.get_by_role("button", name="Hữu ích")).to_have_attribute("aria-pressed", "true")


def test_what_was_not_right_is_asked_and_kept(page: Page, site: Site) -> None:
    open_chat(page, site)
    ask(page)
    kept = site.dialogue.feedback.verdicts
    page.get_by_role("button", name="Chưa đúng").click()
    why = page.get_by_role("group", name="Điều gì chưa đúng ý bạn?")
    expect(why).to_be_visible()
    assert findings(page) == []
    why.get_by_role("button", name="Còn thiếu").click()
    expect(why).to_have_count(0)
    assert list(kept.values()) == [("unhelpful", "Còn thiếu")]
    assert (
        page.evaluate("document.querySelector('tro-ly-ao').shadowRoot.activeElement.textContent")
        == "Chưa đúng"
    )
    page.keyboard.press("Enter")
    page.get_by_label("Bạn có thể nói rõ hơn").fill("Thiếu lệ phí")
    page.keyboard.press("Enter")
    expect(why).to_have_count(0)
    assert list(kept.values()) == [("unhelpful", "Thiếu lệ phí")]
    page.get_by_role("button", name="Chưa đúng").click()
    page.get_by_role("button", name="Hữu ích").click()
    expect(why).to_have_count(0)
    expect(page.get_by_role("button", name="Hữu ích")).to_have_attribute("aria-pressed", "true")
    assert list(kept.values()) == [("helpful", "")]


def test_a_long_list_folds_and_its_rest_is_asked_for(page: Page, site: Site) -> None:
    open_chat(page, site)
    ask(page, "Sở Nội vụ chủ trì bao nhiêu nhiệm vụ?")
    records = page.locator(".records > li")
    expect(records).to_have_count(5)
    expect(page.locator(".said").first).to_have_text("Sở Nội vụ chủ trì 20 nhiệm vụ:")
    expect(page.locator(".said").last).to_have_text("Còn nhiệm vụ nữa.")
    expect(records.nth(1)).to_contain_text("Nhiệm vụ chung")
    page.get_by_role("button", name="Xem thêm 3 mục").click()
    expect(records).to_have_count(8)
    assert page.evaluate("document.querySelector('tro-ly-ao').shadowRoot.activeElement.className") == "open"
    page.get_by_role("button", name="Xem thêm 1 nguồn").click()
    expect(page.locator("a.slip")).to_have_count(3)
    expect(page.locator(".suggestions button")).to_have_count(1)
    page.get_by_role("button", name="Xem tiếp (còn 12 mục)").click()
    expect(page.locator(".answer")).to_have_count(2)
    expect(page.get_by_role("button", name="Xem tiếp (còn 4 mục)")).to_be_visible()
    second = page.locator(".records").nth(1)
    assert second.get_attribute("start") == "9"


def test_what_an_answer_says_never_becomes_markup(page: Page, site: Site) -> None:
    open_chat(page, site)
    ask(page, "<img src=x onerror='window.hacked=1'>")
    expect(page.locator(".answer .said")).to_contain_text("<img src=x")
    assert page.locator("tro-ly-ao img, tro-ly-ao script").count() == 0
    assert page.locator("a.slip").count() == 0
    assert page.evaluate("window.hacked") is None
    page.reload()
    expect(page.locator(".answer .said")).to_contain_text("<img src=x")
    assert page.evaluate("window.hacked") is None


def test_web_addresses_are_links_that_tell_nothing(page: Page, site: Site) -> None:
    open_chat(page, site)
    ask(page)
    link = page.locator(".said a")
    expect(link).to_have_attribute("href", "https://dichvucong.gov.vn")
    expect(link).to_have_attribute("rel", "noopener noreferrer")


def test_a_restart_is_waited_for_and_the_message_sent_again(page: Page, site: Site) -> None:
    open_chat(page, site)
    site.dialogue.failures = 1
    ask(page)
    expect(page.get_by_text("Trợ lý đang khởi động lại")).to_be_visible()
    expect(page.locator(".answer")).to_be_visible()
    assert len(site.dialogue.said) == 1


def test_a_failed_message_is_kept_and_can_be_sent_again(page: Page, site: Site) -> None:
    open_chat(page, site)
    page.route("**/api/v1/chat", lambda route: route.abort())
    ask(page)
    alert = page.get_by_role("alert").filter(has_text="Không kết nối được")
    expect(alert).to_be_visible()
    page.unroute("**/api/v1/chat")
    page.get_by_role("button", name="Gửi lại").click()
    expect(page.locator(".answer")).to_be_visible()
    expect(alert).to_have_count(0)
    expect(page.locator(".turn")).to_have_count(1)


def test_a_message_without_answer_can_be_sent_again_after_a_reload(page: Page, site: Site) -> None:
    open_chat(page, site)
    page.route("**/api/v1/chat", lambda route: route.abort())
    ask(page)
    expect(page.get_by_role("button", name="Gửi lại")).to_be_visible()
    page.unroute("**/api/v1/chat")
    page.reload()
    page.get_by_role("button", name="Gửi lại").click()
    expect(page.locator(".answer")).to_be_visible()


def test_offline_is_said_and_goes_away(page: Page, site: Site) -> None:
    open_chat(page, site)
    page.context.set_offline(True)
    notice = page.get_by_text("Mất kết nối mạng")
    expect(notice).to_be_visible()
    ask(page)
    expect(page.get_by_role("button", name="Gửi lại")).to_be_visible()
    page.context.set_offline(False)
    expect(notice).to_be_hidden()
    page.get_by_role("button", name="Gửi lại").click()
    expect(page.locator(".answer")).to_be_visible()


def test_waiting_is_shown_and_spoken(page: Page, site: Site) -> None:
    site.dialogue.pause = 0.8
    open_chat(page, site)
    ask(page)
    status = page.get_by_role("status").filter(has_text="Trợ lý đang trả lời")
    expect(status).to_be_visible()
    expect(page.locator(".answer")).to_be_visible()
    expect(status).to_have_count(0)
    assert page.get_by_role("log").get_attribute("aria-live") == "polite"


def test_too_long_a_message_is_told_before_it_is_sent(page: Page, site: Site) -> None:
    open_chat(page, site)
    ask(page, "a" * 2005)
    expect(page.get_by_text("Quá dài 5 ký tự")).to_be_visible()
    expect(page.get_by_role("button", name="Gửi", exact=True)).to_have_attribute("aria-disabled", "true")
    assert page.locator(".turn").count() == 0
    ask(page, "   ")
    assert page.locator(".turn").count() == 0


def test_the_keyboard_reaches_everything_in_order(page: Page, site: Site) -> None:
    open_chat(page, site)
    page.keyboard.press("Tab")
    expect(page.get_by_text("Đến nội dung chính")).to_be_focused()
    seen: list[str] = []
    for _ in range(25):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate(
                """() => { let at = document.activeElement;
                while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
                return at.getAttribute('aria-label') || at.value || at.id || at.textContent.trim(); }"""
            )
        )
        if seen[-1] == "Xóa hội thoại":
            break
    order = [seen.index(name) for name in ("Hỏi đáp", "Chữ to hơn", "citizen", "question", "Xóa hội thoại")]
    assert order == sorted(order)
    page.get_by_label("Câu hỏi của bạn").focus()
    page.keyboard.type("Dòng một")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("dòng hai")
    page.keyboard.press("Enter")
    expect(page.locator(".answer")).to_be_visible()
    assert site.dialogue.said[0][1] == "Dòng một\ndòng hai"
    expect(page.get_by_label("Câu hỏi của bạn")).to_be_focused()


def test_text_size_and_theme_are_remembered(page: Page, site: Site) -> None:
    open_chat(page, site)
    size = "parseFloat(getComputedStyle(document.querySelector('tro-ly-ao')).fontSize)"
    before = page.evaluate(size)
    for _ in range(5):
        page.get_by_role("button", name="Chữ to hơn").click()
    page.get_by_role("button", name="Đổi nền sáng, tối").click()
    assert page.evaluate(size) > before * 1.5
    page.reload()
    assert page.evaluate(size) > before * 1.5
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"


@pytest.mark.parametrize(
    "path", ["/", "/?lang=en", "/chat", "/documents", "/procedures", "/procedures/khai-sinh"]
)
@pytest.mark.parametrize("width", [320, 640, 1280])
def test_nothing_overflows_sideways_on_narrow_or_zoomed_screens(
    page: Page, site: Site, path: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 400})
    page.goto(site.url + path)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_chat_itself_never_scrolls_the_page_away(page: Page, site: Site) -> None:
    page.set_viewport_size({"width": 390, "height": 640})
    open_chat(page, site)
    for number in range(4):
        ask(page, f"Sở Nội vụ chủ trì bao nhiêu nhiệm vụ? {number}")
        expect(page.locator(".answer")).to_have_count(number + 1)
    assert page.evaluate("document.documentElement.scrollHeight") <= 640
    expect(page.get_by_label("Câu hỏi của bạn")).to_be_in_viewport()


def test_reduced_motion_is_respected(browser: Browser, site: Site) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    site.dialogue.pause = 0.5
    open_chat(page, site)
    ask(page)
    assert page.locator(".dots i").first.evaluate("e => getComputedStyle(e).animationName") == "none"
    context.close()


def test_printing_leaves_the_conversation_only(page: Page, site: Site) -> None:
    open_chat(page, site)
    ask(page)
    expect(page.locator(".answer")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_label("Câu hỏi của bạn")).to_be_hidden()
    expect(page.locator(".masthead")).to_be_hidden()
    expect(page.locator(".answer")).to_be_visible()


def test_one_answer_prints_whole_and_alone(page: Page, site: Site) -> None:
    page.add_init_script("window.print = () => { window.printed = (window.printed ?? 0) + 1; }")
    open_chat(page, site)
    ask(page)
    ask(page, "Sở Nội vụ chủ trì bao nhiêu nhiệm vụ?")
    expect(page.locator(".answer")).to_have_count(2)
    last = page.locator(".turn").last
    shown = last.locator(".records > li").count()
    last.get_by_role("button", name="In câu trả lời").click()
    assert page.evaluate("window.printed") == 1
    assert last.locator(".records > li").count() > shown
    page.emulate_media(media="print")
    expect(page.locator(".turn").first).to_be_hidden()
    expect(last.locator(".answer")).to_be_visible()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(page.locator(".turn").first).to_be_visible()
    assert site.complaints == []


def test_the_page_speaks_english_and_leads_back(page: Page, site: Site) -> None:
    open_chat(page, site)
    page.get_by_role("link", name="English").click()
    expect(page.get_by_text("What would you like to know?")).to_be_visible()
    page.get_by_label("Your question").fill("Who leads?")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Sources")).to_be_visible()
    page.get_by_role("button", name="Larger text").click()
    page.get_by_role("link", name="Tiếng Việt").click()
    expect(page.get_by_label("Câu hỏi của bạn")).to_be_visible()
    assert site.complaints == []


def test_without_javascript_the_form_answers(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.url)
    page.get_by_label("Câu hỏi của bạn").fill(QUESTION)
    page.get_by_role("button", name="Gửi câu hỏi").click()
    expect(page.locator(".answered")).to_contain_text("Trung tâm IOC chủ trì")
    page.get_by_role("button", name="Cơ quan nào phối hợp?").click()
    expect(page.locator(".asked")).to_contain_text("Cơ quan nào phối hợp?")
    sessions = {session for session, _, _ in site.dialogue.said}
    assert len(sessions) == 1
    page.locator(".sources a").click()
    expect(page.locator("mark").first).to_be_visible()
    context.close()


def test_pages_pass_no_private_words_in_their_address(page: Page, site: Site) -> None:
    open_chat(page, site)
    ask(page)
    expect(page.locator(".answer")).to_be_visible()
    assert re.fullmatch(re.escape(site.url) + "/?", page.url)


def test_a_figure_of_several_periods_is_a_chart_with_a_table_for_who_does_not_see_it(
    page: Page, site: Site
) -> None:
    open_chat(page, site)
    ask(page, "dân số Đà Nẵng qua các năm")
    chart = page.locator("figure.chart")
    expect(chart.get_by_role("img")).to_have_accessible_name(re.compile("Dân số .*2023: 2.760.*2025: 2.820"))
    expect(chart.locator("rect")).to_have_count(3)
    assert chart.get_by_role("row").all_inner_texts()[1:] == [
        "2023\t2.760 nghìn người",
        "2024\t2.790 nghìn người",
        "2025\t2.820 nghìn người",
    ]
    heights = chart.locator("rect").evaluate_all("bars => bars.map(bar => bar.height.baseVal.value)")
    assert heights == sorted(heights) and heights[0] > 0
    box = chart.bounding_box()
    assert box is not None and box["width"] > 100
    assert site.complaints == []
