"""Dictation and reading aloud against stand-ins for the browser's speech interfaces."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Site

pytestmark = pytest.mark.e2e

SPEECH = """
window.spoken = [];
Object.defineProperty(window, "speechSynthesis", { value: {
  speak(utterance) { window.spoken.push(utterance); },
  cancel() { for (const each of window.spoken.splice(0)) each.onerror?.({ error: "canceled" }); },
} });
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
window.SpeechRecognition = window.webkitSpeechRecognition = function () {
  window.ear = this;
  this.start = () => {};
  this.stop = () => this.onend();
};
"""


def open_chat(page: Page, site: Site) -> None:
    page.add_init_script(SPEECH)
    page.goto(site.url)
    expect(page.locator(".openers button").first).to_be_visible()


def test_what_is_said_is_typed_and_can_be_corrected(page: Page, site: Site) -> None:
    open_chat(page, site)
    box = page.get_by_label("Câu hỏi của bạn")
    box.fill("Cho hỏi")
    page.get_by_role("button", name="Nói thay vì gõ").click()
    assert page.evaluate("window.ear.lang") == "vi-VN"
    page.evaluate("window.ear.onresult({ results: [[{ transcript: 'ai chủ trì' }]] })")
    expect(box).to_have_value("Cho hỏi ai chủ trì")
    page.get_by_role("button", name="Ngừng nghe").click()
    expect(box).to_be_focused()
    expect(page.get_by_role("button", name="Nói thay vì gõ")).to_be_visible()
    assert site.dialogue.said == []
    box.press("Enter")
    expect(page.locator(".answer")).to_be_visible()


def test_a_refused_microphone_is_said(page: Page, site: Site) -> None:
    open_chat(page, site)
    page.get_by_role("button", name="Nói thay vì gõ").click()
    page.evaluate("window.ear.onerror({ error: 'not-allowed' }); window.ear.onend()")
    expect(page.get_by_role("status").filter(has_text="không cho dùng micrô")).to_be_visible()


def test_an_answer_is_read_sentence_by_sentence_until_stopped(page: Page, site: Site) -> None:
    open_chat(page, site)
    for number in range(2):
        page.get_by_label("Câu hỏi của bạn").fill("Ai chủ trì?")
        page.keyboard.press("Enter")
        expect(page.locator(".answer")).to_have_count(number + 1)
    page.get_by_role("button", name="Đọc to").first.click()
    spoken = page.evaluate("window.spoken.map(each => [each.lang, each.text])")
    assert spoken[0] == ["vi-VN", "Trung tâm IOC chủ trì, hạn Tháng 12/2024."]
    assert len(spoken) == 3
    page.get_by_role("button", name="Đọc to").last.click()
    expect(page.get_by_role("button", name="Ngừng đọc")).to_have_count(1)
    page.get_by_role("button", name="Ngừng đọc").click()
    expect(page.get_by_role("button", name="Đọc to")).to_have_count(2)
    assert page.evaluate("window.spoken.length") == 0


def test_a_browser_without_speech_shows_no_such_buttons(page: Page, site: Site) -> None:
    page.add_init_script(
        "delete window.webkitSpeechRecognition; delete window.SpeechRecognition;"
        "delete window.speechSynthesis; delete Window.prototype.speechSynthesis;"
    )
    page.goto(site.url)
    page.get_by_label("Câu hỏi của bạn").fill("Ai chủ trì?")
    page.keyboard.press("Enter")
    expect(page.locator(".answer")).to_be_visible()
    expect(page.get_by_role("button", name="Đọc to")).to_have_count(0)
    expect(page.get_by_role("button", name="Nói thay vì gõ")).to_have_count(0)
