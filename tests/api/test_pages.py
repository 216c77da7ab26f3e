from __future__ import annotations

import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from fastapi.testclient import TestClient

from api.reading import Line, Table, find_quote, read_document
from api.welcome import page_words
from knowledge.links import document_url, line_anchor, with_quote
from knowledge.procedures import canonical, load
from tests.api.support import PLAN, TEXT, FakeDialogue, FakeLive, snapshot

HTML = {"accept": "text/html"}


def soup(client: TestClient, path: str) -> BeautifulSoup:
    response = client.get(path, headers=HTML)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/html")
    return BeautifulSoup(response.text, "lxml")


def test_every_printed_word_is_on_the_page(client: TestClient) -> None:
    shown = soup(client, f"/documents/{PLAN}").select_one("section.text")
    assert shown is not None
    assert set(re.findall(r"\w+", TEXT)) <= set(re.findall(r"\w+", shown.get_text(" ")))


def test_rows_lines_and_records_have_anchors(client: TestClient) -> None:
    page = soup(client, f"/documents/{PLAN}")
    assert page.find(id="3.n").name == "tr"
    assert page.find(id="L1").get_text(strip=True) == "QUYẾT ĐỊNH"
    assert page.find(id=line_anchor(TEXT, TEXT.index("người dân"))).find_parent("tr")["id"] == "3.n"
    ids = [element["id"] for element in page.find_all(id=True)]
    assert len(ids) == len(set(ids))


def test_the_quotation_is_marked_across_line_ends(client: TestClient) -> None:
    page = soup(client, f"/documents/{PLAN}?q=trợ lý ảo hỗ trợ người dân")
    assert [mark.get_text() for mark in page.find_all("mark")] == ["trợ lý ảo hỗ trợ\nngười dân"]
    assert page.find(id="3.n").find("mark") is not None


def test_a_quotation_that_is_not_there_is_said(client: TestClient) -> None:
    page = soup(client, f"/documents/{PLAN}?q=không có")
    assert "Không tìm thấy đoạn trích" in page.get_text()
    assert page.find("mark") is None


def test_printed_markup_is_text_not_markup(client: TestClient) -> None:
    page = soup(client, f"/documents/{PLAN}?q=<b>thủ")
    assert page.find("b") is None
    assert all(script.get("src", "").startswith("/static/") for script in page.find_all("script"))
    assert "<script>alert(1)</script>" in page.find("h1").get_text()


def test_row_with_labels_is_shown_as_printed() -> None:
    blocks = read_document(snapshot().documents[0], snapshot())
    tables = [block for block in blocks if isinstance(block, Table)]
    assert [row.task.row for table in tables for row in table.rows] == ["3.n", "3.o", "4.a"]
    labelled = tables[-1].rows[0]
    assert ["".join(piece.text for piece in line) for line in labelled.lines] == [
        "a) Nhiệm vụ có nhãn",
        "Cơ quan chủ trì: Sở Tư pháp",
    ]
    joined = tables[0].rows[1].cells["deadline"]
    assert "".join(piece.text for piece in joined) == "Quý I/2024 đề xuất; tháng 12/2024 báo cáo"


def test_without_records_every_line_stands_alone() -> None:
    blocks = read_document(snapshot().documents[0], None)
    lines = ["".join(p.text for p in block.pieces) for block in blocks if isinstance(block, Line)]
    assert lines == [line.strip() for line in TEXT.splitlines() if line.strip()]


def test_older_versions_are_listed_and_readable(client: TestClient) -> None:
    page = soup(client, f"/documents/{PLAN}")
    assert page.find("a", href=f"/documents/{PLAN}?v=2") is not None
    older = soup(client, f"/documents/{PLAN}?v=2")
    assert older.select_one("section.text").get_text(strip=True) == "Bản thứ hai"
    assert "bản đang dùng" in older.get_text()
    for path in (f"/documents/{PLAN}?v=3", "/documents/quang-ngai-kh?v=2"):
        assert client.get(path, headers=HTML).status_code == 404
    assert client.get(f"/documents/{PLAN}?v=x", headers=HTML).status_code == 422


def test_group_titles_and_capitals_are_headings(client: TestClient) -> None:
    titles = [h.get_text(strip=True) for h in soup(client, f"/documents/{PLAN}").select("section.text h2")]
    assert titles == ["QUYẾT ĐỊNH", "Cải cách thủ tục hành chính"]


def test_find_quote_is_bounded_and_ignores_white_space() -> None:
    assert find_quote("a\n\tb a b", "a b") == [(0, 4), (5, 8)]
    assert find_quote("abc", "  ") == []
    assert len(find_quote("a " * 500, "a")) == 20


def test_links() -> None:
    assert document_url("a b", "3.n") == "/documents/a%20b#3.n"
    assert with_quote("/documents/x#3.n", "một\n hai") == "/documents/x?q=m%E1%BB%99t%20hai#3.n"
    assert with_quote("https://other", "một") == "https://other"


@pytest.mark.parametrize("path", ["/", "/chat", "/documents", "/procedures", "/procedures?q=khai"])
def test_pages_are_vietnamese_and_run_no_inline_code(client: TestClient, path: str) -> None:
    page = soup(client, path)
    assert page.html["lang"] == "vi"
    assert page.title.get_text(strip=True)
    assert len(page.find_all("h1")) == 1
    assert all(not script.string for script in page.find_all("script"))
    assert page.find(style=True) is None and page.find("style") is None
    for element in page.find_all(True):
        assert not [name for name in element.attrs if name.startswith("on")]


