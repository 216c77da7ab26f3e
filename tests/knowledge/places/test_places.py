"""Places in free text, and what they are today."""

from __future__ import annotations

import unicodedata

import pytest

from knowledge.places import Places

PLACES = Places.default()

FIND = [
    ("de an sap nhap o da nang khi nao xong", [("da nang", "da-nang")]),
    ("ở 1 cữa đà nẵg zậy", [("đà nẵg", "da-nang")]),
    ("quí 4/2024 hải phog phai lam gi", [("hải phog", "hai-phong")]),
    ("tp quang ngai ai lam", [("tp quang ngai", "quang-ngai-tp")]),
    ("cua quảng ngãi thi sao", [("quảng ngãi", "quang-ngai-tp")]),
    ("UBND tỉnh Quảng Ngãi", [("tỉnh Quảng Ngãi", "quang-ngai")]),
    ("CQS ở HP do sở nào, ĐN thì sao", [("HP", "hai-phong"), ("ĐN", "da-nang")]),
    ("nhà ở Hòa Vang", [("Hòa Vang", "da-nang/hoa-vang")]),
    (
        "huyện Thuỷ Nguyên, Hoà Vang",
        [("huyện Thuỷ Nguyên", "hai-phong/thuy-nguyen"), ("Hoà Vang", "da-nang/hoa-vang")],
    ),
    ("quận Lê Chân", [("quận Lê Chân", "hai-phong/le-chan")]),
    ("nha em p chinh gian ngay xua", [("p chinh gian", "da-nang/phuong-cu-chinh-gian")]),
    ("phường Khuê Mỹ cũ", [("phường Khuê Mỹ", "da-nang/phuong-cu-khue-my")]),
    ("phuong hoa khanh", [("phuong hoa khanh", "da-nang/phuong-hoa-khanh")]),
    ("phuong hoa khanh bac", [("phuong hoa khanh bac", "da-nang/phuong-cu-hoa-khanh-bac")]),
    ("em từ Huế vào Đà Nẵng", [("Huế", "hue"), ("Đà Nẵng", "da-nang")]),
    ("Kế hoạch CCHC của Hà Nội", [("Hà Nội", "ha-noi")]),
    ("What does Long Khanh set, danang city?", [("Long Khanh", "long-khanh"), ("danang city", "da-nang")]),
    ("TP.HCM", [("TP.HCM", "ho-chi-minh")]),
    ("toi o tro khu Cam Le", [("Cam Le", "da-nang/phuong-cam-le")]),
]

NOTHING = [
    "tôi có hai cháu đã nâng lương",
    "toi co hai chau di hoc",
    "đa dạng hóa dịch vụ, đã đăng ký",
    "da dang ky roi thi sao",
    "hòa bình thế giới",
    "dn phai nop gi",
    "lam the nao de cap lai",
]


@pytest.mark.parametrize(("text", "expected"), FIND)
def test_find(text: str, expected: list[tuple[str, str]]) -> None:
    found = PLACES.find(text)
    assert [(place.text, place.place_id) for place in found] == expected
    assert all(text[place.start : place.end] == place.text for place in found)


@pytest.mark.parametrize("text", NOTHING)
def test_everyday_words_are_no_places(text: str) -> None:
    assert PLACES.find(text) == []


@pytest.mark.parametrize(
    "name",
    [
        "Hải Châu",
        "Thanh Khê",
        "Sơn Trà",
        "Cẩm Lệ",
        "Liên Chiểu",
        "Ngũ Hành Sơn",
        "Hội An",
        "Tam Kỳ",
        "Điện Bàn",
    ],
)
def test_old_district_or_new_ward_is_ambiguous_until_said(name: str) -> None:
    (bare,) = PLACES.find(f"Nhà tôi ở {name} thì nộp ở đâu")
    assert bare.ambiguous
    assert {PLACES.jurisdiction(place_id) for place_id in bare.place_ids} == {"da-nang"}
    (ward,) = PLACES.find(f"phường {name}")
    assert not ward.ambiguous and ward.place_id.startswith("da-nang/phuong-")


def test_preferred_places_come_first() -> None:
    (found,) = PLACES.find("Thái Nguyên", prefer=["thai-nguyen-tp"])
    assert found.place_ids[0] == "thai-nguyen-tp"


def test_a_former_ward_leads_to_todays() -> None:
    assert [place.full_name for place in PLACES.today("da-nang/phuong-cu-khue-my")] == ["phường Ngũ Hành Sơn"]
    assert [place.name for place in PLACES.today("quang-nam")] == ["Đà Nẵng"]


def test_what_the_source_does_not_tell_is_not_mapped() -> None:
    assert PLACES.today("da-nang/phuong-cu-hoa-minh") == ()


def test_a_district_implies_its_city() -> None:
    assert PLACES.jurisdiction("hai-phong/le-chan") == "hai-phong"
    assert PLACES.jurisdiction("da-nang/hoa-vang") == "da-nang"
    assert PLACES.province_of("long-khanh") == "dong-nai"


def test_da_nang_has_23_wards() -> None:
    assert sum(place.kind == "ward" and place.parent == "da-nang" for place in PLACES) == 23


def test_the_country_has_34_provinces() -> None:
    assert sum(place.kind in ("city", "province") for place in PLACES) == 34


def test_decomposed_text_is_read_in_its_composed_form() -> None:
    (found,) = PLACES.find(unicodedata.normalize("NFD", "ở Đà Nẵng"))
    assert (found.text, found.start) == ("Đà Nẵng", 2)


@pytest.mark.parametrize(
    "text",
    [
        "chưa đến tuổi vị thành niên",
        "đơn vị hành chính",
        "phương án; đồng thời quản trị căn hộ",
        "don vi hanh chinh dong thoi quan tri can ho chua doc",
        "tinh thong nhat, so hoa quy trinh, y kien an",
    ],
)
def test_a_typo_is_only_forgiven_for_places_people_ask_about(text: str) -> None:
    assert PLACES.find(text) == []


def test_a_typo_is_forgiven_for_places_with_documents() -> None:
    assert PLACES.find("ke hoach can thoo") == []
    (found,) = PLACES.find("ke hoach can thoo", prefer=["can-tho"])
    assert (found.place_id, found.exact) == ("can-tho", False)


def test_a_unit_word_must_be_one() -> None:
    (found,) = PLACES.find("các phường; Tam Kỳ")
    assert found.text == "Tam Kỳ"
