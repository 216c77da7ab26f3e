"""Splits a 'cơ quan chủ trì' or 'cơ quan phối hợp' cell into the bodies printed in it."""

from __future__ import annotations

import re

from knowledge.text import UPPER as _UPPER
from knowledge.text import collapse, nfc

_COLLECTIVE_NOUN = (
    r"(?:sở|phòng|ban|ngành|cơ quan|đơn vị|tổ chức|địa phương|đoàn thể|hội|doanh nghiệp|trường|trung tâm"
    r"|UBND|ủy ban|uỷ ban|HĐND|xã|phường|quận|huyện|thành viên|cấp|bộ|viện|công ty|thôn|cán bộ|bên)\b"
)
# A body begins here: a collective, a kind of body with its name, or an abbreviation.
_HEADS = (
    rf"(?i:các|những|toàn thể|một số)\s+(?i:{_COLLECTIVE_NOUN})",
    r"(?i:sở)\s*(?:,|-|và)?\s*(?i:ban|ngành)\b",
    r"(?:Sở|Phòng|Ban|Cục|Chi [Cc]ục|Viện|Báo|Đài|Hội|Liên đoàn|Tổ|Trường|Bệnh viện|Công ty|Tổng [Cc]ông ty"
    r"|Tổng cục|Vụ|Bộ|Đảng ủy|Đảng uỷ|Ngân hàng|Thanh tra|Kho bạc|Bưu điện|Đoàn|Quỹ|Trạm|Hạt|Đội)"
    rf"\s+[{_UPPER}\d]",
    r"(?:Cục|Chi [Cc]ục|Kho bạc|Bưu điện|Thanh tra|Ngân hàng|Bệnh viện|Công ty|Thành viên)\b",
    r"(?:Thành|Thị|Tỉnh|Huyện|Quận) (?:ủy|uỷ)\b",
    r"(?:Viettel|VNPT|Điện lực)\b",
    r"(?i:UBND|Ủy ban|Uỷ ban|UBMT|MTTQ|Mặt trận|Văn phòng|Trung tâm|Công an|Bảo hiểm xã hội|Viện kiểm sát)\b",
    r"(?:HĐND|Hội đồng nhân dân|VP|TT|CA|BHXH|Thường trực|Người đứng đầu)\s",
    r"(?:Chủ tịch|Giám đốc|Thủ trưởng|Trưởng|Chánh)\s",
    r"(?i:cổng (?:thông tin|TTĐT)|bộ (?:chỉ huy|phận|CHQS)|tòa án|toà án|kho bạc)",
    r"(?i:cơ quan (?:trung ương|TW|báo|thông tấn|chuyên môn|(?:có )?liên quan))",
    r"(?i:tổ dân phố)\b",
    r"(?i:cơ quan,\s*(?:tổ chức|đơn vị))|(?i:doanh nghiệp|nhà thầu|đơn vị (?:tư vấn|cung cấp))\b",
    rf"[{_UPPER}][{_UPPER}&]+\d?\b(?!&)",
)
_HEAD = re.compile("|".join(_HEADS))
_RELATED = re.compile(r"(?i)(?:cơ quan|đơn vị|tổ chức|địa phương|bên)\s+(?:có\s+)?liên quan")
_SHORT_NAME = re.compile(rf"(?:Sở|Phòng|Bộ|P\.)\s*[{_UPPER}]+$")
_SHORT = re.compile(rf"[{_UPPER}]+(?![\w])")
_ACRONYM = re.compile(r"[A-ZĐ]+$")
_HAMLET = re.compile(r"(?i)\b(?:thôn|ấp|bản|buôn|xóm|khu|khu phố|khu dân cư|làng)$")
_QUARTER = re.compile(r"(?i)tổ dân phố\b")
_UNIT_LIST = re.compile(r"(?i)(?:các\s+)?(?:cơ quan|đơn vị|tổ chức)\b")
_SEPARATOR = re.compile(
    r"\s*(?:(?P<strong>[;\n•])|(?P<comma>,)\s*(?:và\s+|&\s+)?|(?P<and>\bvà\b|(?<=\s)&(?=\s)|/)|(?P<dot>\.)(?=\s))\s*"
)
_DASH = re.compile(r"(?:^|(?<=\s))[-–+*]\s+")
_NUMBERED = re.compile(r"(?:^|(?<=\s))(?:\d{1,2}[.)]|[a-zđ]\))\s+")
_MISSING = re.compile(
    rf"(?<=[^\s,;&/\-–+]) (?=(?:Các\s|UBND\s(?!và)|(?:Sở|Phòng)\s+[{_UPPER}]|Văn phòng\s|Công an\s"
    rf"|Trung tâm\s[{_UPPER}]))"
)
_INSIDE = re.compile(
    r"(?i)(?:thuộc|của|văn phòng|vp|chủ tịch|thường trực|hđnd|lãnh đạo|đảng ủy|đảng uỷ|đảng bộ|các|những|và"
    r"|với|tại|từ|do|giám đốc|trưởng|chánh|phó|bộ|thanh tra|cấp|là|một số|theo|trên|ban|cho|về)\s*$"
)
_OFFICE = re.compile(
    r"(?i)^(?:các\s+|chánh\s+)?(?:văn phòng|vp\.?)"
    r"(?:[\s,]|và|&|đoàn|đbqh|hđnd|đại biểu quốc hội|hội đồng nhân dân)*$"
)
_COUNCIL = re.compile(r"(?i)^(?:các\s+|thường trực\s+|thành viên\s+)?(?:hđnd|hội đồng nhân dân)$")
_LISTED = re.compile(rf"(?:Các|các|thuộc)\s+(?:[Ss]ở|[Pp]hòng|[Bb]an)(?:,\s*ngành)?\s*:\s*[{_UPPER}]")
_TRAILING = re.compile(r"[\s.,;:…/]+$")
_LEADING = re.compile(r"^(?:[\s.,;:•*+–-]|và\s)+")


