from __future__ import annotations

import csv
import datetime as dt
import io
import re
from dataclasses import replace

import pytest
from fastapi import FastAPI

from api.insight.figures import Asked, by_day, groups, most_asked, outcome, percentile, style
from api.library import Library
from bot.dialogue import DialogueUnavailable, Parsed
from knowledge.ingest import ingest
from knowledge.store.access import MessageRow
from knowledge.store.messages import Message, Messages, session_key
from retrieval.live import Live
from tests.api.admin_support import Visitor, told
from tests.api.support import FakeDialogue, snapshot
from tests.knowledge.ingest.plans import plan

HOME = "/admin/insight"
NOW = dt.datetime.now(dt.timezone.utc)


def message(number: int, text: str, kind: str = "answer", at: dt.datetime = NOW) -> Message:
    return Message(
        f"{number:032x}", at, session_key("s"), "web", "vi", text, kind, "ask_lead", "Trả lời", (), number
    )


def ask(visitor: Visitor, text: str, session: str = "s1") -> str:
    reply = visitor.client.post("/api/v1/chat", json={"session_id": session, "message": text})
    assert reply.status_code == 200
    return str(reply.json()["message_id"])


def test_messages_are_kept_masked_with_their_verdict(visitor: Visitor, opened: Library) -> None:
    number = ask(visitor, "Gọi 0905 123 456 hay a@b.vn cho ai?")
    verdict = {"message_id": number, "verdict": "unhelpful", "reason": "sai số 0905 123 456"}
    assert visitor.client.post("/api/v1/feedback", json=verdict).status_code == 204
    visitor.sign_in("op")
    page = visitor.open(HOME)
    assert "Gọi [số điện thoại] hay [thư điện tử] cho ai?" in page and "sai số [số điện thoại]" in page
    with opened.store.reading() as session:
        [row] = session.query(MessageRow).all()
    assert "0905" not in f"{row.text}{row.answer}" and row.session == session_key("s1")
    assert "0905" not in visitor.client.get(f"{HOME}/messages.csv").text


def test_unanswered_questions_lead_to_a_form_for_their_answer(visitor: Visitor, opened: Library) -> None:
    texts = ["Hồ bơi mở cửa lúc nào?", "ho boi mo cua luc nao", "Xe buýt số 5 chạy đâu?"]
    Messages(opened.store).add(message(number, text, "refuse") for number, text in enumerate(texts, start=1))
    visitor.sign_in("pub")
    page = visitor.open(HOME)
    assert "2×" in page and "1×" in page and "Từ chối" in page
    form = visitor.open("/admin/catalogue/entry?kind=faq&question=Hồ bơi mở cửa lúc nào?")
    assert 'name="question" value="Hồ bơi mở cửa lúc nào?"' in form


def test_what_is_asked_most_is_named_and_handing_off_is_an_outcome(
    visitor: Visitor, opened: Library, live: Live
) -> None:
    ingest(opened.store, plan(), "a.txt")
    opened.publisher.update()
    row = live.current.snapshot.tasks_of("a")[1]
    number = f"27/KH-UBND {row.id.removeprefix('a/')}"
    asked = [replace(message(each, "Sở nào lo?"), sources=(number, number)) for each in (1, 2)]
    listed = replace(message(3, "Kể hết", "list"), sources=(number,))
    Messages(opened.store).add([*asked, listed, message(4, "gap can bo", "handoff")])
    visitor.sign_in("op")
    page = visitor.open(HOME)
    assert f'<strong>2×</strong> <span class="quiet">{number}</span> {row.content}' in page
    assert re.search(r"<dt>Chuyển cán bộ</dt><dd>1 \(25 %\)", page)
    assert re.search(r"<dt>Cách gõ</dt><dd>có dấu: 3<br>không dấu: 1", page)


def test_procedures_are_counted_by_code_whatever_part_was_asked() -> None:
    procedure = replace(snapshot().procedures[0], code="1.001193")
    held = replace(snapshot(), procedures=(procedure,))
    parts = (("1.001193 Hồ sơ",), ("1.001193 Thời hạn giải quyết",), ("27/KH-UBND 99",))
    messages = [replace(message(1, "?"), sources=sources) for sources in parts]
    assert most_asked(messages, held) == ([], [Asked("1.001193", procedure.name, 2)])


def test_a_message_is_looked_into_stage_by_stage(visitor: Visitor, opened: Library) -> None:
    ingest(opened.store, plan(), "a.txt")
    opened.publisher.update()
    number = ask(visitor, "co quan nao chu tri tap huan ky nang so")
    visitor.sign_in("op")
    page = visitor.open(f"{HOME}/message?id={number}")
    for words in ("co quan nao chu tri", "cơ quan nào", "Understand", "Sở Nội vụ", "task a/I.2"):
        assert words in page, words
    tried = told(visitor.send(f"{HOME}/message", HOME, text="Tập huấn kỹ năng số hạn nào?"), 200)
    assert "Tháng 6/2025" in tried
    visitor.open(f"{HOME}/message?id=khong-co", 404)
    visitor.open(f"{HOME}?days=0", 422)


