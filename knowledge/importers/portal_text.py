"""The portal's page as plain text, flattened to one line with the page's navigation around it.

Without headings the parts are told apart by what always stands between them: steps, then each way of
handing in after its fees, then the papers with their 'Bản chính: 1 - Bản sao: 0', then the conditions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from knowledge.importers import fields
from knowledge.importers.report import Problem, RecordError
from knowledge.records.procedure import (
    Channel,
    Fee,
    Paper,
    Procedure,
    ProcedureCase,
    ProcedureFact,
    Submission,
)
from knowledge.text import collapse, fold, nfc

SOURCE = "Trang chi tiết thủ tục trên Cổng Dịch vụ công quốc gia"
_START = "Chi tiết thủ tục hành chính"
_BODY = "Xem chi tiết"
_END = "Chọn cơ quan thực hiện"
_CONDITIONS = "Yêu cầu, điều kiện thực hiện"
_STEP = re.compile(r"(?:- )?Bước \d+:")
_FEE = re.compile(r"(Phí|Lệ phí)\s*:\s*(Miễn phí|[\d.]+)\s*Đồng(?:\s*\(([^)]*)\))?(?:\s*Xem chi tiết)?")
_TIME = re.compile(r"\b\d{1,2} (?:Ngày làm việc|Ngày|Giờ làm việc|Giờ)\b")
_PAPER = re.compile(r"(.*?)\s*Bản chính: (\d+) - Bản sao: (\d+)", re.DOTALL)
_CUT = re.compile(r"((?!\.\.\.).{15,100}?)\.\.\. ")
_CUT_BEFORE = re.compile(r"([^.;*]{15,100})\.\.\.$")
_SENTENCE = re.compile(r"(?<!\.)\. ")
_WAY = re.compile(r"(?:Nộp hồ sơ )?(trực tiếp|trực tuyến|(?:qua )?(?:dịch vụ )?bưu chính)", re.IGNORECASE)
_PREAMBLE = re.compile(
    r"\d+ (?:ngày|giờ)(?: làm việc)? (?:kể )?từ|Thời gian tiếp nhận|Cổng dịch vụ công"
    r"|Nộp hồ sơ (?:trực tiếp|trực tuyến)"
)
_CODE = re.compile(r"\d\.\d{6}")
_CHANNELS: tuple[tuple[str, Channel], ...] = (
    ("truc tuyen", "online"),
    ("buu chinh", "post"),
    ("truc tiep", "counter"),
)


def is_page(text: str) -> bool:
    """Tell whether *text* is a procedure page of the portal."""
    return _START in nfc(text) and "Cổng Dịch vụ công" in nfc(text)


def read(text: str, filename: str, today: date) -> tuple[Procedure, list[Problem]]:
    """Return the procedure of a page; its code stands in the file's name. Raises RecordError."""
    page = collapse(nfc(text))
    found = _CODE.search(filename)
    if found is None:
        raise RecordError("tên tệp không chứa mã thủ tục, trang chữ thì không ghi mã")
    code = found[0]
    _, _, page = page.partition(_START)
    name, mark, body = page.partition(_BODY)
    if not mark:
        raise RecordError("không thấy phần nội dung của trang")
    body, _, _ = body.partition(_END)
    body, _, conditions = body.partition(_CONDITIONS)
    cases, notes = _cases(body)
    steps, rest = _steps(body)
    submissions = _submissions(rest, today)
    warnings = [
        Problem("warning", filename, code, "trang chữ không ghi căn cứ pháp lý, kết quả, cơ quan thực hiện")
    ]
    if not submissions:
        warnings.append(Problem("warning", filename, code, "không tách được cách nộp và mức thu"))
    procedure = Procedure(
        id=fields.id_of(code),
        code=code,
        name=fields.name_of(name),
        sector="Chưa phân loại",
        submissions=submissions,
        cases=cases,
        facts=notes,
        steps=steps,
        conditions=(conditions.strip(),) if conditions.strip() else (),
        unknown=(
            "legal",
            "result",
            "where",
            *fields.unstated(submissions, papers=any(case.papers for case in cases)),
        ),
        as_of=f"{today.month}/{today.year}",
        source=SOURCE,
        taken=today,
        confidence="medium",
    )
    return procedure, warnings


