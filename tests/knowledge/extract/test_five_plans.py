import datetime as dt

import pytest

from knowledge.extract.source import clean
from tests.knowledge.extract.plans import IDS, extraction


@pytest.mark.parametrize("document_id", IDS)
def test_every_line_is_in_a_record_or_is_layout(document_id: str) -> None:
    found = extraction(document_id).coverage
    assert found.unaccounted == ()
    assert found.records + found.layout == found.total
    assert found.layout < 0.35 * found.total


@pytest.mark.parametrize("document_id", IDS)
def test_every_text_reads_back_from_its_span(document_id: str) -> None:
    found = extraction(document_id)
    text = found.document.text
    records = (*found.passages, *found.responsibilities)
    assert records
    for record in records:
        assert clean(text[record.span.start : record.span.end]) == record.text
    for target in found.targets:
        shown = clean(text[target.span.start : target.span.end])
        assert shown in target.text
        assert target.value_text in shown
    for citation in found.citations:
        slice_ = "".join(text[citation.span.start : citation.span.end].split())
        assert citation.number in slice_


@pytest.mark.parametrize("document_id", IDS)
def test_ids_are_unique(document_id: str) -> None:
    found = extraction(document_id)
    ids = [r.id for r in (*found.passages, *found.responsibilities, *found.targets, *found.citations)]
    assert len(ids) == len(set(ids))


def test_number_and_date_of_a_decision_stand_only_in_its_attachment_line() -> None:
    document = extraction("da-nang-2766-qd-ubnd-2023").document
    assert document.number == "2766/QĐ-UBND"
    assert document.issued == dt.date(2023, 12, 14)
    assert document.type == "Quyết định"
    assert document.years == (2024,)
    assert document.attributes["theme"].startswith("Năm đẩy mạnh cải cách hành chính")
    assert document.attributes["proposal"] == "Tờ trình số 3727/TTr-SNV"
    assert document.attributes["attached_type"] == "Kế hoạch"
    assert document.signer == "Lê Trung Chinh"
    assert len(document.recipients) == 12


def test_a_number_printed_in_two_ways_keeps_both_places() -> None:
    found = extraction("hai-phong-4791-qd-ubnd-2023")
    assert found.document.number == "4791/QĐ-UBND"
    assert [number for number, _ in found.own_numbers] == ["4791/QĐ-UBND", "479/QĐ-UBND", "4791/QĐ-UBND"]
    assert found.document.attributes["effective"] == "ngày ký"
    assert found.document.issuer == "ỦY BAN NHÂN DÂN THÀNH PHỐ HẢI PHÒNG"


def test_what_the_source_leaves_blank_stays_none() -> None:
    document = extraction("quang-ngai-kh-cchc-2024").document
    assert document.number is None
    assert document.issued is None
    assert document.issuer == "UBND thành phố Quảng Ngãi"
    assert document.title == "Cải cách hành chính thành phố Quảng Ngãi năm 2024"
    assert document.signer == "Trà Thanh Danh"


def test_a_plan_over_several_years_takes_them_from_its_headings() -> None:
    assert extraction("da-nang-183-kh-ubnd-2021").document.years == (2021, 2022, 2023, 2024, 2025)


def test_each_printing_of_a_citation_is_its_own_record() -> None:
    found = extraction("long-khanh-112-kh-ubnd-2024").citations
    dates = {c.printed_date for c in found if c.number == "107/2021/NĐ-CP"}
    assert dates == {dt.date(2021, 12, 6), dt.date(2020, 4, 8), None}
    basis = next(c for c in found if c.number == "76/NQ-CP")
    assert (basis.role, basis.printed_date, basis.issuer) == ("basis", dt.date(2022, 7, 15), "Chính phủ")


def test_a_number_cut_by_a_page_break_is_whole() -> None:
    found = extraction("hai-phong-4791-qd-ubnd-2023").citations
    cited = next(c for c in found if c.number == "468/QĐ-TTg")
    assert cited.printed_date == dt.date(2021, 3, 27)
    assert cited.section == "III.3.c"
    assert {c.number for c in found} >= {"117/NQ-CP", "117/NĐ-CP", "3152/SNV-CCHC&PC"}
    assert next(c.role for c in found if c.number == "3152/SNV-CCHC&PC") == "proposal"


def test_a_title_in_front_of_its_decision_is_found() -> None:
    found = extraction("da-nang-2766-qd-ubnd-2023").citations
    cited = next(c for c in found if c.number == "3425/QĐ-UBND")
    assert cited.title is not None
    assert cited.title.startswith("Đề án đổi mới, sắp xếp tổ chức bộ máy")
    assert cited.title.endswith("Văn phòng Đăng ký đất đai thành phố Đà Nẵng")
    assert cited.issuer == "UBND thành phố"


@pytest.mark.parametrize(
    ("document_id", "section", "addressee", "words"),
    [
        ("da-nang-183-kh-ubnd-2021", "V.6.d", "UBND quận, huyện", "chỉ đạo, hướng dẫn UBND phường, xã"),
        ("da-nang-183-kh-ubnd-2021", "V.4", "Sở Tài chính", "chủ trì tham mưu nguồn kinh phí"),
        ("da-nang-2766-qd-ubnd-2023", "Điều 2", "Sở Nội vụ", "có trách nhiệm chủ trì"),
        (
            "da-nang-2766-qd-ubnd-2023",
            "III.5.b",
            "Sở Thông tin và Truyền thông",
            "kinh phí công nghệ thông tin",
        ),
        ("hai-phong-4791-qd-ubnd-2023", "V.2.c", "Sở Tư pháp", "cải cách thể chế"),
        ("hai-phong-4791-qd-ubnd-2023", "V.1.d", "Các sở, ban, ngành", "trong tháng 01/2024"),
        ("long-khanh-112-kh-ubnd-2024", "IV.6", "Phòng Tài chính - Kế hoạch", "cải cách tài chính công"),
        ("quang-ngai-kh-cchc-2024", "III.5", "Phòng Nội vụ", "có trách nhiệm phối hợp"),
    ],
)
def test_duties_name_their_addressee(document_id: str, section: str, addressee: str, words: str) -> None:
    duties = [d for d in extraction(document_id).responsibilities if d.section == section]
    assert any(d.addressee.text == addressee and words in d.text for d in duties)


def test_notes_between_the_rows_of_a_table_stand_under_their_group() -> None:
    found = [
        p for p in extraction("da-nang-183-kh-ubnd-2021").passages if "Giấy tờ trong thành phần" in p.text
    ]
    assert [p.section for p in found] == ["III.1"]
    assert found[0].heading_path[0].startswith("III. Triển khai thực hiện số hóa hồ sơ")
