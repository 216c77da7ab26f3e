"""Which role a message gives a body it names: to lead, or to coordinate."""

from __future__ import annotations

import re

from nlu.query import Role

_FILLER = (
    r"(?:\s|,|của|thành phố|tỉnh|đà nẵng|hải phòng|đứng ra|đứng|được giao|là|cơ quan|đơn vị"
    r"|bên|phải|sẽ|đang|cùng|tham gia|có|thì|mà|năm|\d{4}|ở|tp|nào|được|vai trò|nhiệm vụ|việc"
    r"|bao nhiêu|mấy|những|các)*"
)
_AFTER_LEAD = re.compile(
    rf"^{_FILLER}\s*(?:chủ trì|làm chính|lo|phụ trách|đầu mối|làm(?! gì| những gì)|được giao"
    rf"|chịu trách nhiệm)(?!\w)"
)
_AFTER_COORDINATE = re.compile(rf"^{_FILLER}\s*phối hợp(?P<rest>.{{0,40}})")
_WITH_WHOM = re.compile(
    r"^\s*(?:với|cùng)?\s*(?:với\s+)?(?:ai|những ai|cơ quan nào|sở nào|đơn vị nào|bên nào"
    r"|những|các|ngành nào|phòng nào)|^\s*gồm"
)
_BEFORE_WITH = re.compile(r"(?P<head>.*)phối hợp (?:với|cùng)\s*$")
_BEFORE_HELPED = re.compile(
    r"(?P<head>.*)(?<!\w)(?:phụ(?: giúp)?|hỗ trợ|giúp(?: sức)?|tiếp tay|tiếp sức|làm cùng|làm chung"
    r"|chung tay)(?: cho| với| cùng)?\s*$"
)
_BEFORE_LEAD = re.compile(r"(?:do|giao cho|giao|chủ trì (?:là|bởi)|đầu mối là|chủ trì)\s*$")
_ASKS_WHO = re.compile(r"(?<!\w)(?:ai|nào|những ai)(?!\w)")


def role_of(text: str, start: int, end: int) -> Role | None:
    """Return the role *text* (lower case) gives the body at ``[start, end)``.

    >>> role_of("sở nội vụ chủ trì việc gì", 0, 9)
    'lead'
    >>> role_of("ai phối hợp với sở nội vụ", 16, 25)
    'lead'
    >>> role_of("sở nội vụ phối hợp những việc gì", 0, 9)
    'coordinate'
    """
    before, after = text[max(0, start - 60) : start], text[end : end + 90]
    coordinate = _AFTER_COORDINATE.match(after)
    if coordinate:
        rest = coordinate.group("rest")
        return (
            "lead"
            if _WITH_WHOM.match(rest) and not re.match(r"^\s*(?:những|các) (?:việc|nhiệm|đầu|nội)", rest)
            else "coordinate"
        )
    behind = _BEFORE_WITH.match(before)
    if behind:
        return "lead" if _ASKS_WHO.search(behind.group("head")) else "coordinate"
    helped = _BEFORE_HELPED.match(before)
    if helped and _ASKS_WHO.search(helped.group("head")):
        return "lead"
    if _AFTER_LEAD.match(after) or _BEFORE_LEAD.search(before):
        return "lead"
    return None
