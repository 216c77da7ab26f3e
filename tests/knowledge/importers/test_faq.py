"""Questions with answers come in line by line."""

from __future__ import annotations

from datetime import date

from knowledge.importers.faq import import_faqs, write_template

HEADER = "Câu hỏi,Trả lời,Cách hỏi khác,Hiệu lực từ,Hiệu lực đến\n"


def test_the_template_reads_back_as_its_own_example() -> None:
    report = import_faqs(write_template(), "mau.xlsx")
    assert report.problems == ()
    (faq,) = report.records
    assert len(faq.variants) == 2
    assert faq.valid_on(date(2026, 12, 31))
    assert not faq.valid_on(date(2027, 1, 1))


def test_markup_in_a_cell_is_not_kept() -> None:
    report = import_faqs(f"{HEADER}Hỏi gì?,<script>alert(1)</script>Đáp <b>này</b>,,,\n".encode(), "a.csv")
    assert report.records[0].answer == "Đáp này"


def test_bad_lines_are_told_and_the_others_come_in() -> None:
    lines = [
        "Câu một?,,,,",
        "Câu hai?,Đáp,,01/02/2026,01/01/2026",
        "Câu ba?,Đáp,,,",
        "Câu bốn?,Đáp,,,",
        "Câu bốn?,Đáp khác,,,",
    ]
    report = import_faqs((HEADER + "\n".join(lines)).encode(), "a.csv")
    assert [faq.question for faq in report.records] == ["Câu ba?"]
    assert [problem.place for problem in report.problems] == ["dòng 2", "dòng 3", "dòng 6"]


def test_one_question_may_have_an_answer_for_each_year() -> None:
    lines = ["Mức phí?,Năm chẵn,,01/01/2026,31/12/2026", "Mức phí?,Năm lẻ,,01/01/2027,31/12/2027"]
    report = import_faqs((HEADER + "\n".join(lines)).encode(), "a.csv")
    assert [faq.answer for faq in report.records] == ["Năm chẵn", "Năm lẻ"]
    assert report.problems == ()
