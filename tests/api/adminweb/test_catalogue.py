from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import Response

from api.adminweb.shipped import limits, sentences
from api.library import Library
from api.publishing import Publisher
from bot.answers.pipeline import Assistant
from knowledge.ingest import ingest
from knowledge.records.catalogue import AddedBody, Faq, PublicService
from retrieval.embedders import load_embedder
from retrieval.live import Live
from tests.api.admin_support import Visitor, told
from tests.knowledge.ingest.plans import ROWS, plan

LIST = "/admin/catalogue"
SHIPPED = (Faq("thu-vien", "Thư viện mở cửa khi nào?", "Cả tuần."), Faq("cho", "Chợ ở đâu?", "Ở trung tâm."))


@pytest.fixture(autouse=True)
def _lists(opened: Library) -> None:
    opened.store.replace_catalogue("faq", "starter", SHIPPED)
    opened.store.replace_catalogue(
        "service", "starter", [PublicService("1022", "hotline", "1022", "Hỏi đáp")]
    )
    opened.publisher.update()


def send(visitor: Visitor, of: str, id: str = "", action: str = "set", **fields: Any) -> Response:
    where = f"{LIST}/entry?kind={of}&id={id}"
    return visitor.send(where, LIST, action=action, **fields)


def answers(live: Live) -> dict[str, str]:
    return {faq.question: faq.answer for faq in live.current.snapshot.faqs}


def test_a_question_is_edited_removed_and_brought_back_without_a_restart(
    visitor: Visitor, opened: Library, live: Live
) -> None:
    visitor.sign_in("ed")
    assert "Cả tuần." in visitor.open(f"{LIST}?kind=faq&q=thu vien mo")
    form = visitor.open(f"{LIST}/entry?kind=faq&id=thu-vien")
    assert "Thư viện mở cửa khi nào?" in form
    saved = send(visitor, "faq", "thu-vien", question="Thư viện mở cửa khi nào?", answer="Thứ Hai nghỉ.")
    assert "đang được dùng" in told(saved, 200) and "đã sửa" in saved.text
    assert answers(live)["Thư viện mở cửa khi nào?"] == "Thứ Hai nghỉ."
    send(visitor, "faq", "thu-vien", question="Thư viện mở cửa khi nào?", answer="Chủ nhật nghỉ.")
    history = visitor.open(f"{LIST}/entry?kind=faq&id=thu-vien")
    assert history.count("· ed · sửa") == 2 and "Thứ Hai nghỉ." in history
    send(visitor, "faq", "thu-vien", "remove")
    assert list(answers(live)) == ["Chợ ở đâu?"]
    assert "đã bỏ" in visitor.open(LIST)
    send(visitor, "faq", "thu-vien", "restore")
    assert answers(live)["Thư viện mở cửa khi nào?"] == "Cả tuần."


def test_a_new_entry_is_kept_under_an_id_of_its_own(visitor: Visitor, live: Live) -> None:
    visitor.sign_in("ed")
    send(
        visitor,
        "faq",
        question="Bơi ở đâu?",
        answer="Hồ",
        variants="hồ bơi\r\nchỗ bơi",
        valid_from="01/02/2026",
    )
    added = live.current.snapshot.faqs[-1]
    assert re.fullmatch(r"boi-o-dau-[0-9a-f]{6}", added.id)
    assert added.variants == ("hồ bơi", "chỗ bơi") and str(added.valid_from) == "2026-02-01"
    send(visitor, "service", kind="app", name="Danang Smart City", about="Tra cứu", url="https://a.vn")
    assert live.current.snapshot.services[-1].url == "https://a.vn"


@pytest.mark.parametrize(
    ("kind", "fields", "words"),
    [
        ("faq", {"question": "A?", "answer": " "}, "“Trả lời” không được để trống"),
        ("faq", {"question": "A?", "answer": "a", "source_url": "javascript:alert(1)"}, "http://"),
        ("faq", {"question": "A?", "answer": "a", "valid_from": "2026"}, "một ngày dạng"),
        (
            "faq",
            {"question": "A?", "answer": "a", "valid_from": "02/01/2026", "valid_to": "01/01/2026"},
            "đứng trước",
        ),
        ("faq", {"question": "A?", "answer": "a" * 6000}, "dài tối đa"),
        ("service", {"kind": "x", "name": "A", "about": "a"}, "không có lựa chọn"),
    ],
)
def test_a_bad_entry_is_told_and_not_kept(
    visitor: Visitor, live: Live, kind: str, fields: dict[str, str], words: str
) -> None:
    visitor.sign_in("ed")
    before = live.current.snapshot
    assert words in told(send(visitor, kind, **fields), 422)
    assert live.current.snapshot == before


