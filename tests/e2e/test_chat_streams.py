"""What the chat does while an answer is coming, with a stream that the test feeds by hand."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, Request, expect

from tests.e2e.conftest import Site

pytestmark = pytest.mark.e2e

FEED = """
const real = window.fetch;
window.fetch = (address, init) => {
  if (!String(address).endsWith("/api/v1/chat") || !init?.headers?.accept?.includes("event-stream"))
    return real(address, init);
  const body = new ReadableStream({ start(controller) { window.feed = controller; } });
  return Promise.resolve(new Response(body, { headers: { "content-type": "text/event-stream" } }));
};
window.send = (text) => window.feed.enqueue(new TextEncoder().encode(text));
"""
HEAR = """() => {
  window.heard = [];
  const log = document.querySelector("tro-ly-ao").shadowRoot.querySelector("[role=log]");
  new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach((node) =>
    log.getAttribute("aria-live") === "polite" && window.heard.push(node.textContent)
  ))).observe(log, { childList: true, subtree: true });
}"""
ANSWER = {
    "kind": "answer",
    "message_id": "0" * 32,
    "text": "Trung tâm IOC chủ trì. Hạn tháng 12/2024.",
    "items": [],
    "sources": [],
    "suggestions": [],
    "warnings": [],
}


def event(name: str, data: object) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def send(page: Page, text: str) -> None:
    page.evaluate("text => window.send(text)", text)


def ask(page: Page, message: str = "Ai chủ trì?") -> None:
    page.get_by_label("Câu hỏi của bạn").fill(message)
    page.keyboard.press("Enter")


def open_chat(page: Page, site: Site, *, fed: bool = False) -> None:
    if fed:
        page.add_init_script(FEED)
    page.goto(site.url)
    expect(page.locator(".openers button").first).to_be_visible()
    expect(page.locator("[role=log]")).to_have_attribute("aria-live", "polite")


def test_sentences_are_seen_as_they_come_and_heard_once_as_a_whole(page: Page, site: Site) -> None:
    open_chat(page, site, fed=True)
    page.evaluate(HEAR)
    ask(page)
    draft = page.locator(".draft")
    expect(page.get_by_role("status").filter(has_text="Trợ lý đang trả lời")).to_be_visible()
    first = event("progress", {"seconds": 0}) + event("text", {"text": "Trung tâm IOC chủ trì. "})
    # An event may be cut anywhere on its way, within a letter too.
    send(page, first[:40])
    send(page, first[40:])
    expect(draft).to_contain_text("Trung tâm IOC chủ trì.")
    assert draft.get_attribute("aria-hidden") == "true"
    assert draft.evaluate("element => element.inert") is True
    send(page, event("text", {"text": "Hạn tháng 12/2024."}))
    expect(draft).to_contain_text("Hạn tháng 12/2024.")
    expect(page.locator("[role=log] .answer")).to_have_count(0)
    send(page, event("done", ANSWER))
    expect(page.locator("[role=log] .answer .said")).to_have_text(ANSWER["text"])
    expect(draft).to_be_empty()
    expect(page.get_by_role("status").filter(has_text="Trợ lý đang trả lời")).to_have_count(0)
    heard = [text for text in page.evaluate("window.heard") if "IOC" in text]
    assert len(heard) == 1 and str(ANSWER["text"]) in heard[0]
    assert site.complaints == []


def test_a_problem_in_the_stream_is_shown_and_a_broken_stream_falls_back(page: Page, site: Site) -> None:
    requests: list[Request] = []
    page.on("request", lambda request: request.method == "POST" and requests.append(request))
    open_chat(page, site, fed=True)
    ask(page)
    send(page, event("problem", {"status": 500, "detail": "Có lỗi xảy ra.", "retry_after": None}))
    expect(page.get_by_role("alert").filter(has_text="Có lỗi xảy ra.")).to_be_visible()
    assert requests == []
    page.get_by_role("button", name="Gửi lại").click()
    send(page, event("text", {"text": "Trung tâm"}))
    expect(page.locator(".draft")).to_contain_text("Trung tâm")
    page.evaluate("window.feed.error(new Error('cut'))")
    expect(page.locator("[role=log] .answer .said")).to_contain_text("Trung tâm IOC chủ trì")
    expect(page.locator(".draft")).to_be_empty()
    ask(page, "Còn gì nữa?")
    expect(page.locator("[role=log] .answer")).to_have_count(2)
    bodies = [json.loads(request.post_data or "") for request in requests]
    assert [body["message"] for body in bodies] == ["Ai chủ trì?", "Còn gì nữa?"]
    assert len({body["turn_id"] for body in bodies}) == 2
    assert all(request.headers["accept"] == "application/json" for request in requests)


def test_the_real_stream_answers_and_says_when_it_takes_long(page: Page, site: Site) -> None:
    site.dialogue.pause = 4.5
    open_chat(page, site)
    with page.expect_response("**/api/v1/chat") as got:
        ask(page)
    assert got.value.headers["content-type"].startswith("text/event-stream")
    expect(page.get_by_role("status").filter(has_text="Trợ lý đang trả lời…")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="vẫn đang trả lời")).to_be_visible()
    expect(page.locator("[role=log] .answer .said")).to_contain_text("Trung tâm IOC chủ trì")
    assert len(site.dialogue.said) == 1


def test_what_was_there_before_is_not_read_out_again(page: Page, site: Site) -> None:
    open_chat(page, site)
    ask(page)
    expect(page.locator("[role=log] .answer")).to_be_visible()
    page.add_init_script(f"customElements.whenDefined('tro-ly-ao').then(() => requestAnimationFrame({HEAR}))")
    page.reload()
    expect(page.locator("[role=log] .answer")).to_be_visible()
    expect(page.locator("[role=log]")).to_have_attribute("aria-live", "polite")
    assert page.evaluate("window.heard") == []
    ask(page, "Còn gì nữa?")
    expect(page.locator("[role=log] .answer")).to_have_count(2)
    assert len([text for text in page.evaluate("window.heard") if "IOC" in text]) == 1


def test_a_screen_reader_finds_names_and_roles_for_all_of_it(page: Page, site: Site) -> None:
    open_chat(page, site)
    ask(page)
    expect(page.locator("[role=log] .answer")).to_be_visible()
    tree = page.locator("tro-ly-ao").aria_snapshot()
    for part in (
        'log "Cuộc trò chuyện"',
        "Bạn hỏi: Ai chủ trì?",
        "Trợ lý trả lời:",
        'heading "Nguồn" [level=2]',
        'link "2766/QĐ-UBND mục 3.n',
        'list "Câu hỏi gợi ý"',
        'textbox "Câu hỏi của bạn"',
        'button "Gửi"',
    ):
        assert part in tree, tree
    question, answer = tree.index("Bạn hỏi"), tree.index("Trợ lý trả lời")
    assert question < answer < tree.index("textbox")


def test_a_long_list_of_papers_folds_and_prints(page: Page, site: Site) -> None:
    open_chat(page, site)
    ask(page, "Đăng ký khai sinh cần giấy tờ gì?")
    expect(page.locator(".said")).to_contain_text("Giấy tờ số 8")
    expect(page.get_by_text("Giấy tờ số 9")).to_have_count(0)
    page.get_by_role("button", name="Xem thêm 7 dòng").click()
    expect(page.get_by_text("Giấy tờ số 14")).to_be_visible()
    expect(page.get_by_text("Hồ sơ: một bộ.")).to_be_visible()
    page.context.add_init_script("window.print = () => { window.printed = (window.printed ?? 0) + 1; }")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="In danh mục giấy tờ").click()
    sheet = opened.value
    sheet.wait_for_load_state()
    assert sheet.evaluate("window.printed") == 1
    sheet.emulate_media(media="print")
    expect(sheet.get_by_text("Giấy chứng sinh")).to_be_visible()
    for hidden in (".masthead", "print-button", "#legal", "#time"):
        expect(sheet.locator(hidden)).to_be_hidden()
    sheet.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(sheet.locator("#legal")).to_be_visible()
    assert sheet.locator(".checklist li").first.evaluate("e => getComputedStyle(e).breakInside") == "avoid"
