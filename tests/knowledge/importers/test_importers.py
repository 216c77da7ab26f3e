import io
import json
from datetime import date
from pathlib import Path

import docx
import pytest
from openpyxl import load_workbook

from knowledge.importers import import_procedures, write_template
from knowledge.importers.importing import MAX_BYTES, MAX_PARTS, MAX_RECORDS
from knowledge.procedures import canonical

TODAY = date(2026, 9, 17)
PORTAL = Path(__file__).parents[4] / "shared" / "tthc-portal"


def portal_record(**changes):
    record = {
        "code": "1.000001",
        "codeNotation": "1.000001",
        "name": "Thủ tục cấp thẻ thư viện",
        "executionMethods": [
            {
                "submissionMethod": "DIRECT",
                "processingTime": 3,
                "processingTimeUnit": "WORKING_DAY",
                "description": "",
                "fees": [
                    {"type": "FEE", "value": 5000, "currencyName": "Việt Nam Đồng", "description": "/thẻ"}
                ],
            }
        ],
        "executionCases": [
            {
                "name": "* Giấy tờ phải nộp:",
                "profileComponents": [{"name": "- Đơn đề nghị", "originalQty": 1}],
            },
            {"name": "* Giấy tờ phải xuất trình:", "profileComponents": [{"name": "- Căn cước"}]},
        ],
        "executionSteps": [{"name": "", "description": "<p>Nộp hồ sơ</p><script>alert('x')</script>"}],
        "departmentsExecuting": [],
        "unitGroupsExecuting": [{"name": "Ủy ban nhân dân cấp xã"}],
        "executingAgencies": "",
        "isWard": True,
    }
    return {**record, **changes}


def read(content, name="x.json", today=TODAY):
    data = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode()
    return import_procedures(data, name, today)


def test_a_portal_record_comes_in_whole() -> None:
    report = read(portal_record())
    (procedure,) = report.procedures
    assert not report.problems
    assert procedure.name == "Cấp thẻ thư viện"
    assert procedure.executing == ("Ủy ban nhân dân cấp xã",)
    assert procedure.submissions[0].time_limit == "3 ngày làm việc"
    assert procedure.submissions[0].fees[0].text == "5.000 đồng/thẻ"
    assert [(paper.name, paper.mode) for paper in procedure.cases[0].papers] == [
        ("Đơn đề nghị", "submit"),
        ("Căn cước", "show"),
    ]
    assert "alert" not in canonical(procedure).text


def test_a_fee_of_nought_is_not_free_unless_it_is_said() -> None:
    method = portal_record()["executionMethods"][0]
    fees = [{"type": "FEE", "value": 0, "description": ""}]
    silent = read(portal_record(executionMethods=[{**method, "fees": fees}]))
    assert silent.procedures[0].submissions[0].fees[0].amount is None
    assert "fee" in silent.procedures[0].unknown
    assert any("chưa biết" in problem.message for problem in silent.problems)
    said = [{"type": "SERVICE_FEE", "value": 0, "description": "Miễn lệ phí theo Nghị định"}]
    free = read(portal_record(executionMethods=[{**method, "fees": said}])).procedures[0]
    assert free.submissions[0].fees[0].free
    assert free.submissions[0].fees[0].basis


def test_a_time_limit_that_stands_in_prose_is_found_there() -> None:
    method = portal_record()["executionMethods"][0]
    prose = {
        **method,
        "processingTime": 0,
        "processingTimeUnit": "OTHER",
        "description": "Trả trong ngày làm việc.",
    }
    assert read(portal_record(executionMethods=[prose])).procedures[0].submissions[0].time_limit
    nothing = {**prose, "processingTime": 1, "description": ""}
    report = read(portal_record(executionMethods=[nothing]))
    assert report.procedures[0].submissions[0].time_limit is None
    assert "time" in report.procedures[0].unknown


def test_an_expired_reduction_is_left_out() -> None:
    method = portal_record()["executionMethods"][0]
    fees = [
        {
            "type": "FEE",
            "value": 160000,
            "currencyName": "Việt Nam Đồng",
            "description": "đến hết ngày 31/12/2023",
        }
    ]
    report = read(portal_record(executionMethods=[{**method, "fees": fees}]))
    assert report.procedures[0].submissions[0].fees == ()
    assert any("quá hạn" in problem.message for problem in report.problems)


def test_cases_stay_apart() -> None:
    cases = [
        {"name": "Cấp lần đầu", "profileComponents": [{"name": "Đơn A"}]},
        {"name": "Cấp lại", "profileComponents": [{"name": "Đơn B"}]},
    ]
    procedure = read(portal_record(executionCases=cases)).procedures[0]
    assert [case.name for case in procedure.cases] == ["Cấp lần đầu", "Cấp lại"]


