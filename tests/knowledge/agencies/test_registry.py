"""Linking printed bodies and finding bodies in free text."""

from __future__ import annotations

import time
import unicodedata
from pathlib import Path

import pytest
import yaml

from knowledge.agencies import Registry

REGISTRY = Registry.default()
CELLS = yaml.safe_load((Path(__file__).parent / "cells.yaml").read_text(encoding="utf-8"))

LINKS = [
    ("Sở Nội vụ", "da-nang", "da-nang/so-noi-vu"),
    ("Sở Nội vụ", "hai-phong", "hai-phong/so-noi-vu"),
    ("Sở Nội vụ", "long-khanh", "dong-nai/so-noi-vu"),
    ("Sở Nội vụ", "can-tho", "can-tho/so-noi-vu"),
    ("Sở Nội vụ", "a-city-nobody-knows", "a-city-nobody-knows/so-noi-vu"),
    ("Sở Thông tin và truyền thông", "da-nang", "da-nang/so-thong-tin-va-truyen-thong"),
    ("Sở TT&TT", "hai-phong", "hai-phong/so-thong-tin-va-truyen-thong"),
    ("STTTT", "da-nang", "da-nang/so-thong-tin-va-truyen-thong"),
    ("Văn phòng UBND thành phố", "da-nang", "da-nang/vp-ubnd"),
    ("Văn phòng Uỷ ban nhân dân thành phố", "hai-phong", "hai-phong/vp-ubnd"),
    ("Văn phòng UBND thành phố (theo hướng dẫn của Văn phòng Chính phủ)", "da-nang", "da-nang/vp-ubnd"),
    ("Văn phòng HĐND và UBND thành phó (trên trang thông tin)", "long-khanh", "long-khanh/vp-hdnd-ubnd"),
    ("Văn phòng HĐND&UBND thành phố", "quang-ngai-tp", "quang-ngai-tp/vp-hdnd-ubnd"),
    ("UBND thành phố", "long-khanh", "long-khanh/ubnd"),
    ("UBND tỉnh", "long-khanh", "dong-nai/ubnd"),
    ("UBND huyện Thủy Nguyên", "hai-phong", "hai-phong/thuy-nguyen/ubnd"),
    ("UBND quận Hải Châu", "da-nang", "da-nang/hai-chau/ubnd"),
    ("Trung tâm Thông tin, giám sát và điều hành thông minh Đà Nẵng (IOC)", "da-nang", "da-nang/ioc"),
    ("Đài Phát thanh và Truyền hình Đà Nẵng", "da-nang", "da-nang/dai-phat-thanh-truyen-hinh"),
    ("Phòng Tài chính – Kế hoạch thành phố", "quang-ngai-tp", "quang-ngai-tp/phong-tai-chinh-ke-hoach"),
    ("Phòng Tài chính", "long-khanh", "long-khanh/phong-tai-chinh-ke-hoach"),
    ("Phòng Lao động TBXH", "long-khanh", "long-khanh/phong-lao-dong-thuong-binh-va-xa-hoi"),
    ("Phòng Tư pháp chủ trì, phối hợp với các cơ quan liên quan", "long-khanh", "long-khanh/phong-tu-phap"),
    ("Chi Cục thuế khu vực Long Khánh - Cẩm Mỹ", "long-khanh", "long-khanh/chi-cuc-thue"),
    ("Kho bạc Nhà nước Long Khánh", "long-khanh", "long-khanh/kho-bac"),
    ("Trung tâm kinh doanh VNPT - Đồng Nai", "long-khanh", "dong-nai/vnpt"),
    ("Bảo hiểm xã hội Việt Nam", "da-nang", "trung-uong/bhxh-viet-nam"),
    ("Bộ Nội vụ", "da-nang", "trung-uong/bo-noi-vu"),
    ("Sở Noi vụ", "da-nang", "da-nang/so-noi-vu"),
    ("Giám đốc Sở Nội vụ", "da-nang", "da-nang/so-noi-vu"),
    ("Chánh Văn phòng UBND thành phố", "da-nang", "da-nang/vp-ubnd"),
    ("Công an tỉnh", "nghe-an", "nghe-an/cong-an"),
    ("Phòng Nội vụ", "nghe-an", "nghe-an/phong-noi-vu"),
]

