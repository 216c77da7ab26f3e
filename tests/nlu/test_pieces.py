from datetime import date

import pytest

from knowledge.records import Document
from nlu.documents import DocumentNames, years_of
from nlu.english import English
from nlu.groups import GroupNames
from nlu.query import Reference
from nlu.rasa_text import fold_for_intent, tokens
from nlu.references import reference_of
from nlu.roles import role_of


def document(id_: str, number: str, title: str, place: str, *years: int) -> Document:
    return Document(id_, number, title, "Kế hoạch", "UBND", place, date(2024, 1, 1), years, None, None)


NAMES = DocumentNames(
    [
        document("a", "45/KH-UBND", "Kế hoạch chuyển đổi số thành phố Đà Nẵng", "da-nang", 2024),
        document("b", "301/QĐ-UBND", "Ban hành Kế hoạch phòng chống thiên tai", "hai-phong", 2024),
    ]
)


@pytest.mark.parametrize(
    ("text", "ids", "numbers"),
    [
        ("theo kế hoạch 45 thì ai làm", ("a",), ()),
        ("kế hoạch số 45/kh-ubnd", ("a",), ()),
        ("quyết định 301", ("b",), ()),
        ("nghị định 45/2020/nđ-cp", (), ("45/2020/nđ-cp",)),
        ("nghị quyết 45 nói gì", (), ("45",)),
        ("kế hoạch chuyển đổi số", ("a",), ()),
        ("kế hoạch phòng chống thiên tai năm 2024", ("b",), ()),
        ("kế hoạch năm 2024", (), ()),
        ("hạn là 31/12/2024 hay 12/2024", (), ()),
        ("có 45 nhiệm vụ", (), ()),
    ],
)
def test_documents(text: str, ids: tuple[str, ...], numbers: tuple[str, ...]) -> None:
    found = NAMES.find(text, [], [])
    assert (found.ids, found.numbers) == (ids, numbers)


def test_a_title_of_another_city_or_year_is_not_meant() -> None:
    assert NAMES.find("kế hoạch chuyển đổi số", ["hai-phong"], []).ids == ()
    assert NAMES.find("kế hoạch chuyển đổi số năm 2021", [], [2021]).ids == ()


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("kế hoạch năm 2024 và 2025", (2024, 2025)),
        ("xong trong quý i/2024", ()),
        ("nghị định 107/2021/nđ-cp", ()),
        ("ngày 31/12/2023", ()),
        ("phải nộp 2000 đồng", ()),
    ],
)
def test_years(text: str, years: tuple[int, ...]) -> None:
    assert years_of(text) == years


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("nhiệm vụ thứ hai thì sao", Reference("ordinal", 2)),
        ("cái cuối cùng hạn khi nào", Reference("ordinal", -1)),
        ("việc số 3 ai làm", Reference("ordinal", 3)),
        ("nó do ai làm", Reference("it")),
        ("ai phối hợp với sở đó", Reference("it")),
        ("còn hải phòng", Reference("what_about")),
        ("thế còn ở phường xã?", Reference("what_about")),
        ("của long khánh thì sao", Reference("what_about")),
        ("còn gì nữa không", Reference("more")),
        ("xem tiếp", Reference("more")),
        ("không, ý tôi là hải phòng", Reference("correct")),
        ("tôi gõ nhầm, là long khánh", Reference("correct")),
        ("quay lại câu lúc nãy", Reference("back")),
        ("sáng thứ hai có làm việc không", None),
        ("ai chủ trì trợ lý ảo", None),
    ],
)
def test_references(text: str, reference: Reference | None) -> None:
    assert reference_of(text, has_context=True) == reference


def test_a_first_message_points_at_nothing() -> None:
    assert reference_of("còn hải phòng", has_context=False) is None


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("[sở nội vụ] chủ trì những việc gì", "lead"),
        ("nhiệm vụ nào do [sở nội vụ] làm", "lead"),
        ("[sở nội vụ] là cơ quan phối hợp của bao nhiêu nhiệm vụ", "coordinate"),
        ("[sở nội vụ] phối hợp với ai", "lead"),
        ("cơ quan nào phối hợp với [sở nội vụ]", "lead"),
        ("[sở nội vụ] ở đâu", None),
    ],
)
def test_roles(text: str, role: str | None) -> None:
    start, end = text.index("["), text.index("]") - 1
    assert role_of(text.replace("[", "").replace("]", ""), start, end) == role


def test_groups() -> None:
    groups = GroupNames(["Cải cách thể chế", "Cải cách tài chính công", "Xây dựng chính quyền số"])
    assert groups.find("nhóm 7 có mấy nhiệm vụ", "", listing=True) == "7"
    assert groups.find("mục iii có gì", "", listing=True) == "III"
    assert groups.find("liệt kê mục 3.", "", listing=True) == "3"
    assert groups.find("mục 3.n ai chủ trì", "", listing=False) is None
    assert groups.find("mục 3.2 ai chủ trì", "", listing=False) is None
    assert (
        groups.find("phần tài chính công có mấy việc", "tài chính công", listing=True)
        == "Cải cách tài chính công"
    )
    assert (
        groups.find("cải cách thể chế có những việc gì", "cải cách thể chế", listing=True)
        == "Cải cách thể chế"
    )
    assert groups.find("phần mềm trợ lý ảo ai làm", "phần mềm trợ lý ảo", listing=True) is None


@pytest.mark.parametrize(
    "text", ["do so nao lam", "to dan pho nao", "an toan thong tin la gi", "Ai làm video clip?"]
)
def test_vietnamese_is_not_english(text: str) -> None:
    assert not English.default().is_english(text)


def test_an_english_opening_is_put_into_vietnamese() -> None:
    wording = English.default().mixed("Which agencies coordinate on giám sát camera?")
    assert wording == "cơ quan nào phối hợp giám sát camera?"
    assert English.default().mixed("Ai phối hợp giám sát camera?") is None


def test_the_intent_text_is_the_same_with_and_without_marks() -> None:
    assert fold_for_intent("Lệ phí làm hộ chiếu bn?") == fold_for_intent("le phi lam ho chieu bao nhieu?")
    assert [(t.text, t.start) for t in tokens("phí 15k?")] == [("phí", 0), ("15k", 4), ("?", 7)]