def test_what_is_not_there_cannot_be_edited(visitor: Visitor) -> None:
    visitor.sign_in("ed")
    for path in ("?kind=x", "/entry?kind=x", "/entry?kind=faq&id=ma", "/entry?kind=agency&id=ma"):
        visitor.open(LIST + path, 404)
    for kind, id, action in (("faq", "ma", "set"), ("faq", "ma", "remove"), ("agency", "", "set")):
        assert send(visitor, kind, id, action, question="A?", answer="a", names="a").status_code == 404
    assert send(visitor, "agency", "so-noi-vu", "remove").status_code == 422
    assert send(visitor, "faq", "cho", "x").status_code == 422


def test_a_name_of_a_body_is_understood_in_questions_at_once(
    visitor: Visitor, opened: Library, live: Live
) -> None:
    ingest(opened.store, plan(), "a.txt")
    opened.publisher.update()
    assistant = Assistant(live)
    question = "Nha Nhân Sự chủ trì bao nhiêu nhiệm vụ?"
    assert assistant.answer(question).answer.total != 3
    visitor.sign_in("ed")
    assert "Sở Tư pháp" in told(send(visitor, "agency", "so-noi-vu", names="Sở Tư pháp"), 422)
    send(visitor, "agency", "so-noi-vu", names="Nha Nhân sự")
    assert assistant.answer(question).answer.total == 3
    send(visitor, "agency", "so-noi-vu", "restore")
    assert assistant.answer(question).answer.total != 3


def test_a_body_that_was_missing_is_added_linked_and_answered_for(
    visitor: Visitor, opened: Library, live: Live
) -> None:
    rows = [(*ROWS[0][:2], "Ban Quản lý Hồ Xanh", *ROWS[0][3:]), *ROWS[1:]]
    ingest(opened.store, plan(*rows), "a.txt")
    opened.publisher.update()
    visitor.sign_in("pub")
    page = visitor.open("/admin/documents/a/versions/1")
    assert "/admin/catalogue/entry?kind=body&name=Ban%20Qu" in page and "Đọc lại" in page
    form = visitor.open(f"{LIST}/entry?kind=body&name=Ban Quản lý Hồ Xanh")
    assert 'value="Ban Quản lý Hồ Xanh"' in form
    taken = send(visitor, "body", name="Sở Nội vụ", level="province", group="so")
    assert "đã là tên của Sở Nội vụ" in told(taken, 422)
    assert "“Cấp” không được để trống" in told(send(visitor, "body", name="Ban Quản lý Hồ Xanh"), 422)
    body = {"name": "Ban Quản lý Hồ Xanh", "level": "province", "group": "ban", "names": "BQL Hồ Xanh"}
    told(send(visitor, "body", **body), 200)
    assert live.current.snapshot.bodies == (
        AddedBody("ban-quan-ly-ho-xanh", body["name"], "province", "ban", ("BQL Hồ Xanh",)),
    )
    told(visitor.send("/admin/documents/a/versions/1/reread", "/admin/documents/a/versions/1"), 200)
    opened.worker.work_off()
    told(visitor.send("/admin/documents/a", "/admin/documents/a", action="publish", version="2"), 200)
    lead = [task.lead[0].agency_id for task in live.current.snapshot.tasks_of("a") if task.lead]
    assert lead[0] == "can-tho/ban-quan-ly-ho-xanh"
    assistant = Assistant(live)
    asked = assistant.answer("bql ho xanh chu tri nhung nhiem vu nao?").answer
    assert asked.total == 1 and "Rà soát danh mục" in asked.text
    told(send(visitor, "body", "ban-quan-ly-ho-xanh", "remove"), 200)
    assert live.current.snapshot.bodies == ()
    told(send(visitor, "body", "ban-quan-ly-ho-xanh", "restore"), 200)
    assert [added.names for added in live.current.snapshot.bodies] == [("BQL Hồ Xanh",)]
    assert "· pub · bỏ" in visitor.open(f"{LIST}/entry?kind=body&id=ban-quan-ly-ho-xanh")


def test_a_further_name_comes_with_the_question(visitor: Visitor) -> None:
    visitor.sign_in("ed")
    page = visitor.open(f"{LIST}?kind=agency&q=so noi vu&name=Nha nhân sự")
    assert "id=so-noi-vu&name=Nha%20nh" in page
    form = visitor.open(f"{LIST}/entry?kind=agency&id=so-noi-vu&name=Nha nhân sự")
    assert "Nha nhân sự</textarea>" in form


def test_an_operator_may_not_edit(visitor: Visitor) -> None:
    visitor.sign_in("op")
    assert "không được sửa hỏi đáp" in visitor.open(LIST, 403)