NOT_ONE_BODY = [
    "Các sở, ban, ngành",
    "UBND quận, huyện, phường, xã",
    "UBND phường",
    "Phòng Nội vụ quận",
    "Đơn vị cung cấp giải pháp",
    "doanh nghiệp cung ứng dịch vụ bưu chính công ích",
    "Các đơn vị thuộc và trực thuộc Sở Khoa học và Công nghệ",
    "Ngân hàng thương mại cung cấp dịch vụ",
    "",
]

COLLECTIVES = [
    ("Sở, ban, ngành", "da-nang/so-ban-nganh"),
    ("Các Sở ngành thành phố", "da-nang/so-ban-nganh"),
    ("UBND các quận, huyện", "da-nang/ubnd-quan-huyen"),
    ("UBND cấp huyện", "da-nang/ubnd-quan-huyen"),
    ("UBND cấp huyện, cấp xã", "da-nang/ubnd-quan-huyen-phuong-xa"),
    ("UBND các quận, luyện, phường xã", "da-nang/ubnd-quan-huyen-phuong-xa"),
    ("Quận huyện, xã, phường, thị trấn", "da-nang/ubnd-quan-huyen-phuong-xa"),
    ("Ủy ban nhân dân các xã, phường, thị trấn", "da-nang/ubnd-phuong-xa"),
    ("cơ quan Trung ương, đóng trên địa bàn thành phố", "da-nang/co-quan-trung-uong"),
    ("các cơ quan báo đài", "da-nang/co-quan-bao-chi"),
    ("các cơ quan, tổ chức, đơn vị liên quan", "da-nang/co-quan-lien-quan"),
    ("Các sở, ngành liên quan", "da-nang/co-quan-lien-quan"),
    ("Các cơ quan, đơn vị", "da-nang/co-quan-don-vi"),
    ("Sở Nội vụ", None),
]

FIND = [
    (
        "1/Sở Nội vụ Đà Nẵng, 2/Sở Xây dựng Đà Nẵng",
        [("Sở Nội vụ", ["da-nang/so-noi-vu"]), ("Sở Xây dựng", ["da-nang/so-xay-dung"])],
    ),
    ("so tai chinh hai phong trinh duyet kinh phi", [("so tai chinh", ["hai-phong/so-tai-chinh"])]),
    (
        "phong tai chinh ke hoach long khanh",
        [("phong tai chinh ke hoach", ["long-khanh/phong-tai-chinh-ke-hoach"])],
    ),
    ("IOC Đà Nẵng phối hợp với ai?", [("IOC", ["da-nang/ioc"])]),
    ("ubnd thanh pho da nang giao ai", [("ubnd thanh pho da nang", ["da-nang/ubnd"])]),
    ("van phong ubnd thanh pho da nang", [("van phong ubnd", ["da-nang/vp-ubnd"])]),
    ("P.NV long khánh", [("P.NV", ["long-khanh/phong-noi-vu"])]),
    (
        "so thong tin va truyen thog da nang",
        [("so thong tin va truyen thog", ["da-nang/so-thong-tin-va-truyen-thong"])],
    ),
    ("STTTT ĐN chủ trì gì", [("STTTT", ["da-nang/so-thong-tin-va-truyen-thong"])]),
    ("so noi vu hp chu tri gi", [("so noi vu", ["hai-phong/so-noi-vu"])]),
    ("Da Nang People's Committee", [("People's Committee", ["da-nang/ubnd"])]),
    ("Justice Department of Hai Phong", [("Justice Department", ["hai-phong/so-tu-phap"])]),
    ("UBND quận Lê Chân", [("UBND quận Lê Chân", ["hai-phong/le-chan/ubnd"])]),
    (
        "Sở Tài chính Đà Nẵng và Sở Tài chính Hải Phòng",
        [("Sở Tài chính", ["da-nang/so-tai-chinh"]), ("Sở Tài chính", ["hai-phong/so-tai-chinh"])],
    ),
    ("Thanh tra thành phố Hải Phòng", [("Thanh tra thành phố Hải Phòng", ["hai-phong/thanh-tra"])]),
]

