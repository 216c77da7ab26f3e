"""One conversation after another with the real assistant: Rasa, records, browser."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator

import psutil
import pytest
from playwright.sync_api import Page, expect

from api.accounts.directory import Accounts
from api.settings import Settings
from knowledge.links import with_quote
from knowledge.store import Store
from tests.e2e.real import ROOT, Assistant

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]
PLAN = "2766/QĐ-UBND"


@pytest.fixture(scope="module")
def assistant() -> Iterator[Assistant]:
    started = Assistant(ROOT / "var" / "e2e")
    try:
        started.wait_ready()
        yield started
    finally:
        started.stop()


def test_the_first_conversation_of_a_new_user(assistant: Assistant) -> None:
    first = assistant.say("user-1", "Ai chủ trì triển khai trợ lý ảo, hạn đến khi nào?")
    assert "IOC" in first["text"] and "12/2024" in first["text"]
    source = first["sources"][0]
    assert (source["document"], source["section"]) == (PLAN, "3.n")
    second = assistant.say("user-1", "the co quan nao phoi hop")
    assert "Đơn vị cung cấp giải pháp" in second["text"]
    third = assistant.say("user-1", "Sở Nội vụ chủ trì bao nhiêu nhiệm vụ?")
    tasks = assistant.http.get(
        "/api/v1/tasks",
        params={"document": "da-nang-2766-qd-ubnd-2023", "agency": "Sở Nội vụ", "role": "lead"},
    ).json()
    assert str(tasks["total"]) in third["text"]
    weather = assistant.say("user-1", "Hôm nay thời tiết thế nào?")
    assert weather["kind"] == "refuse" and weather["sources"] == []


def test_every_source_opens_at_a_marked_place(assistant: Assistant, page: Page) -> None:
    questions = (
        "Ai chủ trì triển khai trợ lý ảo?",
        "Kế hoạch cải cách hành chính 2024 của Hải Phòng do ai ký?",
        "Đăng ký khai sinh cần giấy tờ gì?",
    )
    for number, question in enumerate(questions):
        answer = assistant.say(f"sources-{number}", question)
        assert answer["sources"], question
        for source in answer["sources"]:
            page.goto(assistant.url + with_quote(source["url"], source["quote"]))
            target = page.evaluate("document.querySelector(':target')?.id")
            assert target, f"{source['url']} has no such anchor"
            if source["url"].startswith("/documents/"):
                expect(page.locator("mark").first).to_be_visible()


def test_a_citizen_and_an_officer_talk_in_the_browser(assistant: Assistant, page: Page) -> None:
    page.goto(assistant.url)
    page.get_by_label("Cán bộ").check()
    page.locator(".openers button").first.click()
    expect(page.locator(".said").first).to_contain_text("IOC", timeout=20_000)
    with page.context.expect_page() as opened:
        page.locator("a.slip").first.click()
    expect(opened.value.locator("mark").first).to_be_visible()
    box = page.get_by_label("Câu hỏi của bạn")
    box.fill("thế cơ quan nào phối hợp?")
    box.press("Enter")
    expect(page.locator(".answer").nth(1)).to_contain_text("Đơn vị cung cấp giải pháp", timeout=20_000)
    page.reload()
    box = page.get_by_label("Câu hỏi của bạn")
    box.fill("hạn của nó?")
    box.press("Enter")
    expect(page.locator(".answer").nth(2)).to_contain_text("12/2024", timeout=20_000)


@pytest.mark.parametrize("audience", ["citizen", "official"])
def test_every_question_the_chat_offers_first_is_answered(assistant: Assistant, audience: str) -> None:
    offered = assistant.http.get("/api/v1/welcome").json()["suggestions"][audience]
    for number, question in enumerate(offered):
        answer = assistant.say(f"offer-{audience}-{number}", question)
        assert answer["kind"] in ("answer", "list"), (question, answer["text"])
        assert answer["sources"], question


def test_rasa_killed_is_restarted_and_no_message_is_lost(assistant: Assistant) -> None:
    assistant.say("killed", "Ai chủ trì triển khai trợ lý ảo?")
    before = assistant.rasa()
    before.kill()
    psutil.wait_procs([before], timeout=10)
    assert assistant.http.get("/healthz").status_code == 200
    assert assistant.http.get("/readyz").json()["checks"]["dialogue"] is False
    began = time.monotonic()
    assert "Đơn vị cung cấp giải pháp" in assistant.say("killed", "thế cơ quan nào phối hợp?")["text"]
    assistant.wait_ready(120)
    assert assistant.rasa().pid != before.pid
    assert "Đơn vị cung cấp giải pháp" in assistant.say("killed", "thế cơ quan nào phối hợp?")["text"]
    assert time.monotonic() - began < 120


def test_hostile_messages_leave_the_conversation_intact(assistant: Assistant) -> None:
    assistant.say("hostile", "Ai chủ trì triển khai trợ lý ảo?")
    for message in (
        "<script>alert(1)</script>",
        "'; DROP TABLE records; --",
        "{{7*7}}",
        "/restart",
        "🙂" * 50,
    ):
        response = assistant.post("hostile", message)
        assert response.status_code == 200, message
        assert response.json()["text"].strip()
    assert assistant.post("hostile", "a" * 2001).status_code == 422
    assert "Đơn vị cung cấp" in assistant.say("hostile", "cơ quan nào phối hợp triển khai trợ lý ảo?")["text"]


def test_a_message_is_looked_into_with_the_reading_of_the_living_rasa(
    assistant: Assistant, page: Page
) -> None:
    """The inspector asks Rasa itself; without it the page would say that Rasa is away."""
    question = "ai chu tri trien khai tro ly ao?"
    answer = assistant.say("inspected", question)
    name, password = f"xem-{secrets.token_hex(4)}", secrets.token_urlsafe(24)
    store = Store.open(Settings(data_dir=ROOT / "var" / "e2e").store_url)
    Accounts(store).add(name, "operator", password)
    store.close()
    page.goto(f"{assistant.url}/admin/insight/message?id={answer['message_id']}")
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.goto(f"{assistant.url}/admin/insight/message?id={answer['message_id']}")
    read = page.get_by_role("region", name="Ý định theo thứ tự").locator("tbody tr")
    intent, confidence = read.first.locator("td").all_inner_texts()
    assert intent == answer["understanding"]["intent"] == "ask_lead"
    assert abs(float(confidence) - answer["understanding"]["confidence"]) < 0.01
    assert read.count() > 1, "the other intents are ranked too"
    facts = page.locator("dl.facts").last
    expect(facts).to_contain_text("ai chu tri trien khai tro ly ao")
    expect(facts).to_contain_text("chủ trì triển khai trợ lý ảo")
    stages = page.get_by_role("region", name="Các bước").locator("tbody tr td:first-child")
    assert "Facts" in stages.all_inner_texts()
    hits = page.get_by_role("region", name="Bản ghi tìm được").locator("tbody tr")
    assert 1 < hits.count() <= 15
    used = [row for row in hits.all() if row.locator("td").last.inner_text()]
    assert 0 < len(used) < hits.count(), "what was kept is told from what was dropped"
    said = page.locator("p.answered").all_inner_texts()
    assert len(said) == 2 and all("IOC" in text for text in said), "then and now"


def test_feedback_is_kept(assistant: Assistant) -> None:
    answer = assistant.say("judge", "Ai chủ trì triển khai trợ lý ảo?")
    body = {"message_id": answer["message_id"], "verdict": "helpful"}
    assert assistant.http.post("/api/v1/feedback", json=body).status_code == 204
