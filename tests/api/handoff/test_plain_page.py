"""The chat without JavaScript while an officer is asked for, answers, and leaves."""

from __future__ import annotations

from bs4 import BeautifulSoup
from fastapi.testclient import TestClient
from httpx import Response

from tests.api.admin_support import Visitor
from tests.api.handoff.conftest import NIGHT, Office

PAGE = "/admin/desk/1"


class Reader:
    """A citizen whose browser runs no scripts: fills in forms and reloads what a form led to."""

    def __init__(self, client: TestClient, lang: str = "vi") -> None:
        self._client = client
        self._last: tuple[str, dict[str, str]] = ("", {})
        self.page = self._read(client.get(f"/chat?lang={lang}").text)

    def send(self, message: str) -> str:
        form = self.page.select_one("form.plain-chat")
        return self._submit(form, {"message": message})

    def refresh(self) -> str:
        return self._submit(self.page.select_one(".plain-news form"), {})

    def reload(self) -> str:
        path, fields = self._last
        return self._shown(self._client.post(path, data=fields))

    def _submit(self, form: BeautifulSoup, typed: dict[str, str]) -> str:
        hidden = {each["name"]: each["value"] for each in form.select("input[type=hidden]")}
        self._last = (form["action"], {**hidden, **typed})
        return self.reload()

    def _shown(self, response: Response) -> str:
        assert response.status_code == 200, response.text
        assert response.headers["cache-control"] == "no-store"
        self.page = self._read(response.text)
        return self.page.main.get_text(" ", strip=True)

    @staticmethod
    def _read(html: str) -> BeautifulSoup:
        return BeautifulSoup(html, "lxml")


def test_the_page_tells_of_waiting_and_shows_what_the_officer_wrote(office: Office, officer: Visitor) -> None:
    citizen = Reader(office.citizen)
    assert "Đáp: Ai chủ trì?" in citizen.send("Ai chủ trì?")
    assert citizen.page.select_one(".plain-news") is None
    assert "trước bạn có 0 người, dự kiến chờ khoảng 8 phút" in citizen.send("Cho tôi gặp nhân viên")
    officer.send(PAGE, on=PAGE, action="claim")
    assert "Cán bộ đang trò chuyện với bạn" in citizen.refresh()
    citizen.send("Tôi nộp ở đâu?")
    officer.send(PAGE, on=PAGE, action="answer", text="Mời bạn đến <b>Một cửa</b>.")
    citizen.refresh()
    assert citizen.page.select_one(".plain-news li .answered").get_text() == "Mời bạn đến <b>Một cửa</b>."
    officer.send(PAGE, on=PAGE, action="close")
    shown = citizen.refresh()
    assert "Cán bộ đã kết thúc cuộc trò chuyện" in shown and "Mời bạn đến" in shown
    assert citizen.page.select_one(".plain-news form") is None
    assert "Đáp: Ai chủ trì?" in citizen.send("Ai chủ trì?")


def test_reloading_shows_news_and_asks_nothing_again(office: Office, officer: Visitor) -> None:
    citizen = Reader(office.citizen)
    citizen.send("Cho tôi gặp nhân viên")
    officer.send(PAGE, on=PAGE, action="claim")
    citizen.send("Tôi nộp ở đâu?")
    officer.send(PAGE, on=PAGE, action="answer", text="Ở Một cửa.")
    asked = len(office.dialogue.said)
    assert "Ở Một cửa." in citizen.reload()
    assert "Ở Một cửa." in citizen.reload()
    heard = [line.text for line in office.desk.handoffs.lines(1) if line.author == "citizen"]
    assert heard == ["Tôi nộp ở đâu?"]
    assert len(office.dialogue.said) == asked


def test_outside_hours_the_page_tells_that_the_request_is_kept(office: Office) -> None:
    office.at(NIGHT)
    citizen = Reader(office.citizen, "en")
    assert "Your request for an officer is kept" in citizen.send("Cho tôi gặp nhân viên")
    assert "Your request for an officer is kept" in citizen.refresh()


def test_nobody_reads_along_with_another_name(office: Office, officer: Visitor) -> None:
    office.ask("Cho tôi gặp nhân viên", session="web-mine")
    officer.send(PAGE, on=PAGE, action="claim")
    officer.send(PAGE, on=PAGE, action="answer", text="Chỉ cho bạn.")
    other = office.citizen.post("/chat/news", data={"session_id": "web-other"})
    assert other.status_code == 200 and "Chỉ cho bạn." not in other.text
    assert office.citizen.post("/chat/news", data={"session_id": "a b"}).status_code == 422
    assert office.citizen.post("/chat/news", data={"session_id": "a" * 200}).status_code == 422
