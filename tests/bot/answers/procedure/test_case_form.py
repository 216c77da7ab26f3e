"""Asking back: which procedure, which case; by number, words, or not at all."""

from dataclasses import replace
from functools import lru_cache

import pytest

from bot.answers.procedure.catalogue import Catalogue
from bot.answers.procedure.twins import twins_of
from bot.answers.procedure.variants import kind_of, subject_of
from knowledge.agencies import Registry
from knowledge.places import Places
from knowledge.procedures import load
from knowledge.records.procedure import Paper, Procedure, ProcedureCase, ProcedureFact
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


@lru_cache(maxsize=8)
def opened(*further):
    snapshot = Snapshot(repr(further), procedures=(*load(), *further))
    return snapshot, Resources.build(snapshot, Registry.default(), Places.default())


def talking(*further):
    return Conversation(*opened(*further)).say


@pytest.fixture
def talk():
    return talking(CARD, PASS)


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
    assert (kind_of("Cấp lại thẻ căn cước bị mất, hỏng"), kind_of("Cấp thẻ căn cước")) == ("lost", "first")
    assert subject_of("Cấp đổi thẻ căn cước") == subject_of("Cấp lại thẻ căn cước") == ("can", "cuoc")
    lost = replace(CARD, id="x", code="9.000003", name="Cấp lại thẻ nuôi ong lấy mật")
    assert twins_of(Catalogue((CARD, lost, PASS)), CARD) == {"lost": lost}


def test_an_answer_offers_its_twins_and_a_word_switches(talk):
    first = talk("làm căn cước cần giấy tờ gì")
    assert first.kind == "answer" and "Cấp đổi thẻ căn cước" in first.text
    talk("mất")
    assert "Cấp lại thẻ căn cước" in talk("lệ phí bao nhiêu").text


LOST_LICENCE = Procedure(
    id="tthc-9.000010",
    code="9.000010",
    name="Cấp lại giấy phép lái xe",
    sector="Giao thông",
    cases=(ProcedureCase("", papers("Đơn báo mất giấy phép", "Ảnh của người lái")),),
    source="thử",
    as_of="1/2026",
)
ABROAD = replace(LOST_LICENCE, id="tthc-9.000011", code="9.000011", name="Cấp lại giấy phép lái xe quốc tế")


LOSSES = [
    "mất bằng lái cần giấy tờ gì",
    "rớt bằng lái ngoài đường, làm lại nộp gì",
    "bang lai bi mat can giay to gi",
]


@pytest.mark.parametrize("message", LOSSES)
def test_a_lost_licence_is_answered_by_the_record_of_its_kind(message):
    told = talking(LOST_LICENCE, ABROAD)(message)
    assert told.items[0]["code"] == "9.000010" and "Đơn báo mất giấy phép" in told.text


@pytest.mark.parametrize("message", LOSSES)
def test_a_record_that_covers_the_loss_says_so_first(message):
    told = talking()(message)
    assert told.text.startswith(
        "Đổi giấy phép lái xe:\nĐiều kiện, trường hợp: Các trường hợp đổi, cấp lại: bị mất"
    )
    assert "GPLX cấp trước" not in told.text


def test_a_narrower_twin_is_offered_and_not_taken():
    export = replace(PASS, id="x", code="9.000012", name="Gia hạn thẻ nuôi ong lấy mật xuất khẩu")
    asked = talking(CARD, export)("gia hạn thẻ nuôi ong cần giấy tờ gì")
    assert asked.kind == "clarify" and {item["id"] for item in asked.items} == {"x", CARD.id}


def test_a_whole_record_of_another_kind_is_offered_and_not_told(talk):
    asked = talk("mất giấy phép kinh doanh hộ")
    assert asked.kind == "clarify" and "Đăng ký thành lập hộ kinh doanh" in asked.text
    assert "cấp lại do bị mất" in asked.text and "Nơi giải quyết" not in asked.text
    told = talk("1")
    assert told.kind == "answer" and "Nơi giải quyết" in told.text


def test_no_introduction_stands_before_nothing(talk):
    told = talk("gia hạn thẻ nuôi ong lệ phí bao nhiêu")
    assert told.kind == "refuse" and "Dưới đây" not in told.text
    assert "gia hạn" in told.text and "Cấp thẻ nuôi ong lấy mật" in told.text


