from __future__ import annotations

import pytest
from httpx import Response

from api.library import Library
from api.lists import KINDS
from knowledge.store.audit import Audit
from retrieval.live import Live
from tests.api.admin_support import Visitor, told

PAGE = "/admin/lists"
FAQ = "Câu hỏi,Trả lời,Hiệu lực từ\nThư viện mở khi nào?,Cả tuần,\nChợ ở đâu?,,\nBơi?,Hồ,hôm qua\n"
FIGURES = (
    "Chỉ tiêu;Địa bàn;Kỳ;Giá trị;Đơn vị tính;Nguồn\n"
    "Dân số;Thành phố Đà Nẵng;2025;3.100.000;người;BC 1\nDân số;Sao Hỏa;2025;1;người;BC 1\n"
)


def send(visitor: Visitor, kind: str, name: str, data: bytes, **fields: str) -> Response:
    sent = {"csrf": visitor.token(PAGE), **fields}
    return visitor.client.post(f"{PAGE}/{kind}", data=sent, files={"file": (name, data)})


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_template_is_offered_and_comes_in_as_it_is(visitor: Visitor, kind: str, live: Live) -> None:
    visitor.sign_in("ed")
    name = KINDS[kind].template[0]
    assert f'href="{PAGE}/templates/{name}"' in visitor.open(PAGE)
    template = visitor.client.get(f"{PAGE}/templates/{name}")
    assert template.status_code == 200 and "attachment" in template.headers["content-disposition"]
    page = told(send(visitor, kind, name, template.content), 200)
    assert "đang được dùng để trả lời" in page and "Mọi bản ghi đều được nhận" in page
    snapshot = live.current.snapshot
    held = {
        "procedures": snapshot.procedures[1:],
        "faq": snapshot.faqs,
        "statistics": snapshot.statistics,
    }
    assert len(held[kind]) == 1


def test_good_lines_serve_and_each_bad_one_is_told_with_its_place(visitor: Visitor, live: Live) -> None:
    visitor.sign_in("pub")
    page = told(send(visitor, "faq", "hoi-dap.csv", FAQ.encode()), 200)
    assert "dòng 3" in page and "thiếu Trả lời" in page
    assert "dòng 4" in page and "“hôm qua”" in page
    assert [faq.question for faq in live.current.snapshot.faqs] == ["Thư viện mở khi nào?"]
    page = told(send(visitor, "statistics", "so-lieu.csv", FIGURES.encode()), 200)
    assert "không nhận ra địa bàn: “Sao Hỏa”" in page
    assert [figure.value for figure in live.current.snapshot.statistics] == [3_100_000]


def test_procedures_of_a_file_come_in_beside_a_bad_record(visitor: Visitor, live: Live) -> None:
    visitor.sign_in("ed")
    good = (
        '{"code": "1.004441", "name": "Cấp phép thử", "executionMethods": [], '
        '"executionCases": [{"name": "", "profileComponents": [{"name": "Đơn", "originalQty": 1}]}]}'
    )
    page = told(send(visitor, "procedures", "cong.json", f"[{good}, 7]".encode()), 200)
    assert "bản ghi 2" in page and "không phải một đối tượng JSON" in page
    assert "1.004441" in {procedure.code for procedure in live.current.snapshot.procedures}


@pytest.mark.parametrize(
    ("kind", "name", "data", "words"),
    [
        ("procedures", "a.json", b"{", "JSON hỏng"),
        ("procedures", "a.docx", b"PK\x03\x04 hong", "không có thủ tục nào dùng được"),
        ("procedures", "a.doc", b"\xd0\xcf\x11\xe0 cu", ".docx"),
        ("procedures", "a.txt", b"\xff\xfe\x00", "UTF-8"),
        ("faq", "a.xlsx", b"PK hong", "không mở được"),
        ("faq", "a.csv", b"a,b\n1,2\n", "bảng thiếu cột"),
        ("statistics", "a.csv", b"", "tệp rỗng"),
        ("faq", "a.csv", "Câu hỏi,Trả lời\n<script>alert(1)</script>,\n".encode(), "thiếu Câu hỏi"),
    ],
)
def test_a_file_without_a_good_record_changes_nothing(
    visitor: Visitor, opened: Library, live: Live, kind: str, name: str, data: bytes, words: str
) -> None:
    opened.publisher.update()
    visitor.sign_in("ed")
    before = live.current.snapshot
    reply = send(visitor, kind, name, data)
    page = told(reply, 422)
    assert words in page and "giữ nguyên" in page and "Kết quả nhập" in page
    assert "<script>alert" not in reply.text
    assert live.current.snapshot == before


def test_too_large_no_file_and_foreign_forms_are_refused(visitor: Visitor, opened: Library) -> None:
    visitor.sign_in("ed")
    much = b"[" + b" " * opened.settings.max_upload_bytes + b"]"
    assert "67108864 byte" in told(send(visitor, "procedures", "to.json", much), 413)
    assert "Thiếu tệp" in told(send(visitor, "faq", "", b""), 422)
    assert send(visitor, "faq", "a.csv", FAQ.encode(), csrf="0" * 64).status_code == 403
    assert send(visitor, "khac", "a.csv", FAQ.encode()).status_code == 404
    assert visitor.client.get(f"{PAGE}/templates/a.exe").status_code == 404


def test_who_may_only_look_gets_templates_and_no_form(visitor: Visitor, opened: Library) -> None:
    visitor.sign_in("op")
    page = visitor.open(PAGE)
    assert "được tải mẫu" in page and 'type="file"' not in page
    assert visitor.client.get(f"{PAGE}/templates/hoi-dap.xlsx").status_code == 200
    token = visitor.token("/admin/me")
    reply = visitor.client.post(f"{PAGE}/faq", data={"csrf": token}, files={"file": ("a.csv", FAQ.encode())})
    assert "không được sửa hỏi đáp" in told(reply, 403)


def test_a_stranger_is_sent_to_sign_in(visitor: Visitor) -> None:
    reply = visitor.client.get(PAGE, follow_redirects=False)
    assert reply.status_code == 303 and "/admin/login" in reply.headers["location"]


def test_who_brought_a_list_in_is_noted(visitor: Visitor, opened: Library) -> None:
    visitor.sign_in("pub")
    send(visitor, "faq", "hoi-dap.csv", FAQ.encode())
    entry = next(entry for entry in Audit(opened.store).latest(50) if entry.action == "list.replace")
    assert entry.actor == "pub"
