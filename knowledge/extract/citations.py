"""Finds every document named with its number, with the date, issuer and title printed beside it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from knowledge.extract.dates import DATE, printed_date
from knowledge.extract.source import clean
from knowledge.extract.vocabulary import document_types, vocabulary

Role = Literal["basis", "proposal", "replaces", "reference"]

NUMBER = r"\d+[a-z]?\s?(?:/\d{4})?[/-]\s?(?:[A-ZĐ][A-ZĐa-z]*\d{0,2}(?:(?:[-&]\s*|/)[A-ZĐ][A-ZĐa-z]*)*)"
_CITED = re.compile(
    rf"(?:(?P<type>{document_types()})\s+(?:liên\s+tịch\s+)?)?(?P<so>[Ss]ố:?\s*)?(?P<number>{NUMBER})"
)
_ISSUER_END = (
    r"về|ban\s+hành|phê\s+duyệt|quy\s+định|sửa\s+đổi|thực\s+hiện|triển\s+khai|thông\s+qua|hướng\s+dẫn|"
    r"ngày|nhằm|trên|theo|tại|và\s+các|công\s+bố|bãi\s+bỏ|thay\s+thế|giao|khóa|khoá|"
    r"là|được|có|để|đẩy\s+mạnh|phát\s+triển|thí\s+điểm"
)
_DATE_AFTER = re.compile(rf"\W{{0,3}}(?:ban\s+hành\s+)?ngày\s+(?P<date>{DATE})")
_ISSUER = re.compile(
    rf"\W{{0,3}}của\s+(?P<issuer>Bộ trưởng, Chủ nhiệm [^;,.]+|[^;,.:()“”\"]+?)"
    rf"(?=\s+(?:{_ISSUER_END})\b|[;,.:()“”\"]|\s*$)"
)
_TITLE = re.compile(
    r"\W{0,3}(?:\((?:khóa|khoá)\s+\w+\)\s*)?(?:(?:khóa|khoá)\s+[IVX]+\s*)?(?P<title>(?:“|\"|(?:về(?:\s+việc)?|ban\s+hành|phê\s+duyệt|quy\s+định|sửa\s+đổi|thực\s+hiện|"
    r"triển\s+khai|thông\s+qua|hướng\s+dẫn|công\s+bố|đẩy\s+mạnh)[\s,]).*)",
    re.I | re.S,
)
_TITLE_END = re.compile(
    r";|\.(?=\s|$)|\)(?=\W|$)|,\s*(?=(?:UBND|Uỷ ban|Ủy ban|bảo đảm|đảm bảo|gắn|trong đó)\b)|"
    r"\s+(?=(?:nhằm tạo|trên Hệ thống|trên trang thông tin|trên Cổng)\b)"
)
_NAMED_BEFORE = re.compile(
    r"(?P<title>(?:Đề án|Kế hoạch|Chương trình|Quy chế|Quy định|Chiến lược|Dự án|Phương án)\s"
    r"(?:(?!Đề án|Kế hoạch|Chương trình)[^;])*?)"
    r"\s+(?:đã\s+)?(?:được\s+(?P<issuer>[^,;]*?)\s*(?:phê\s+duyệt|ban\s+hành)\s+)?"
    r"(?:tại|theo|kèm\s+theo)\s+(?:quy\s+định\s+tại\s+)?$"
)
_LAW_BEFORE = re.compile(r"(?P<title>(?:Bộ luật|Luật|Pháp lệnh)\s[^;.]{3,160}?)\s*$")
# No title is longer; what lies further away belongs to something else.
_LONGEST = 1500
_QUOTE = re.compile(r"[^“\";.]*?[“\"]([^”\"]*)[”\"]")


@dataclass(frozen=True)
class Named:
    """A document named in a text; ``start``/``end`` are offsets into that text."""

    start: int
    end: int
    number: str
    type: str | None
    printed_date: dt.date | None
    issuer: str | None
    title: str | None
    role: Role


@cache
def _types_by_code() -> dict[str, str]:
    return dict(vocabulary()["number_types"])


def type_of_number(number: str) -> str | None:
    """Return the document type that the abbreviation in *number* stands for.

    >>> type_of_number("107/2021/NĐ-CP")
    'Nghị định'
    """
    for code in re.findall(r"[A-ZĐ][A-ZĐa-z]*", number):
        found = _types_by_code().get(code)
        if found:
            return found
    return None


def normal_number(printed: str) -> str:
    """Return a document number without white space ('4791 /QĐ-UBND' → '4791/QĐ-UBND')."""
    return re.sub(r"\s+", "", printed)


def named_documents(text: str, *, preamble: bool = False) -> Iterator[Named]:
    """Yield the documents named in *text*, in order.

    *preamble* tells that the text is one of the legal bases in front of the first heading.
    """
    matches = [match for match in _CITED.finditer(text) if _is_number(match, text)]
    for index, match in enumerate(matches):
        near = [later.start() for later in matches[index + 1 : index + 9]]
        yield _named(text, match, [at for at in near if at < match.end() + _LONGEST], preamble)


def _is_number(match: re.Match[str], text: str) -> bool:
    if match.start() and text[match.start() - 1].isalnum():
        return False
    number = normal_number(match.group("number"))
    if re.search(r"/\d{4}[/-]|/[A-ZĐ]", number):
        return True
    return bool(match.group("type") or match.group("so"))


def _named(text: str, match: re.Match[str], later: list[int], preamble: bool) -> Named:
    stop = later[0] if later else min(len(text), match.end() + _LONGEST)
    number = normal_number(match.group("number"))
    position = match.end()
    date: dt.date | None = None
    issuer: str | None = None
    for _ in range(2):
        dated = _DATE_AFTER.match(text, position)
        if dated and date is None:
            date, position = printed_date(dated.group("date")), dated.end()
        issued = _ISSUER.match(text, position, stop)
        if issued and issuer is None:
            issuer, position = clean(issued.group("issuer")), issued.end()
    end = position
    title, title_end = _title(text, position, later)
    if title:
        end = title_end
    else:
        lead = text[max(0, match.start() - 400) : match.start()]
        before = _NAMED_BEFORE.search(lead) or _LAW_BEFORE.search(lead)
        if before:
            title = clean(before.group("title"))
            named_issuer = before.groupdict().get("issuer")
            issuer = issuer or (clean(named_issuer) if named_issuer else None)
    kind = clean(match.group("type")) if match.group("type") else type_of_number(number)
    role = _role(text, match.start(), preamble)
    return Named(match.start(), end, number, kind, date, issuer or None, title, role)


def _title(text: str, position: int, later: list[int]) -> tuple[str | None, int]:
    match = _TITLE.match(text, position, later[0] if later else min(len(text), position + _LONGEST))
    if not match:
        return None, position
    start = match.start("title")
    body = text[start : _limit(text, start, later)]
    quote = _QUOTE.match(body)
    cut = body[: _title_end(body, quote.end() if quote else 0)]
    cut = re.sub(r"[\s,]+(?:và)?[\s,]*$", "", cut)
    title = clean(cut)
    if body[0] in '“"' and quote and quote.end() >= len(cut):
        title = clean(quote.group(1))
    return (title or None), start + len(cut)


def _limit(text: str, start: int, later: list[int]) -> int:
    """A document listed after a comma or 'và' is a further one; one named inside a title belongs to it."""
    for position in later:
        if re.search(r"(?:[,;(.]|\bvà|\btại|\btheo)\s*$", text[start:position]):
            return position
    return min(len(text), start + _LONGEST)


def _title_end(body: str, start: int) -> int:
    for end in _TITLE_END.finditer(body, start):
        if end.group() != ")" or body.count("(", 0, end.start()) <= body.count(")", 0, end.start()):
            return end.start()
    return len(body)


def _role(text: str, start: int, preamble: bool) -> Role:
    before = text[max(0, start - 200) : start]
    if re.search(r"(?:thay\s+thế|bãi\s+bỏ|hủy\s+bỏ|huỷ\s+bỏ)\s+(?:các\s+)?$", before, re.I):
        return "replaces"
    if re.search(r"đề\s+nghị\s+(?:của\s+)?[^;]*?(?:tại|theo)?\s*$", before[-160:], re.I) and re.match(
        r"\s*(?:Tờ\s+trình|Công\s+văn|Văn\s+bản|Báo\s+cáo|Công\s+văn\s+số)", text[start:], re.I
    ):
        return "proposal"
    return "basis" if preamble else "reference"
