"""Asking back: which procedure, which case; by number, words, or not at all."""

from dataclasses import replace

import pytest

from bot.answers.procedure.catalogue import Catalogue
from bot.answers.procedure.twins import twins_of
from bot.answers.procedure.variants import kind_of, subject_of
from knowledge.agencies import Registry
from knowledge.places import Places
from knowledge.procedures import load
from knowledge.records.procedure import Paper, Procedure, ProcedureCase
from knowledge.snapshot import Snapshot
from nlu import Resources
from tests.eval.procedures import Conversation


def papers(*names):
    return tuple(Paper(name) for name in names)


FIRST = papers(*(f"Giấy thứ {n} của người mới" for n in range(6)))
LOST = papers("Đơn báo mất", *(f"Bản khai {n}" for n in range(5)))
CARD = Procedure(
    id="tthc-9.000001",
    code="9.000001",
    name="Cấp thẻ nuôi ong lấy mật",
    sector="Nông nghiệp",
    other_names=("thẻ nuôi ong", "làm thẻ nuôi ong"),
    cases=(
        ProcedureCase("Cấp lần đầu", FIRST),
        ProcedureCase("Cấp lại do bị mất", LOST, keywords=("làm mất",)),
    ),
    source="thử",
    as_of="1/2026",
)
PASS = Procedure(
    id="tthc-9.000002", code="9.000002", name="Gia hạn giấy phép thả diều", sector="Thể thao", source="thử"
)


@pytest.fixture
def talk():
    snapshot = Snapshot("cases", procedures=(*load(), CARD, PASS))
    resources = Resources.build(snapshot, Registry.default(), Places.default())
    return Conversation(snapshot, resources).say


def test_long_cases_are_asked_for_and_a_number_answers_completely(talk):
    asked = talk("Làm thẻ nuôi ong cần giấy tờ gì?")
    assert asked.kind == "form" and "1. Cấp lần đầu" in asked.text and "2. Cấp lại do bị mất" in asked.text
    told = talk("2")
    assert told.kind == "answer"
    assert all(paper.name in told.text for paper in LOST)
    assert not any(paper.name in told.text for paper in FIRST)


@pytest.mark.parametrize("reply", ["lan dau", "dạ lần đầu ạ", "thứ nhất"])
def test_free_text_without_accents_answers_too(talk, reply):
    talk("Làm thẻ nuôi ong cần giấy tờ gì?")
    told = talk(reply)
    assert all(paper.name in told.text for paper in FIRST) and "Đơn báo mất" not in told.text


def test_who_does_not_know_is_told_every_case(talk):
    talk("Làm thẻ nuôi ong cần giấy tờ gì?")
    told = talk("không biết")
    assert all(paper.name in told.text for paper in (*FIRST, *LOST))


def test_a_case_said_at_once_is_not_asked_for(talk):
    told = talk("Làm mất thẻ nuôi ong, cấp lại cần giấy tờ gì?")
    assert told.kind == "answer" and "Đơn báo mất" in told.text and FIRST[0].name not in told.text


def test_another_question_leaves_the_form_and_the_case_is_kept_for_follow_ups(talk):
    talk("Làm thẻ nuôi ong cần giấy tờ gì?")
    other = talk("Đăng ký tạm trú mấy ngày?")
    assert "3 ngày làm việc" in other.text or "03 ngày làm việc" in other.text
    talk("Làm thẻ nuôi ong cần giấy tờ gì?")
    assert talk("thôi").kind == "smalltalk"
    assert talk("Làm thẻ nuôi ong cần giấy tờ gì?").kind == "form"


def test_two_questions_at_most_lead_from_a_vague_name_to_papers(talk):
    assert talk("Sổ đỏ cần giấy tờ gì?").kind == "clarify"
    told = talk("cap doi")
    assert told.kind == "answer" and "Mẫu số 18" in told.text


def test_twins_are_found_in_the_names_alone():
    assert (kind_of("Cấp lại thẻ căn cước bị mất, hỏng"), kind_of("Cấp thẻ căn cước")) == ("reissue", "first")
    assert subject_of("Cấp đổi thẻ căn cước") == subject_of("Cấp lại thẻ căn cước") == ("can", "cuoc")
    lost = replace(CARD, id="x", code="9.000003", name="Cấp lại thẻ nuôi ong lấy mật")
    assert twins_of(Catalogue((CARD, lost, PASS)), CARD) == {"reissue": lost}


def test_an_answer_offers_its_twins_and_a_word_switches(talk):
    first = talk("làm căn cước cần giấy tờ gì")
    assert first.kind == "answer" and "Cấp đổi thẻ căn cước" in first.text
    talk("mất")
    assert "Cấp lại thẻ căn cước" in talk("lệ phí bao nhiêu").text


def test_a_lost_licence_is_not_answered_as_if_exchanging_one_fitted(talk):
    told = talk("mất bằng lái thì làm lại cần giấy tờ gì")
    assert "chưa có bản ghi riêng" in told.text and "Đổi giấy phép lái xe" in told.text
    assert "chưa có bản ghi riêng" not in talk("Đổi bằng lái cần giấy tờ gì?").text
