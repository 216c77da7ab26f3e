"""Figures come in line by line; what is no figure is told by its line."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.importers.shipped import shipped_statistics
from knowledge.importers.statistics import import_statistics, write_template

HEADER = "Chỉ tiêu;Tên gọi khác;Địa bàn;Kỳ;Giá trị;Đơn vị tính;Nguồn;Ngày của nguồn\n"
GOOD = "Thu ngân sách;thu NSNN;Đà Nẵng;Quý I/2025;7.123,5;tỷ đồng;Báo cáo 1/BC;15/4/2025\n"


def read(*lines: str, name: str = "so-lieu.csv"):  # type: ignore[no-untyped-def]
    return import_statistics((HEADER + "".join(lines)).encode(), name)


def test_the_template_reads_back_as_its_own_example() -> None:
    report = import_statistics(write_template(), "mau.xlsx")
    assert report.problems == ()
    (figure,) = report.records
    assert (figure.value, figure.value_text, figure.area_id) == (12500.0, "12.500", "da-nang")
    assert (figure.period, figure.period_end) == ("Quý I/2026", date(2026, 3, 31))
    assert figure.other_names == ("lượt bạn đọc", "lượt đọc sách")


def test_a_csv_line_becomes_a_figure() -> None:
    (figure,) = read(GOOD).records
    assert figure.id == "thu-ngan-sach/da-nang/2025-03-31-quy"
    assert (figure.value, figure.unit, figure.source) == (7123.5, "tỷ đồng", "Báo cáo 1/BC")
    assert figure.source_date == date(2025, 4, 15)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (GOOD.replace("7.123,5", "khoảng 7 nghìn"), "giá trị"),
        (GOOD.replace("7.123,5", "12.5"), "giá trị"),
        (GOOD.replace("Đà Nẵng", "Atlantis"), "địa bàn"),
        (GOOD.replace("Quý I/2025", "dạo này"), "kỳ"),
        (GOOD.replace("Báo cáo 1/BC", ""), "thiếu Nguồn"),
        (GOOD.replace("15/4/2025", "31/2/2025"), "không phải ngày"),
    ],
)
def test_a_bad_line_is_told_and_the_others_come_in(wrong: str, told: str) -> None:
    report = read(wrong, GOOD)
    assert len(report.records) == 1
    (problem,) = report.problems
    assert problem.place == "dòng 2"
    assert told in problem.message


def test_two_values_for_one_period_are_both_kept_out() -> None:
    report = read(GOOD, GOOD.replace("7.123,5", "8.000"))
    assert report.records == ()
    assert "hai giá trị" in report.problems[0].message


def test_a_file_that_is_no_table_is_told() -> None:
    assert "thiếu cột" in import_statistics(b"a,b\n1,2\n", "x.csv").problems[0].message
    assert ".xlsx" in import_statistics(b"not a workbook", "x.xlsx").problems[0].message
    assert "UTF-8" in import_statistics("Chỉ tiêu".encode("utf-16"), "x.csv").problems[0].message
    assert "rỗng" in import_statistics(b" ", "x.csv").problems[0].message


def test_every_shipped_figure_names_its_source() -> None:
    figures = {figure.indicator: figure for figure in shipped_statistics()}
    assert figures["Quy mô dân số"].value == 2_819_900
    assert figures["Diện tích tự nhiên"].value == 11_859.6
    assert figures["Số đơn vị hành chính cấp xã"].value == 94
    assert all(figure.source and figure.source_date for figure in figures.values())