def test_good_records_come_in_and_bad_ones_are_listed() -> None:
    good = [portal_record(code=f"1.00000{n}", codeNotation=f"1.00000{n}") for n in range(3)]
    bad = [
        {},
        7,
        portal_record(name=""),
        portal_record(codeNotation="x1"),
        portal_record(executionCases="oops"),
    ]
    report = read([*good, *bad])
    assert len(report.procedures) == 3
    assert report.rejected == len(bad)
    assert {problem.place for problem in report.problems if problem.level == "error"} == {
        f"bản ghi {n}" for n in range(4, 9)
    }


def test_one_code_with_two_contents_is_kept_out_and_with_one_content_taken_once() -> None:
    twice = read([portal_record(), portal_record()])
    assert len(twice.procedures) == 1 and not twice.rejected
    clash = read([portal_record(), portal_record(name="Tên khác")])
    assert not clash.procedures
    assert clash.rejected == 1


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (b"", "x.json", "rỗng"),
        (b"{not json", "x.json", "JSON hỏng"),
        (b"[" * 200_000, "x.json", "JSON hỏng"),
        (b"\xff\xfe\x00", "x.txt", "UTF-8"),
        (b"\xd0\xcf\x11\xe0rest", "ChiTietTTHC_1.doc", ".docx"),
        (b"PK\x03\x04broken", "x.docx", "không mở được"),
        (b"PK\x03\x04broken", "x.xlsx", "không mở được"),
        ("chữ gì đó".encode(), "x.txt", "không nhận ra"),
        (b"[" + b"0," * (MAX_PARTS + 1) + b"0]", "a.json", "quá nhiều phần tử"),
        (b"[" + b"0," * MAX_RECORDS + b"0]", "a.json", "chia nhỏ"),
        ("Cổng Dịch vụ công Chi tiết thủ tục hành chính X Xem chi tiết".encode(), "a.txt", "mã thủ tục"),
    ],
)
def test_a_bad_file_is_one_problem_and_nothing_else(data, name, message) -> None:
    report = import_procedures(data, name, TODAY)
    assert not report.procedures
    assert [problem.level for problem in report.problems] == ["error"]
    assert message in report.problems[0].message


def test_a_file_beyond_the_limit_is_refused_unread() -> None:
    report = import_procedures(b" " * (MAX_BYTES + 1), "big.json", TODAY)
    assert "100 MB" in report.problems[0].message


def test_the_template_reads_back_as_its_own_example() -> None:
    report = import_procedures(write_template(), "mau.xlsx", TODAY)
    (procedure,) = report.procedures
    assert not report.problems
    assert procedure.other_names == ("làm thẻ thư viện", "thẻ mượn sách")
    assert [fee.free for s in procedure.submissions for fee in s.fees] == [False, True]
    assert [paper.mode for paper in procedure.cases[0].papers] == ["submit", "show"]


def test_a_bad_row_of_the_template_is_named_by_its_line() -> None:
    book = load_workbook(io.BytesIO(write_template()))
    book["Thủ tục"].append(["sai-ma", "Tên"])
    held = io.BytesIO()
    book.save(held)
    report = import_procedures(held.getvalue(), "mau.xlsx", TODAY)
    assert len(report.procedures) == 1
    assert report.problems[0].place == "trang Thủ tục, dòng 3"


def test_a_docx_export_comes_in() -> None:
    document = docx.Document()
    for line in (
        "Mã thủ tục: 1.000009",
        "Tên thủ tục: Cấp thẻ",
        "Lĩnh vực: Văn hóa",
        "Cấp thực hiện: Cấp Xã",
    ):
        document.add_paragraph(line)
    document.add_paragraph("Trình tự thực hiện:")
    document.add_paragraph("Bước 1: nộp hồ sơ")
    table = document.add_table(rows=1, cols=3)
    for cell, text in zip(
        table.rows[0].cells, ("Hình thức nộp", "Thời hạn giải quyết", "Phí, lệ phí"), strict=True
    ):
        cell.text = text
    for cell, text in zip(table.add_row().cells, ("Trực tiếp", "5 Ngày", "Phí : 20.000 Đồng"), strict=True):
        cell.text = text
    document.add_paragraph("Cơ quan thực hiện: Ủy ban nhân dân cấp xã")
    held = io.BytesIO()
    document.save(held)
    (procedure,) = import_procedures(held.getvalue(), "ChiTietTTHC_1.000009.docx", TODAY).procedures
    assert procedure.levels == ("xã",)
    assert procedure.steps == ("Bước 1: nộp hồ sơ",)
    assert procedure.submissions[0].time_limit == "5 Ngày"
    assert procedure.submissions[0].fees[0].amount == 20_000
    assert procedure.executing == ("Ủy ban nhân dân cấp xã",)


