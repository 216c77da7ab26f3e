import unicodedata

import pytest

from nlu.normalise import clean, place_tone


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("hoà", "hòa"),
        ("thuỷ", "thủy"),
        ("khoẻ", "khỏe"),
        ("hòan", "hoàn"),
        ("qúy", "quý"),
        ("gìơ", "giờ"),
        ("gìn", "gìn"),
        ("quốc", "quốc"),
        ("Thuỵ", "Thụy"),
        ("ngoaì", "ngoài"),
        ("giêng", "giêng"),
        ("KPI", "KPI"),
    ],
)
def test_one_place_for_the_tone_mark(typed: str, expected: str) -> None:
    assert place_tone(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (unicodedata.normalize("NFD", "Phường nào ở Đà Nẵng?"), "Phường nào ở Đà Nẵng?"),
        ("Phường,xã nào", "Phường, xã nào"),
        ("hạn\u200b là\u00a0khi  nào", "hạn là khi nào"),
        ("bao giờ xong???", "bao giờ xong?"),
        ("nhanh lênnnn", "nhanh lên"),
        ("so tttt", "so tttt"),
        ("P. VHTT và S.TTTT", "Phòng VHTT và Sở TTTT"),
        ("quý III và quý iii", "quý III và quý iii"),
        ("AI LÀM VIỆC NÀY VẬY", "ai làm việc này vậy"),
        ("an toàn (ATTT)", "an toàn (ATTT)"),
        ("email a.b@c.vn, trang danang.gov.vn", "email a.b@c.vn, trang danang.gov.vn"),
        ("hạn 31/12/2024", "hạn 31/12/2024"),
        ("1.600 hồ sơ", "1.600 hồ sơ"),
        ("“kế hoạch”", '"kế hoạch"'),
        ("chào 🙂 bạn", "chào bạn"),
        ("", ""),
    ],
)
def test_clean(typed: str, expected: str) -> None:
    assert clean(typed) == expected
