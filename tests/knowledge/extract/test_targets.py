import json
from collections import Counter
from pathlib import Path

import pytest

from knowledge.extract.targets import goals
from tests.knowledge.extract.plans import IDS, extraction

GOLD = json.loads((Path(__file__).parent / "targets.json").read_text(encoding="utf-8"))
MARK = 0.95


def _found(document_id: str) -> Counter[tuple[object, ...]]:
    return Counter(
        (("T:" if t.task_id else "") + t.section, t.value, t.unit, t.comparator, t.year, t.scope)
        for t in extraction(document_id).targets
    )


def _wanted(document_id: str) -> Counter[tuple[object, ...]]:
    keys = ("place", "value", "unit", "comparator", "year", "scope")
    return Counter(tuple(one[key] for key in keys) for one in GOLD[document_id])


@pytest.mark.parametrize("document_id", IDS)
def test_goals_of_the_plans_are_found_and_nothing_else(document_id: str) -> None:
    found, wanted = _found(document_id), _wanted(document_id)
    right = sum((found & wanted).values())
    assert right >= MARK * sum(wanted.values()), wanted - found
    assert right >= MARK * sum(found.values()), found - wanted


@pytest.mark.parametrize("document_id", IDS)
def test_every_goal_says_what_it_measures(document_id: str) -> None:
    for target in extraction(document_id).targets:
        assert " " in target.subject
        assert "%" not in target.subject or target.unit != "%"
        assert "".join(target.value_text.split()) in "".join(target.text.split())


CASES = [
    # text, [(value, unit, comparator, scope, year)]
    (
        "Tỷ lệ hồ sơ trực tuyến toàn trình đạt từ 85% trở lên; 100% hồ sơ được số hóa.",
        [(85, "%", ">=", None, None), (100, "%", "=", None, None)],
    ),
    (
        "Đến hết năm 2026, ít nhất 90% người dân trưởng thành có tài khoản định danh điện tử mức độ 2",
        [(90, "%", ">=", None, 2026)],
    ),
    (
        "Tỷ lệ hài lòng đạt trên 95% tại cấp tỉnh và 90% tại cấp xã",
        [(95, "%", ">", "cấp tỉnh", None), (90, "%", ">", "cấp xã", None)],
    ),
    (
        "Rút ngắn thời gian giải quyết xuống còn không quá 03 ngày làm việc",
        [(3, "ngày làm việc", "<=", None, None)],
    ),
    ("Tổ chức ít nhất 04 lớp tập huấn cho 1.200 lượt cán bộ", [(4, "lớp", ">=", None, None)]),
    ("Thời gian chờ không quá 15 phút/lượt", [(15, "phút", "<=", None, None)]),
    ("Phấn đấu tăng 02 bậc trên bảng xếp hạng so với năm 2025", [(2, "bậc", "=", None, None)]),
    ("Chỉ số hài lòng đạt tối thiểu 87,5 điểm", [(87.5, "điểm", ">=", None, None)]),
    ("Giảm chi thường xuyên từ 5% đến 10%", [(5, "%", ">=", None, None), (10, "%", "<=", None, None)]),
    ("tỷ lệ quá hạn dưới 2 phần trăm", [(2, "%", "<", None, None)]),
    ("Căn cứ Nghị định số 61/2018/NĐ-CP ngày 23/4/2018 và Thông tư số 01/2023/TT-VPCP", []),
    ("Báo cáo 6 tháng gửi trước ngày 10 tháng cuối của quý; Tổng đài 1022 trực 24/7", []),
    ("Tổng kết 05 năm thực hiện Quy chế giai đoạn 2021 - 2025 theo TCVN ISO 9001:2015", []),
    ("dịch vụ công trực tuyến mức độ 3, 4 theo khoản 4 Điều 12", []),
    ("Năm 2025 đã đạt 92% hồ sơ đúng hạn", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_goals_in_other_wordings(text: str, expected: list[tuple[object, ...]]) -> None:
    found = [(g.value, g.unit, g.comparator, g.scope, g.year) for g in goals(text)]
    assert found == expected


def test_levels_listed_behind_their_figures_are_told_apart() -> None:
    text = (
        "Số hóa đạt tối thiểu tương ứng 30%, 20%, 15% đối với kết quả thuộc thẩm quyền giải quyết của "
        "thành phố; quận, huyện và phường, xã để bảo đảm kết nối."
    )
    assert [(g.value, g.scope) for g in goals(text)] == [
        (30, "thành phố"),
        (20, "quận, huyện"),
        (15, "phường, xã"),
    ]


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        (
            "Tỷ lệ hồ sơ đúng hạn đạt tối thiểu 97%, mức độ hài lòng của người dân đạt tối thiểu 94%",
            ["Tỷ lệ hồ sơ đúng hạn", "mức độ hài lòng của người dân"],
        ),
        (
            "100% cơ quan, 90% đơn vị sự nghiệp hoàn thiện đề án vị trí việc làm",
            ["cơ quan hoàn thiện đề án vị trí việc làm", "đơn vị sự nghiệp hoàn thiện đề án vị trí việc làm"],
        ),
        (
            "rà soát ít nhất 50% TTHC nội bộ, đề xuất đơn giản hóa tối thiểu 20% TTHC, cắt giảm 20% chi phí",
            ["rà soát TTHC nội bộ", "đề xuất đơn giản hóa TTHC", "cắt giảm chi phí"],
        ),
        ("Giảm thời gian chờ xuống còn tối đa 30 phút/01 lần", ["Giảm thời gian chờ"]),
    ],
)
def test_subjects_are_readable(text: str, subjects: list[str]) -> None:
    assert [g.subject for g in goals(text)] == subjects
