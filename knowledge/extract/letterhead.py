"""Reads letterhead, title and signature block: place and day, issuer, type and title, signer, recipients."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from knowledge.extract.citations import NUMBER
from knowledge.extract.dates import printed_date
from knowledge.extract.outline import Unit
from knowledge.extract.source import clean
from knowledge.extract.vocabulary import document_types
from knowledge.text import collapse, fold

THEME = re.compile(r"chủ đề(?:\s+năm)?\s*:\s*(?P<theme>.+)$", re.I | re.S)
OWN_NUMBER = re.compile(rf"(?:^|\s)Số\s*:?\s*(?P<number>{NUMBER})?", re.I)
_PLACE = re.compile(r"^(?P<place>[^,\d]{2,40}),\s*ngày\b(?P<rest>.*)$", re.I)
_TYPE = re.compile(rf"^(?P<type>{document_types()})\b[:\s]*(?P<title>.*)$", re.I | re.S)
_ISSUER = re.compile(
    r"^(?:CHỦ TỊCH\s+)?(?:ỦY BAN|UỶ BAN|UBND|HỘI ĐỒNG|HĐND|BỘ |SỞ |THỦ TƯỚNG|CHÍNH PHỦ|VĂN PHÒNG|"
    r"THÀNH ỦY|TỈNH ỦY|BAN (?!HÀNH))",
    re.I,
)
_PARENT = re.compile(r"^(?:THÀNH PHỐ|TP\.?|TỈNH|QUẬN|HUYỆN|THỊ XÃ|PHƯỜNG|XÃ|ĐẶC KHU)\s", re.I)
_ISSUES = re.compile(
    r"(?<!của )((?:Ủy ban nhân dân|Uỷ ban nhân dân|UBND|Hội đồng nhân dân|HĐND)\s[^,;.\d]*?)\s+"
    r"(?:ban hành|xây dựng)\s+(?:Kế hoạch|Chương trình|Quyết định)",
    re.I,
)
_NAME = re.compile(r"^(?:[A-ZĐÀ-Ỹ][\wÀ-ỹ']*\.?\s?){2,6}$")
_RANK = re.compile(
    r"^(?:TM|KT|TL|TUQ|Q)\.|^(?:PHÓ\s+)?(?:CHỦ TỊCH|GIÁM ĐỐC|CHÁNH|BỘ TRƯỞNG|THỦ TƯỚNG|TRƯỞNG|CỤC)", re.I
)
# A longer line is no part of a letterhead.
_LONGEST = 1000
_CLOSING = ("recipients", "signature")


def cells_of(units: Sequence[Unit], text: str) -> list[str]:
    """The cells of a letterhead or signature block: neighbouring lines with tabs column by column."""
    cells: list[str] = []
    rows: list[list[str]] = []
    for unit in units:
        for line in text[unit.span.start : unit.span.end].split("\n"):
            row = [clean(cell) for cell in line.split("\t")]
            if len(row) == 1:
                cells.extend(_by_column(rows))
                rows = []
                cells.extend(cell for cell in row if 0 < len(cell) <= _LONGEST)
            else:
                rows.append(row)
    return [*cells, *_by_column(rows)]


def _by_column(rows: Sequence[Sequence[str]]) -> list[str]:
    width = max((len(row) for row in rows), default=0)
    return [row[column] for column in range(width) for row in rows if column < len(row) and row[column]]


def type_and_title(head: Sequence[str]) -> tuple[str | None, str]:
    """Return the printed type ('Kế hoạch') and the title lines below it, without the issuer."""
    for index, line in enumerate(head):
        match = _TYPE.match(line)
        if not match or OWN_NUMBER.match(line):
            continue
        kind = match.group("type").capitalize()
        rest = [match.group("title").strip()] if match.group("title").strip() else []
        for following in head[index + 1 :]:
            if (_ISSUER.match(following) and rest) or following.startswith("(") or THEME.search(following):
                break
            if not re.search(r"\w", following):
                if rest:
                    break
                continue
            rest.append(following)
        return kind, collapse(" ".join(rest))
    return None, ""


def issued_on(head: Sequence[str]) -> dt.date | None:
    """Return the day of issue in the line of place and date, None when it is blank."""
    for line in head:
        match = _PLACE.match(line)
        if match:
            return printed_date(match.group("rest"))
    return None


def printed_place_line(units: Sequence[Unit], text: str) -> str | None:
    """Return the line of place and date in the letterhead ('Đà Nẵng, ngày …'), None when there is none."""
    head = cells_of([unit for unit in units if unit.region == "header"], text)
    return next((line for line in head if _PLACE.match(line)), None)


def _place(head: Sequence[str]) -> str | None:
    for line in head:
        match = _PLACE.match(line)
        if match:
            return collapse(match.group("place"))
    return None


def issuer_of(head: Sequence[str], units: Sequence[Unit], attached: re.Match[str] | None) -> str | None:
    """Return the issuer: from the letterhead, the attachment line, or the sentence that issues the plan."""
    for index, line in enumerate(head):
        if not _ISSUER.match(line):
            continue
        following = head[index + 1] if index + 1 < len(head) else ""
        if _PARENT.match(following) and not OWN_NUMBER.match(following):
            line = f"{line} {following}"
        if len(line.split()) > 2 or "ỦY BAN" not in line.upper():
            return line
    if attached and attached.group("issuer"):
        return collapse(attached.group("issuer"))
    named = [
        match.group(1) for unit in units if unit.region == "basis" for match in _ISSUES.finditer(unit.text)
    ]
    if not named:
        return None
    bare = re.sub(r"^(?:TP\.?|thành phố)\s+", "", _place(head) or "", flags=re.I)
    issuer = collapse(named[-1])
    return issuer if fold(bare) in fold(issuer) else f"{issuer} {bare}"


def signer_of(units: Sequence[Unit], text: str) -> tuple[str | None, str | None]:
    """Return the signer's name and titles ('TM. ỦY BAN NHÂN DÂN – CHỦ TỊCH')."""
    ranks: list[str] = []
    for line in cells_of([unit for unit in units if unit.region in _CLOSING], text):
        if line.startswith(("-", "+", "•")):
            continue
        if _RANK.match(line):
            ranks.append(line)
        elif ranks and _NAME.match(line) and not line.isupper():
            return line, " – ".join(ranks)
    return None, " – ".join(ranks) or None


def recipients_of(units: Sequence[Unit], text: str) -> tuple[str, ...]:
    """Return the recipients without marks and final punctuation."""
    marks = r"^[-+•]\s*"
    lines = cells_of([unit for unit in units if unit.region in _CLOSING], text)
    return tuple(re.sub(marks, "", line).rstrip(" ;.") for line in lines if re.match(marks, line))