NOTHING = [
    "Kế hoạch 112/KH-UBND của Long Khánh nói gì",
    "ke hoach 112/kh-ubnd long khanh",
    "công văn 1234/SNV-CCHC ai ký",
    "hồ sơ nội vụ",
    "ho so noi vu nop o dau",
    "chỉ số y tế",
    "phòng nào làm",
    "sở nào lo",
    "so nao lam",
    "chứng thực ở ủy ban 1 trang nhiu tiền",
    "dang ky tam tru nop o dau, cong an quan con khong",
    "thanh tra viec dung ngan sach",
    "thủ trưởng đơn vị",
    "về cải cách hành chính",
    "lấy chồng Hàn Quốc, hồi trước",
    "TTHC thành phố",
]


@pytest.mark.parametrize(("text", "jurisdiction", "agency_id"), LINKS)
def test_link(text: str, jurisdiction: str, agency_id: str) -> None:
    assert REGISTRY.link(text, jurisdiction) == agency_id
    assert REGISTRY.link(unicodedata.normalize("NFD", text), jurisdiction) == agency_id


@pytest.mark.parametrize("text", NOT_ONE_BODY)
def test_what_is_not_one_body_has_no_id(text: str) -> None:
    assert REGISTRY.link(text, "da-nang") is None


def test_every_body_of_the_printed_cells_is_a_body_or_a_collective() -> None:
    """Those that are neither are exactly the ones that name a class of firms or several bodies at once."""
    unknown = {
        body
        for case in CELLS
        if "invented" not in case
        for body in case["bodies"]
        if not any(
            REGISTRY.link(body, city) or REGISTRY.collective(body, city) for city in ("da-nang", "long-khanh")
        )
    }
    assert unknown == {
        "các đơn vị y tế triển khai tiện ích",
        "Đơn vị cung cấp giải pháp",
        "03 đơn vị sự nghiệp thuộc Sở: Xây dựng, Tài nguyên và Môi trường, Ban Quản lý khu công nghệ cao và "
        "các khu công nghiệp",
        "Các Sở: Xây dựng, Tài nguyên và Môi trường, Ban Quản lý khu công nghệ cao và các khu công nghiệp, "
        "Tài chính, Kế hoạch và Đầu tư, Nội vụ",
        "Ngân hàng thương mại cung cấp dịch vụ",
        "Các cơ quan giải quyết TTHC",
        "Cơ quan, đơn vị thuộc và trực thuộc sở, ban, ngành",
        "Các đơn vị thuộc và trực thuộc Sở Khoa học và Công nghệ",
    }


@pytest.mark.parametrize(("text", "collective_id"), COLLECTIVES)
def test_collectives(text: str, collective_id: str | None) -> None:
    assert REGISTRY.collective(text, "da-nang") == collective_id


def test_a_collective_covers_bodies_of_its_own_place() -> None:
    assert REGISTRY.covers("da-nang/so-ban-nganh", "da-nang/so-noi-vu")
    assert not REGISTRY.covers("da-nang/so-ban-nganh", "hai-phong/so-noi-vu")
    assert REGISTRY.covers("hai-phong/ubnd-quan-huyen", "hai-phong/le-chan/ubnd")
    assert not REGISTRY.covers("hai-phong/ubnd-quan-huyen", "hai-phong/ubnd")
    assert not REGISTRY.covers("da-nang/co-quan-lien-quan", "da-nang/so-noi-vu")


def test_a_collective_covers_a_narrower_one_and_not_itself() -> None:
    assert REGISTRY.covers("UBND quận, huyện, phường, xã", "long-khanh/ubnd-phuong-xa")
    assert REGISTRY.covers("da-nang/ubnd-quan-huyen-phuong-xa", "da-nang/ubnd-quan-huyen")
    assert not REGISTRY.covers("UBND các phường, xã", "long-khanh/ubnd-phuong-xa")
    assert not REGISTRY.covers("UBND các phường, xã", "long-khanh/ubnd-quan-huyen-phuong-xa")
    assert not REGISTRY.covers("các cơ quan liên quan", "da-nang/so-ban-nganh")


def test_a_printed_collective_covers_too() -> None:
    assert REGISTRY.covers("Các sở, ban, ngành", "da-nang/so-noi-vu")
    assert REGISTRY.covers("UBND các quận, huyện", "hai-phong/le-chan/ubnd")
    assert REGISTRY.covers("Các cơ quan, đơn vị", "long-khanh/phong-noi-vu")
    assert not REGISTRY.covers("Sở Tài chính", "da-nang/so-noi-vu")