PAGE = (
    "Cổng Dịch vụ công Quốc gia Thông tin Chi tiết thủ tục hành chính Cấp thẻ Xem chi tiết "
    "Bước 1: Chuẩn bị. Bước 2: Nộp. 5 Ngày làm việc Phí: 20.000 Đồng Xem chi tiết "
    "Nộp hồ sơ trực tiếp tại Công an cấp xã. 5 Ngày làm việc Phí: 10.000 Đồng Xem chi tiết "
    "Nộp hồ sơ trực tuyến qua Cổng dịch vụ công quốc gia. - Tờ khai CT01 Bản chính: 1 - Bản sao: 0 "
    "- Giấy tờ chỗ ở (nếu có) Bản chính: 0 - Bản sao: 1 Yêu cầu, điều kiện thực hiện Không "
    "Chọn cơ quan thực hiện"
)


def test_a_page_text_comes_in_by_what_stands_between_its_parts() -> None:
    (procedure,) = import_procedures(PAGE.encode(), "1.000010.txt", TODAY).procedures
    assert procedure.name == "Cấp thẻ"
    assert [(s.channel, s.time_limit, s.fees[0].amount) for s in procedure.submissions] == [
        ("counter", "5 Ngày làm việc", 20_000),
        ("online", "5 Ngày làm việc", 10_000),
    ]
    assert [(paper.name, paper.required) for paper in procedure.cases[0].papers] == [
        ("Tờ khai CT01", True),
        ("Giấy tờ chỗ ở (nếu có)", False),
    ]


def test_a_note_on_a_page_is_neither_paper_nor_case() -> None:
    note = (
        "Bản chính: 0 - Bản sao: 1 * Lưu ý: - Nộp bản chụp thì kèm bản chính. - Người chưa thành niên "
        "thì cha, mẹ kê khai. Bản chính: 1 - Bản sao: 1 - Đơn Bản chính: 1 - Bản sao: 0 Yêu cầu"
    )
    page = PAGE.replace("Bản chính: 0 - Bản sao: 1 Yêu cầu", note)
    (procedure,) = import_procedures(page.encode(), "1.000010.txt", TODAY).procedures
    assert [case.name for case in procedure.cases] == [""]
    names = [paper.name for paper in procedure.cases[0].papers]
    assert names == ["Tờ khai CT01", "Giấy tờ chỗ ở (nếu có)", "Đơn"]
    (fact,) = procedure.facts
    assert fact.aspect == "note" and fact.text.startswith("Nộp bản chụp") and fact.text.endswith("kê khai.")


def test_notes_of_a_portal_record_are_no_case_of_their_own() -> None:
    paper = {"name": "- Tờ khai", "originalQty": 1, "copyQty": 0}
    record = {
        "code": "1.000011",
        "name": "Cấp thẻ",
        "executionMethods": [],
        "executionCases": [
            {"name": "* Lưu ý:", "profileComponents": [{"name": "- Bản chụp phải rõ nét."}, {"name": ""}]},
            {"name": "* Giấy tờ phải nộp:", "profileComponents": [paper]},
            {"name": "Trường hợp cấp lại", "profileComponents": [paper]},
        ],
    }
    (procedure,) = import_procedures(json.dumps(record).encode(), "a.json", TODAY).procedures
    assert [case.name for case in procedure.cases] == ["", "Trường hợp cấp lại"]
    assert [(fact.aspect, fact.text) for fact in procedure.facts] == [("note", "Bản chụp phải rõ nét.")]


def test_what_is_counted_as_nothing_is_a_remark_on_the_papers_and_no_paper() -> None:
    told = "Trường hợp thông tin đã có trong cơ sở dữ liệu thì không phải xuất trình."
    card = {"name": "- Căn cước", "originalQty": 1, "copyQty": 0}
    cases = [
        {
            "name": "* Giấy tờ phải xuất trình:",
            "profileComponents": [
                {"name": told, "originalQty": 0, "copyQty": 0},
                {"name": "- Người yêu cầu xuất trình các giấy tờ sau:", "originalQty": 0, "copyQty": 0},
                card,
            ],
        }
    ]
    (procedure,) = read(portal_record(executionCases=cases)).procedures
    assert [(paper.name, paper.mode) for paper in procedure.cases[0].papers] == [("Căn cước", "show")]
    assert procedure.cases[0].remarks == (told,)
    assert told in canonical(procedure).of("papers")[0].text
    page = PAGE.replace(
        "Bản chính: 0 - Bản sao: 1 Yêu", f"Bản chính: 0 - Bản sao: 1 - {told} Bản chính: 0 - Bản sao: 0 Yêu"
    )
    (procedure,) = import_procedures(page.encode(), "1.000010.txt", TODAY).procedures
    assert len(procedure.cases[0].papers) == 2
    assert procedure.cases[0].remarks == (told,)