@pytest.mark.parametrize("path", ["/", "/api/v1/tasks", "/documents", "/static/css/site.css", "/none"])
def test_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy


def test_unknown_page_is_a_page_for_people_and_json_for_programs(client: TestClient) -> None:
    for path in ("/documents/none", "/procedures/none", "/nowhere"):
        page = client.get(path, headers=HTML)
        assert page.status_code == 404
        assert "Về trang hỏi đáp" in page.text
        assert client.get(path).json()["status"] == 404
    assert client.get("/api/v1/documents/none", headers=HTML).json()["status"] == 404


def test_procedure_page_lists_papers_and_hides_what_is_not_sure(client: TestClient) -> None:
    page = soup(client, "/procedures/khai-sinh")
    text = page.get_text(" ", strip=True)
    assert "Giấy chứng sinh" in text and "1 bản chính" in text and "(xuất trình)" in text
    assert "Mức chưa chắc" not in text
    assert "Chưa có dữ liệu chính thức về nơi nộp ở Đà Nẵng" in text
    assert "Chưa có dữ liệu chính thức." in page.find(id="form").get_text()
    assert "ghi chú của người nhập" not in text
    assert page.find("a", href=re.compile("javascript")) is None


def test_a_quotation_is_marked_on_the_procedure_page_under_its_aspect(client: TestClient) -> None:
    page = soup(client, with_quote("/procedures/khai-sinh#time", "Giải quyết trong ngày."))
    assert page.find(id="time").find("mark").get_text() == "Giải quyết trong ngày."
    assert page.find(id="papers").find("mark") is None


def test_every_aspect_of_a_shipped_procedure_has_its_anchor(client: TestClient, live: FakeLive) -> None:
    shipped = tuple(load())
    live.published = replace(snapshot(), procedures=shipped)
    for procedure in shipped:
        page = soup(client, f"/procedures/{procedure.id}")
        for statement in canonical(procedure).statements:
            if statement.confidence != "low":
                assert page.find(id=statement.aspect) is not None, (procedure.id, statement.aspect)


def test_form_without_javascript_answers_with_sources(client: TestClient, dialogue: FakeDialogue) -> None:
    response = client.post("/chat", data={"session_id": "f1", "message": " Ai? ", "audience": "official"})
    assert response.status_code == 200
    page = BeautifulSoup(response.text, "lxml")
    assert "Trung tâm IOC chủ trì" in page.select_one(".answered").get_text()
    link = page.select_one(".sources a")["href"]
    assert link.endswith("#3.n") and "?q=" in link
    assert BeautifulSoup(client.get(link).text, "lxml").find("mark") is not None
    assert page.select_one("input[name=session_id]")["value"] == "f1"
    assert dialogue.said == [("f1", "Ai?", "official")]


@pytest.mark.parametrize(("lang", "heading"), [("en", "Ask the virtual assistant"), ("vi", "Hỏi trợ lý ảo")])
def test_the_chat_without_javascript_speaks_both_languages(
    client: TestClient, lang: str, heading: str
) -> None:
    home = soup(client, f"/?lang={lang}")
    assert home.html["lang"] == home.find("tro-ly-ao")["lang"] == lang
    first = soup(client, f"/chat?lang={lang}")
    fields = {each["name"]: each.get("value", "") for each in first.select("form input[type=hidden]")}
    answered = client.post("/chat", data={**fields, "message": "Ai?"})
    second = BeautifulSoup(answered.text, "lxml")
    assert [each.html["lang"] for each in (first, second)] == [lang, lang]
    assert [each.h1.get_text() for each in (first, second)] == [heading, heading]
    assert second.select_one(".suggestions input[name=lang]")["value"] == lang
    assert {each["value"] for each in second.select("input[name=session_id]")} == {fields["session_id"]}
    assert client.get("/?lang=fr", headers=HTML).status_code == 422


def test_both_languages_of_the_pages_have_the_same_words() -> None:
    assert page_words("vi").keys() == page_words("en").keys()


def test_form_keeps_the_question_when_something_is_wrong(client: TestClient, dialogue: FakeDialogue) -> None:
    dialogue.down = True
    response = client.post("/chat", data={"session_id": "f1", "message": "Ai <b>?"})
    assert response.status_code == 503
    page = BeautifulSoup(response.text, "lxml")
    assert "đang khởi động lại" in page.select_one("[role=alert]").get_text()
    assert page.find("textarea").get_text() == "Ai <b>?"
    assert client.post("/chat", data={"session_id": "f1"}).status_code == 422
    assert client.post("/chat", json={"a": 1}, headers=HTML).status_code == 415
    form = {"content-type": "application/x-www-form-urlencoded"}
    for raw in (b"message=%ff&session_id=a", b"message=\xff", b"a=1&" * 30, b"&&&=="):
        assert client.post("/chat", content=raw, headers={**form, **HTML}).status_code in (400, 422)


def test_pages_say_when_nothing_is_published(client: TestClient, live: FakeLive) -> None:
    live.published = None
    response = client.get("/documents", headers=HTML)
    assert response.status_code == 503
    assert "đang được chuẩn bị" in response.text
    assert client.get("/").status_code == 200