def test_a_choice_of_the_wrong_kind_says_so(talk):
    assert "cấp lại do bị mất" in talk("mất sổ đỏ").text
    assert "bản ghi riêng" not in talk("sổ đỏ").text


@pytest.mark.parametrize(
    "message", ["ba tôi vừa mất, làm giấy khai tử ở đâu", "chồng em mất rồi, khai tử ở đâu"]
)
def test_people_who_died_are_no_lost_papers(talk, message):
    assert talk(message).items[0]["id"] == "khai-tu"


@pytest.mark.parametrize(
    ("message", "lost"),
    [
        ("ở xã Hòa Phong cũ, làm giấy độc thân cần giấy tờ gì", False),
        ("o xa Hoa Phong cu xin giay doc than o dau", False),
        ("giấy độc thân cũ xin lại cần giấy tờ gì", True),
    ],
)
def test_a_former_place_is_no_old_paper(talk, message, lost):
    assert ("bị mất, không nộp lại được" in talk(message).text) is lost


def test_the_kind_said_chooses_the_case():
    card = replace(CARD, cases=(ProcedureCase("Cấp lần đầu", FIRST), ProcedureCase("Cấp lại thẻ", LOST)))
    told = talking(card)("mất thẻ nuôi ong cần giấy tờ gì")
    assert told.kind == "answer" and "Đơn báo mất" in told.text and "người mới" not in told.text


def test_remarks_are_told_with_the_papers_and_notes_when_asked_for():
    kite = Procedure(
        id="tthc-9.000020",
        code="9.000020",
        name="Cấp giấy phép thả diều đêm",
        sector="Thể thao",
        cases=(ProcedureCase("", papers("Đơn"), remarks=("Gửi qua bưu chính thì kèm bản sao.",)),),
        facts=(ProcedureFact("note", "Ảnh chụp phải rõ nét.", detail=True),),
        source="thử",
        as_of="1/2026",
    )
    say = talking(kite)
    told = say("giấy phép thả diều đêm cần giấy tờ gì")
    assert "- Đơn\nLưu ý về giấy tờ:\n- Gửi qua bưu chính" in told.text
    assert "1 lưu ý khác" in told.text and "rõ nét" not in told.text
    noted = say("lưu ý khi làm thủ tục này")
    assert noted.items[0]["id"] == kite.id and "Ảnh chụp phải rõ nét." in noted.text


def test_an_import_does_not_speak_beside_the_shipped_record_of_its_code():
    copy = replace(CARD, id="tthc-2.001194", code="2.001194", name="Cấp lại thẻ căn cước bị mất, hỏng")
    copy = replace(copy, facts=(ProcedureFact("note", "Theo bản nhập.", detail=True),))
    assert talking(copy)("mất căn cước làm lại mất bao lâu").items[0]["id"] == "cap-lai-can-cuoc"


def licences(*names):
    return tuple(
        replace(LOST_LICENCE, id=f"tthc-9.0001{n:02}", code=f"9.0001{n:02}", name=name)
        for n, name in enumerate(names)
    )


DIVING = licences(
    "Cấp giấy phép lặn biển đối với hộ gia đình, cá nhân",
    "Cấp lại giấy phép lặn biển đối với hộ gia đình, cá nhân",
    "Cấp lại giấy phép lặn biển đối với tổ chức nước ngoài có vốn đầu tư",
    "Chấm dứt hiệu lực giấy phép thả lưới thuộc thẩm quyền của cấp tỉnh",
)


@pytest.mark.parametrize(
    ("message", "codes"),
    [
        ("giấy phép lặn biển nộp ở đâu", ["00", "01", "02"]),
        ("em bị mất giấy phép lặn biển, làm lại ở đâu", ["01", "02"]),
        ("mat giay phep lan bien cua ho gia dinh can gi", ["01"]),
    ],
)
def test_what_long_names_are_about_finds_them_by_kind_and_further_words(message, codes):
    told = talking(*DIVING)(message)
    assert [item["code"][-2:] for item in told.items] == codes
    assert told.kind == ("answer" if len(codes) == 1 else "clarify")


def test_the_words_of_an_official_name_ask_for_nothing():
    told = talking(*DIVING)(
        "Chấm dứt hiệu lực giấy phép thả lưới thuộc thẩm quyền của cấp tỉnh cần giấy tờ gì"
    )
    assert told.text.split("\n")[1] == "Giấy tờ phải nộp:" and "Căn cứ pháp lý" not in told.text
