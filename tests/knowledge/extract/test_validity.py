from __future__ import annotations

import datetime as dt

import pytest

from knowledge.extract.extraction import metadata_of
from knowledge.readers import read
from knowledge.records import Document

_DECISION = """ỦY BAN NHÂN DÂN
THÀNH PHỐ CẦN THƠ
-------
Số: 40/2026/QĐ-UBND
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Cần Thơ, ngày 10 tháng 6 năm 2026
QUYẾT ĐỊNH
Ban hành Quy định về tiếp công dân trên địa bàn thành phố Cần Thơ
ỦY BAN NHÂN DÂN THÀNH PHỐ CẦN THƠ
Căn cứ Nghị định số 61/2018/NĐ-CP ngày 23 tháng 4 năm 2018 của Chính phủ thay thế Nghị định số 63/2010/NĐ-CP;
QUYẾT ĐỊNH:
Điều 1. Ban hành kèm theo Quyết định này Quy định về tiếp công dân.
Điều 2. {provision}
Điều 3. Chánh Văn phòng Ủy ban nhân dân thành phố chịu trách nhiệm thi hành Quyết định này./.
Nơi nhận:
- Như Điều 3;
"""


def document(provision: str) -> Document:
    return metadata_of(read(_DECISION.format(provision=provision).encode(), "40.txt"), "40")


SIGNED = dt.date(2026, 6, 10)
TIMES = [
    ("Quyết định này có hiệu lực thi hành kể từ ngày ký.", SIGNED, None),
    ("Quyết định có hiệu lực kể từ ngày ký ban hành.", SIGNED, None),
    ("Quyết định này có hiệu lực từ ngày 01/7/2026.", dt.date(2026, 7, 1), None),
    ("Quyết định này có hiệu lực thi hành kể từ ngày 20 tháng 6 năm 2026.", dt.date(2026, 6, 20), None),
    ("Quyết định này có hiệu lực sau 10 ngày kể từ ngày ký.", dt.date(2026, 6, 20), None),
    (
        "Quyết định này có hiệu lực kể từ ngày ký đến hết ngày 31 tháng 12 năm 2027.",
        SIGNED,
        dt.date(2027, 12, 31),
    ),
    (
        "Quyết định này có hiệu lực từ ngày 1/7/2026 đến hết năm 2030.",
        dt.date(2026, 7, 1),
        dt.date(2030, 12, 31),
    ),
    (
        "Quyết định này có hiệu lực kể từ ngày 01/7/2026 và hết hiệu lực từ ngày 01/3/2027.",
        dt.date(2026, 7, 1),
        dt.date(2027, 2, 28),
    ),
    (
        "Quyết định này có hiệu lực kể từ ngày ký. "
        "Quyết định số 5/2020/QĐ-UBND hết hiệu lực từ ngày 01/7/2026.",
        SIGNED,
        None,
    ),
    ("Sở Tư pháp rà soát các văn bản hết hiệu lực từ ngày 01/7/2026.", None, None),
]


@pytest.mark.parametrize(("provision", "effective", "expires"), TIMES)
def test_from_when_to_when(provision: str, effective: dt.date | None, expires: dt.date | None) -> None:
    found = document(provision)
    assert (found.effective, found.expires) == (effective, expires)


A, B = "Quyết định số 12/2020/QĐ-UBND", "Quyết định số 7/2022/QĐ-UBND"
ENDS = [
    (f"Quyết định này có hiệu lực từ ngày ký và thay thế {A} ngày 05/5/2020.", [f"{A} ngày 05/05/2020"], []),
    (
        f"Quyết định này thay thế {A} ngày 05 tháng 5 năm 2020 của Ủy ban nhân dân thành phố "
        f"ban hành Quy chế tiếp công dân và {B} ngày 01/02/2022 của Ủy ban nhân dân thành phố.",
        [f"{A} ngày 05/05/2020", f"{B} ngày 01/02/2022"],
        [],
    ),
    (f"Bãi bỏ toàn bộ {A}; {B}.", [], [A, B]),
    (f"Bãi bỏ các Quyết định sau đây của Ủy ban nhân dân thành phố:\n1. {A};\n2. {B}.", [], [A, B]),
    (f"Quyết định này có hiệu lực từ ngày ký. Bãi bỏ {A}.", [], [A]),
    (f"{A} ngày 05/5/2020 hết hiệu lực kể từ ngày Quyết định này có hiệu lực.", [], [f"{A} ngày 05/05/2020"]),
    (f"{A} và {B} được thay thế bằng Quyết định này.", [A, B], []),
    (f"Bãi bỏ khoản 2 Điều 5 {A}.", [], []),
    (f"Quyết định này thay thế {A} và bãi bỏ {B}.", [A], [B]),
    (f"Thay thế cụm từ “quận” bằng cụm từ “phường” tại {A}.", [], []),
    (f"Thực hiện theo {A} đã được thay thế bởi {B}.", [], []),
    (f"Sở Nội vụ tham mưu Ủy ban nhân dân thành phố ban hành Quyết định thay thế {A}.", [], []),
    (f"Các nội dung khác tại Quyết định này thực hiện theo {A} thay thế {B}.", [], []),
]


@pytest.mark.parametrize(("provision", "replaces", "abolishes"), ENDS)
def test_what_it_ends(provision: str, replaces: list[str], abolishes: list[str]) -> None:
    found = document(provision)
    assert [ref.text for ref in found.replaces] == replaces
    assert [ref.text for ref in found.abolishes] == abolishes


def test_a_plan_that_sets_the_task_of_abolishing_ends_nothing() -> None:
    text = _DECISION.replace("Điều 1. ", "1. ").replace("Điều 2. ", "2. ").replace("Điều 3. ", "3. ")
    found = metadata_of(read(text.format(provision=f"Bãi bỏ {A}.").encode(), "40.txt"), "40")
    assert found.abolishes == ()