def test_the_reading_of_the_dialogue_engine_is_shown_and_used(
    visitor: Visitor, app: FastAPI, opened: Library
) -> None:
    ingest(opened.store, plan(), "a.txt")
    opened.publisher.update()
    reading = Parsed(
        "list_tasks", 0.91, (("list_tasks", 0.91), ("ask_lead", 0.05)), (("agency", "Sở Nội vụ"),)
    )

    class Reading(FakeDialogue):
        async def parse(self, message: str) -> Parsed:
            if self.down:
                raise DialogueUnavailable("down")
            return reading

    services = app.state.services
    dialogue = Reading()
    app.state.services = replace(services, dialogue=dialogue)
    visitor.sign_in("op")
    shown = told(visitor.send(f"{HOME}/message", HOME, text="Việc Sở Nội vụ chủ trì"), 200)
    for words in ("list_tasks", "0.910", "ask_lead", "0.050", "agency = “Sở Nội vụ”", "(0.91)"):
        assert words in shown, words
    dialogue.down = True
    away = told(visitor.send(f"{HOME}/message", HOME, text="Việc Sở Nội vụ chủ trì"), 200)
    assert "Rasa chưa trả lời" in away and "0.910" not in away


def test_a_conversation_that_is_erased_leaves_the_log(visitor: Visitor, opened: Library) -> None:
    for session in ("s1", "s2"):
        ask(visitor, "Ai chủ trì?", session)
    [kept] = visitor.client.get("/api/v1/sessions/s1").json()["messages"]
    assert (kept["message"], kept["channel"]) == ("Ai chủ trì?", "web")
    assert visitor.client.delete("/api/v1/sessions/s1").status_code == 204
    assert visitor.client.get("/api/v1/sessions/s1").status_code == 404
    left = Messages(opened.store).since(NOW - dt.timedelta(days=1))
    assert [item.session for item in left] == [session_key("s2")]


def test_what_is_too_old_is_erased(app: FastAPI, opened: Library) -> None:
    messages = Messages(opened.store)
    messages.add([message(1, "cũ", at=NOW - dt.timedelta(days=31)), message(2, "mới")])
    app.state.services.log.purge()
    assert [item.text for item in messages.since(NOW - dt.timedelta(days=99))] == ["mới"]


def test_a_database_that_is_away_loses_no_message_and_stops_no_answer(
    visitor: Visitor, app: FastAPI, opened: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = app.state.services.log
    with monkeypatch.context() as away:
        away.setattr(Messages, "add", lambda *_: (_ for _ in ()).throw(OSError("away")))
        ask(visitor, "Ai chủ trì?")
        assert log.flush() == 0
    assert log.flush() == 1


def test_a_table_runs_nothing_in_a_spreadsheet(visitor: Visitor, opened: Library) -> None:
    Messages(opened.store).add([message(1, '=HYPERLINK("http://xau")')])
    visitor.sign_in("op")
    [head, row] = list(
        csv.reader(io.StringIO(visitor.client.get(f"{HOME}/messages.csv").text.lstrip("\ufeff")))
    )
    assert row[head.index("text")].startswith("'=")


def test_an_editor_may_not_look(visitor: Visitor) -> None:
    visitor.sign_in("ed")
    for path in (HOME, f"{HOME}/messages.csv", f"{HOME}/message?id=x"):
        assert "không được xem thống kê" in visitor.open(path, 403)


def test_figures() -> None:
    today = dt.date(2026, 11, 24)
    at = dt.datetime(2026, 11, 23, 20, tzinfo=dt.timezone.utc)
    zone = dt.timezone(dt.timedelta(hours=7))
    days = by_day([message(1, "a", at=at), message(2, "b", "refuse", at)], zone, 2, today)
    assert [(day.day.day, day.counts["answered"], day.counts["refused"], day.total) for day in days] == [
        (23, 0, 0, 0),
        (24, 1, 1, 2),
    ]
    assert outcome("handoff") == "handed" and outcome("smalltalk") == "other"
    typed = ("Phí khai sinh?", "phi khai sinh", "goi [số điện thoại]")
    assert [style(message(1, text)) for text in typed] == ["marked", "unmarked", "unmarked"]
    assert style(replace(message(1, "Fee?"), language="en")) == "foreign"
    found = groups([message(1, "Phí khai sinh?"), message(2, "phi khai sinh"), message(3, "Đổi căn cước")])
    assert [len(group.messages) for group in found] == [2, 1]
    assert (percentile([], 0.5), percentile([1.0], 0.95), percentile(list(range(1, 101)), 0.95)) == (
        None,
        1.0,
        95,
    )