def test_a_reply_is_tried_then_said_by_all_and_put_back(
    visitor: Visitor, app: FastAPI, opened: Library, live: Live, tmp_path: Path
) -> None:
    visitor.sign_in("pub")
    assistant = app.state.assistant
    shipped = assistant.answer("xin chào").answer.text
    assert shipped.split(".")[0] in visitor.open(f"{LIST}?kind=wording&q=loi chao")
    form = visitor.open(f"{LIST}/entry?kind=wording&id=social.greeting")
    assert "{documents}" in form or "Câu gốc" in form
    draft = {"vi": "Kính chào quý khách.", "en": "", "try": "xin chào"}
    shown = told(send(visitor, "wording", "social.greeting", "preview", **draft), 200)
    assert shown.count("Kính chào quý khách.") >= 2 and "Chưa lưu" in shown
    assert assistant.answer("xin chào").answer.text == shipped
    send(visitor, "wording", "social.greeting", **draft)
    assert assistant.answer("xin chào").answer.text == "Kính chào quý khách."
    assert "Kính chào" not in assistant.answer("hello there").answer.text
    other = Live()
    worker = Publisher(opened.store, other, tmp_path / "other", load_embedder)
    assert worker.update() and Assistant(other).answer("xin chào").answer.text == "Kính chào quý khách."
    send(visitor, "wording", "social.greeting", "restore")
    assert assistant.answer("xin chào").answer.text == shipped


def test_a_number_changes_what_is_refused_and_is_tried_first(
    visitor: Visitor, app: FastAPI, opened: Library
) -> None:
    ingest(opened.store, plan(), "a.txt")
    opened.publisher.update()
    assistant, question = app.state.assistant, "Ở Cần Thơ ai chủ trì đợt tập huấn các kỹ năng số cơ bản?"
    assert assistant.answer(question).answer.kind == "answer"
    visitor.sign_in("pub")
    for value, words in (("9", "phải từ 0,1 đến 0,7"), ("nhiều", "phải là một số")):
        assert words in told(send(visitor, "threshold", "refuse.score", value=value), 422)
    assert "số nguyên" in told(send(visitor, "threshold", "clarify.syllables", value="2,5"), 422)
    stricter = {"refuse.score": "0,7", "refuse.coverage": "0,8"}
    shown = told(send(visitor, "threshold", "refuse.score", "preview", value="0,7", **{"try": question}), 200)
    assert "Sau khi sửa" in shown and "Sở Nội vụ" in shown
    assert assistant.answer(question).answer.kind == "answer"
    for name, value in stricter.items():
        assert "đang được dùng" in told(send(visitor, "threshold", name, value=value), 200)
    assert assistant.answer(question).answer.kind == "refuse"
    for name in stricter:
        send(visitor, "threshold", name, "restore")
    assert assistant.answer(question).answer.kind == "answer"
    history = visitor.open(f"{LIST}/entry?kind=threshold&id=refuse.score")
    assert "pub · sửa" in history and "0,7" in history and "khôi phục" in history


@pytest.mark.parametrize(
    ("key", "fields", "words"),
    [
        ("refuse.place", {"vi": "Xin lỗi, không có."}, "{place}, {places}"),
        ("refuse.place", {"vi": "Không có {place} {places} {khac}."}, "{place}, {places}"),
        ("refuse.no_match", {"vi": "Không có {gì}."}, "không có chỗ điền"),
        ("refuse.no_match", {"vi": "Không có {."}, "Dấu ngoặc nhọn"),
        ("refuse.no_match", {"vi": "Không có {0}."}, "Dấu ngoặc nhọn"),
        ("refuse.no_match", {"vi": " "}, "không được để trống"),
        ("handoff.queued", {"vi": "Trước bạn có {ahead} người."}, "{ahead}, {minutes}"),
    ],
)
def test_a_reply_must_keep_its_places(
    visitor: Visitor, live: Live, key: str, fields: dict[str, str], words: str
) -> None:
    visitor.sign_in("pub")
    assert words in told(send(visitor, "wording", key, **fields), 422)
    assert live.current.snapshot.wordings == ()


def test_an_editor_changes_neither_replies_nor_numbers(visitor: Visitor) -> None:
    visitor.sign_in("ed")
    assert "Ngưỡng" not in visitor.open(LIST)
    for kind in ("wording", "threshold"):
        visitor.open(f"{LIST}?kind={kind}", 403)
        assert send(visitor, kind, "refuse.score", value="0,3").status_code == 403


def test_every_reply_and_number_has_its_name_and_form(visitor: Visitor) -> None:
    visitor.sign_in("pub")
    for kind, keys in (("wording", sentences()), ("threshold", limits())):
        for key in keys:
            assert "Lưu và dùng ngay" in visitor.open(f"{LIST}/entry?kind={kind}&id={key}")
    assert send(visitor, "wording", "social.greeting", "remove").status_code == 422
    assert send(visitor, "wording", "fact.lead", vi="x").status_code == 404