def _steps(body: str) -> tuple[tuple[str, ...], str]:
    """Return the steps and what follows the last one: it ends where the first fee or time limit stands."""
    starts = [match.start() for match in _STEP.finditer(body)]
    if not starts:
        return (), body
    marks = [match.start() for pattern in (_FEE, _TIME) for match in pattern.finditer(body, starts[-1])]
    end = min(marks, default=len(body))
    bounds = [*starts, end]
    steps = (body[a:b].strip() for a, b in pairwise(bounds))
    return tuple(step for step in steps if step), body[end:]


def _submissions(text: str, today: date) -> tuple[Submission, ...]:
    """Cut at each run of fees: the fees (and a time limit before them) belong to the way told after them."""
    runs = list(re.finditer(rf"(?:{_TIME.pattern}\s*)?(?:{_FEE.pattern}\s*)+", text))
    found = []
    for number, run in enumerate(runs):
        end = runs[number + 1].start() if number + 1 < len(runs) else run.end() + 400
        told = text[run.end() : end]
        way = _WAY.search(told)
        if way is None:
            continue
        channel = next(channel for word, channel in _CHANNELS if word in fold(way[1]))
        time = _TIME.search(run[0])
        fees = tuple(_fee(match) for match in _FEE.finditer(run[0]) if not fields.expired(match[0], today))
        found.append(Submission(channel, time[0] if time else None, fees))
    return tuple(found)


def _fee(match: re.Match[str]) -> Fee:
    if match[2] == "Miễn phí":
        return fields.fee_of(match[1], 0, "đồng", "Miễn phí cho diện được miễn")
    return fields.fee_of(match[1], int(match[2].replace(".", "")), "đồng", match[3] or "")


@dataclass
class _Group:
    """Papers under one title; the page cuts long titles short."""

    title: str
    papers: list[Paper] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def _cases(body: str) -> tuple[tuple[ProcedureCase, ...], tuple[ProcedureFact, ...]]:
    """Return the cases and notes: each paper ends with its counts and starts at the last mark before them.

    'Lưu ý: …' stands where a paper could, with counts of its own: it is a note, whatever it holds. A
    paper of no original and no copy is a remark, unless the page counts none of its papers. A title
    that was cut short ('Trường hợp công dân …...') opens a case.
    """
    notes = []
    groups = [_Group("")]
    found = [(match[1], int(match[2]), int(match[3])) for match in _PAPER.finditer(body)]
    counted = any(originals or copies for _, originals, copies in found)
    for text, originals, copies in found:
        note = fields.without_note_mark(text)
        if note is not None:
            notes.append(fields.note_of(note))
            continue
        title, name = _titled(text)
        if title:
            groups.append(_Group(title))
        if counted and not originals and not copies:
            groups[-1].remarks += fields.remarks(name)
        elif name:
            groups[-1].papers.append(fields.paper_of(name, originals, copies, False, ()))
    return tuple(_numbered(groups)), tuple(note for note in notes if note)


def _titled(text: str) -> tuple[str, str]:
    """Return the title that a paper's *text* opens ('' mostly), and the paper's name."""
    start = max(text.rfind(" - "), text.rfind(": - "), text.rfind("* "))
    before, name = (text[:start], text[start + 1 :]) if start >= 0 else ("", text)
    title = _CUT_BEFORE.search(before)
    name = name.strip(" -*+:;,")
    if _PREAMBLE.search(name):
        # The first paper follows the last way of filing without any mark between them.
        sentences = _SENTENCE.split(name)
        last = max((n for n, part in enumerate(sentences) if _PREAMBLE.search(part)), default=-1)
        name = ". ".join(sentences[last + 1 :] or sentences[-1:])
    inside = _CUT.match(name)
    if inside:
        return inside[1], name[inside.end() :].strip(" -*+:;,")
    return (title[1].strip() if title else ""), name


def _numbered(groups: list[_Group]) -> Iterator[ProcedureCase]:
    """Yield the groups as cases; those whose titles were cut to the same words are numbered."""
    kept = [group for group in groups if group.papers or group.remarks]
    titles = [group.title for group in kept]
    for place, group in enumerate(kept):
        name = f"{group.title}…" if group.title else ""
        if titles.count(group.title) > 1 and name:
            name += f" ({titles[:place].count(group.title) + 1})"
        yield ProcedureCase(name, tuple(group.papers), remarks=tuple(group.remarks))