def _strip(piece: str) -> str:
    return _TRAILING.sub("", _LEADING.sub("", piece))


def _depths(text: str) -> list[int]:
    depths, depth = [], 0
    for char in text:
        depth += char in "([{"
        depths.append(depth)
        depth = max(0, depth - (char in ")]}"))
    return depths


def _bullets(text: str) -> str:
    """Turn a bullet into a line end; a dash inside a name ('Tài chính - Kế hoạch') stays."""

    def replace(match: re.Match[str]) -> str:
        before = text[: match.start()].rstrip()
        starts_body = not before or before[-1] in ";.,:\n" or bool(_HEAD.match(text, match.end()))
        return "\n" if starts_body or text[match.start() - 1] == "\n" else match.group()

    def number(match: re.Match[str]) -> str:
        return "\n" if _HEAD.match(text, match.end()) else match.group()

    text = _NUMBERED.sub(number, text)
    return _DASH.sub(replace, text)


def _lines(text: str) -> str:
    """Join a line that only continues the previous one; keep a line end before a body or a bullet."""
    lines = [line.strip() for line in re.split(r"[\r\n]+", text) if line.strip()]
    joined = ""
    for line in lines:
        continues = re.search(r"(?:,|-|–)$", joined) or _INSIDE.search(joined)
        starts = _HEAD.match(line) and not continues
        joined += ("\n" if starts or line[0] in "-–+•*" else " ") + line if joined else line
    return joined


def _ends_body(left: str, match: re.Match[str], text: str) -> bool:
    if match.group("strong"):
        return True
    if not _HEAD.match(text, match.end()):
        return bool(_RELATED.match(text, match.end())) and not _UNIT_LIST.match(left)
    if _HAMLET.search(left) and _QUARTER.match(text, match.end()):
        return False
    if _LISTED.search(left):
        return bool(match.group("comma")) and bool(
            re.match(r"(?:UBND|Sở|Các|các|Văn phòng)\s", text[match.end() :])
        )
    return not (_SHORT_NAME.match(left) and _SHORT.match(text, match.end())) and not (
        _OFFICE.match(left) or _COUNCIL.match(left) or re.search(r"(?i)\bphối hợp với$", left)
    )


def _as_a_name(text: str) -> str:
    """Return a cell printed in capitals as names are written, else the cell as it is."""
    words = re.findall(r"[^\W\d_]+", text)
    spelt = [word for word in words if not _ACRONYM.match(word)]
    named = re.sub(r"(?<=\w )Các\b", "các", text.title())
    return named if text.isupper() and len(spelt) * 2 > len(words) and len(named) == len(text) else text


def split_agencies(cell: str) -> list[str]:
    """Return the bodies of a cell, each as printed, without bullets and final punctuation.

    A collective ('Sở, ban, ngành') stays whole, commas, 'và' and '-' may stand inside a name, a
    trailing parenthesis stays. Blank cells give an empty list.

    >>> split_agencies("Văn phòng UBND thành phố, và các đơn vị có liên quan.")
    ['Văn phòng UBND thành phố', 'các đơn vị có liên quan']
    """
    printed = _bullets(_lines(nfc(cell).replace("\u00a0", " ")))
    text = _as_a_name(printed)
    depths = _depths(text)
    cuts: list[tuple[int, int]] = []
    begin = 0
    for match in _SEPARATOR.finditer(text):
        mark = match.start(match.lastgroup or 0)
        if depths[mark] == 0 and _ends_body(_strip(text[begin : match.start()]), match, text):
            cuts.append(match.span())
            begin = match.end()
    for match in _MISSING.finditer(text):
        if depths[match.start()] == 0 and not _INSIDE.search(text, 0, match.start()):
            cuts.append(match.span())
    edges = [0]
    for left, right in sorted(cuts):
        edges += [left, right]
    edges.append(len(text))
    pieces = [_strip(collapse(printed[a:b])) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    return [piece for piece in pieces if piece]