def test_a_title_that_a_page_cut_short_opens_a_case() -> None:
    page = PAGE.replace(
        "Bản chính: 0 - Bản sao: 1 Yêu",
        "Bản chính: 0 - Bản sao: 1 * Đăng ký tại chỗ ở không thuộc quyền sở hữu của... Tờ khai CT01 "
        "Bản chính: 1 - Bản sao: 0 - Hợp đồng thuê Bản chính: 0 - Bản sao: 1 "
        "* Đăng ký tại chỗ ở không thuộc quyền sở hữu của... Tờ khai CT02 Bản chính: 1 - Bản sao: 0 Yêu",
    )
    (procedure,) = import_procedures(page.encode(), "1.000010.txt", TODAY).procedures
    cut = "Đăng ký tại chỗ ở không thuộc quyền sở hữu của…"
    assert [(case.name, [paper.name for paper in case.papers]) for case in procedure.cases] == [
        ("", ["Tờ khai CT01", "Giấy tờ chỗ ở (nếu có)"]),
        (f"{cut} (1)", ["Tờ khai CT01", "Hợp đồng thuê"]),
        (f"{cut} (2)", ["Tờ khai CT02"]),
    ]


def test_a_row_of_an_export_that_announces_a_case_opens_it() -> None:
    def row(name: str, count: int) -> dict:
        return {"ten_giay_to": name, "ghi_chu": f"Bản chính: {count} Bản sao: 0"}

    rows = [
        row("Trường hợp 1: Hồ sơ bổ sung, bao gồm:", 0),
        row("Đơn mẫu 1", 1),
        row("Trường hợp 2: Hồ sơ thay đổi, bao gồm:", 0),
        row("Đơn mẫu 2", 1),
        row("+ Giấy tờ phải xuất trình: Hộ chiếu", 0),
    ]
    record = {
        "metadata": {"mã_thủ_tục": "1.000012", "tên_thủ_tục": "Điều chỉnh"},
        "content": {},
        "tables": {"thanh_phan_ho_so": rows},
    }
    (procedure,) = read(json.dumps(record).encode()).procedures
    assert [(c.name, [(p.name, p.mode) for p in c.papers]) for c in procedure.cases] == [
        ("Trường hợp 1: Hồ sơ bổ sung, bao gồm", [("Đơn mẫu 1", "submit")]),
        ("Trường hợp 2: Hồ sơ thay đổi, bao gồm", [("Đơn mẫu 2", "submit"), ("Hộ chiếu", "show")]),
    ]


def test_papers_that_are_all_counted_as_nothing_stay_papers() -> None:
    uncounted = [{"name": f"- {name}", "originalQty": 0, "copyQty": 0} for name in ("Tờ khai", "Ảnh")]
    (procedure,) = read(
        portal_record(executionCases=[{"name": "", "profileComponents": uncounted}])
    ).procedures
    assert [paper.name for paper in procedure.cases[0].papers] == ["Tờ khai", "Ảnh"]
    page = PAGE.replace("Bản chính: 1", "Bản chính: 0").replace("Bản sao: 1", "Bản sao: 0")
    (procedure,) = import_procedures(page.encode(), "1.000010.txt", TODAY).procedures
    assert len(procedure.cases[0].papers) == 2


@pytest.mark.parametrize("folder", ["cong-dich-vu-cong-quoc-gia", "bo-quoc-phong", "bo-cong-an"])
def test_real_records_come_in_where_they_are_at_hand(folder) -> None:
    files = [path for path in sorted((PORTAL / folder).glob("*.*")) if path.suffix in (".json", ".txt")]
    for path in files:
        report = import_procedures(path.read_bytes(), path.name, TODAY)
        assert len(report.procedures) == 1, report.problems
        procedure = report.procedures[0]
        assert procedure.code and procedure.code in path.name
        assert procedure.cases or "papers" in procedure.unknown
        assert "<" not in canonical(procedure).text or "script" not in canonical(procedure).text