def test_a_list_of_departments_covers_those_listed() -> None:
    printed = "Các Sở: Xây dựng, Tài nguyên và Môi trường, Kế hoạch và Đầu tư, Nội vụ"
    assert REGISTRY.covers(printed, "da-nang/so-noi-vu")
    assert REGISTRY.covers(printed, "da-nang/so-ke-hoach-va-dau-tu")
    assert not REGISTRY.covers(printed, "da-nang/so-y-te")


@pytest.mark.parametrize(("text", "expected"), FIND)
def test_find(text: str, expected: list[tuple[str, list[str]]]) -> None:
    found = REGISTRY.find(text)
    assert [(m.text, list(m.agency_ids)) for m in found] == expected
    assert all(text[m.start : m.end] == m.text for m in found)


@pytest.mark.parametrize("text", NOTHING)
def test_common_words_are_no_bodies(text: str) -> None:
    assert REGISTRY.find(text) == []


def test_a_body_without_a_place_has_one_id_per_city() -> None:
    (found,) = REGISTRY.find("SNV chủ trì những việc gì?", ["da-nang", "hue"])
    assert found.agency_ids == ("da-nang/so-noi-vu", "hue/so-noi-vu")


def test_a_division_belongs_to_the_cities_that_have_one() -> None:
    (found,) = REGISTRY.find("phòng nội vụ làm gì", {"nghe-an", "long-khanh"})
    assert found.agency_ids == ("long-khanh/phong-noi-vu",)
    (placed,) = REGISTRY.find("phòng nội vụ nghệ an", {"nghe-an", "long-khanh"})
    assert placed.agency_ids == ("nghe-an/phong-noi-vu",)


def test_collectives_are_found() -> None:
    found = REGISTRY.find("cac so, ban, nganh va ubnd quan huyen", ["da-nang"])
    assert [(m.kind, m.collective) for m in found] == [("so-ban-nganh", True), ("ubnd-quan-huyen", True)]


def test_get_tells_the_place() -> None:
    agency = REGISTRY.get("hai-phong/le-chan/ubnd")
    assert agency is not None
    assert (agency.full_name, agency.place) == ("UBND quận Lê Chân", "hai-phong/le-chan")
    assert REGISTRY.get("da-nang/no-such-kind") is None


def test_only_what_the_source_is_sure_of_is_asserted() -> None:
    sure = REGISTRY.succession("da-nang/so-thong-tin-va-truyen-thong")
    unsure = REGISTRY.succession("da-nang/so-lao-dong-thuong-binh-va-xa-hoi")
    elsewhere = REGISTRY.succession("hai-phong/so-thong-tin-va-truyen-thong")
    assert sure and unsure and elsewhere
    assert (sure.confidence, sure.agency_ids) == ("high", ("da-nang/so-khoa-hoc-va-cong-nghe",))
    assert unsure.confidence == elsewhere.confidence == "medium"
    assert "kiểm tra lại" in unsure.text and "kiểm tra lại" not in sure.text


def test_the_district_level_ended_and_the_province_stands() -> None:
    ended = REGISTRY.succession("long-khanh/phong-noi-vu")
    assert ended and str(ended.ended) == "2025-07-01"
    assert REGISTRY.succession("da-nang/ubnd") is None
    assert REGISTRY.succession("da-nang/so-noi-vu") is None


def test_unknown_bodies_are_proposed_once_as_printed() -> None:
    cells = ["Sở Nội vụ; Trung tâm Sáng tạo Số", "Trung tâm Sáng tạo Số, các sở, ban, ngành"]
    assert REGISTRY.unknown_bodies(cells, "da-nang") == ["Trung tâm Sáng tạo Số"]


def test_every_kind_finds_itself() -> None:
    for kind in REGISTRY.kinds:
        place = "da-nang" if kind.level in ("province", "local", "central") else "long-khanh"
        if kind.level == "ward" or kind.place_needed:
            continue
        linked = REGISTRY.link(kind.name, place)
        assert linked is not None and linked.endswith("/" + kind.id), kind.id


def test_find_is_fast() -> None:
    text = "Sở Thông tin và Truyền thông Đà Nẵng phối hợp với văn phòng ủy ban làm gì vậy"
    REGISTRY.find(text)
    begin = time.perf_counter()
    for _ in range(50):
        REGISTRY.find(text)
    assert (time.perf_counter() - begin) / 50 < 0.005
