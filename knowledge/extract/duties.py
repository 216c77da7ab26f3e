"""Reads who must do what: the items of 'TỔ CHỨC THỰC HIỆN' and the articles that give duties."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from knowledge.extract.outline import Unit
from knowledge.extract.vocabulary import alternatives, vocabulary
from knowledge.text import collapse

_CLOSING = re.compile(
    r"(Trên đây là|Trong quá trình|Quá trình (?:tổ chức )?(?:triển khai|thực hiện)|Kế hoạch này)", re.I
)
_ASK = re.compile(r"(?:Đề nghị|Giao|Yêu cầu)\s+", re.I)
_LEAD = re.compile(
    r"^(?:\d+\.\s*)?(?:Trách nhiệm của|Nhiệm vụ của|Đối với|Đề nghị|Giao(?:\s+cho)?|Yêu cầu)\s+", re.I
)
_ORDER = re.compile(r"^Giao\s|\s(?:có|chịu)\s+trách\s+nhiệm\s", re.I)
_NO_BODY = re.compile(
    r"(?:Căn cứ|Trong|Để|Khi|Nếu|Kinh phí|Trên cơ sở|Việc|Ngoài|Theo|Nội dung|Trường hợp)\b"
)
_EFFECT = re.compile(r"có hiệu lực|hết hiệu lực|Ban hành kèm theo|Phê duyệt kèm theo", re.I)


@dataclass(frozen=True)
class Duty:
    """One duty: who and which unit says it."""

    addressee: str
    unit: Unit


@cache
def _body() -> re.Pattern[str]:
    words = alternatives(vocabulary()["body_words"])
    return re.compile(
        rf"(?:(?:Các|các|Những|Toàn bộ|Lãnh đạo)\s+(?i:{words})|(?=[A-ZĐÀ-Ỹ])(?i:{words}))(?!\w)"
        r"(?!\s+(?:chức|cáo|hành|nghị|thi|thảo|phận|thủ\s+tục|chỉ\s+số|kiểm\s+tra)\b)"
    )


@cache
def _markers() -> re.Pattern[str]:
    return re.compile(rf"\s+(?:{alternatives(vocabulary()['duty_markers'])})\b")


@cache
def _verbs() -> re.Pattern[str]:
    words = alternatives(vocabulary()["duty_verbs"])
    return re.compile(rf"[\s,:]+(?:(?!tổ\s+chức(?:\s+và\b|\s+chính\b|,|;))(?:{words}))\b")


@cache
def _inside() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives(vocabulary()['body_phrases'])})")


def is_duty_section(path: Sequence[str]) -> bool:
    """Tell whether one of the headings *path* opens a list of duties."""
    return any(
        word in title.lower()
        for title in path[:2]
        if len(title) < 120 and not title.startswith(("-", "+", "•"))
        for word in vocabulary()["duty_sections"]
    )


def addressee_of(text: str) -> tuple[str, str] | None:
    """Split 'Phòng Nội vụ có trách nhiệm …' into the body as printed and what it must do.

    Returns None when the text does not begin with a body.
    """
    lead = _LEAD.match(text)
    start = lead.end() if lead else 0
    if not _body().match(text, start):
        marker = _markers().search(text, start, start + 120)
        plain = (
            marker and text[:1].isupper() and not _NO_BODY.match(text) and _first_verb(text, start) is None
        )
        return (collapse(text[start : marker.start()]), text[marker.end() :]) if marker and plain else None
    colon = re.search(r":", text[start : start + 260])
    marker = _markers().search(text, start)
    verb = _first_verb(text, start)
    ends = [start + colon.start()] if colon else []
    if marker and (verb is None or re.match(r"\s+(?:được\s+giao|có\s+tham)", text[verb:])):
        ends.append(marker.start())
    elif verb is not None:
        ends.append(min(verb, marker.start()) if marker else verb)
    if not ends:
        return None
    end = min(ends)
    name = collapse(text[start:end]).rstrip(" ,;:")
    return (name, text[end:].lstrip(" ,:")) if name else None


def _first_verb(text: str, start: int) -> int | None:
    protected = [(found.start(), found.end()) for found in _inside().finditer(text)]
    for verb in _verbs().finditer(text, start + 1):
        at = verb.end()
        if not any(low < at <= high for low, high in protected):
            return verb.start()
    return None


def duties(units: Sequence[Unit], *, directive: bool = False) -> Iterator[Duty]:
    """Yield every duty of the document in printed order.

    *directive* tells that the whole document gives orders (chỉ thị, công điện), without a section for them.
    """
    for unit in units:
        if unit.region != "body":
            continue
        if unit.heading:
            if (directive or is_duty_section(unit.path)) and _verbs().match(
                " " + unit.body[:1].lower() + unit.body[1:]
            ):
                heading = _heading_body(unit.path)
                if heading:
                    yield Duty(heading, unit)
        elif unit.kind == "article":
            found = None if _EFFECT.search(unit.body) else addressee_of(unit.body)
            if found:
                yield Duty(found[0], unit)
        elif directive or is_duty_section(unit.path):
            addressee = _addressee(unit)
            if addressee:
                yield Duty(addressee, unit)
        elif unit.kind:
            found = addressee_of(unit.body) if _ORDER.search(unit.body) else None
            if found:
                yield Duty(found[0], unit)


def _addressee(unit: Unit) -> str | None:
    if not unit.kind and (not unit.path or _CLOSING.match(unit.body)):
        return None
    own = addressee_of(unit.body)
    if own:
        return own[0]
    heading = _heading_body(unit.path)
    if heading:
        return heading
    return _named_later(unit.body)


def _heading_body(path: Sequence[str]) -> str | None:
    """The innermost heading that is a body: '1. Sở Nội vụ', '2. Trách nhiệm của Sở Tư pháp'."""
    for title in reversed(path):
        if not re.match(r"(?:\d|[a-zđ][.)]|[-+•])", title):
            continue
        bare = re.sub(r"^(?:\d+(?:\.\d+)*|[a-zđ]|[-+•])[.)]?\s*", "", title)
        found = addressee_of(bare)
        if found:
            return found[0]
        lead = _LEAD.match(bare)
        rest = bare[lead.end() :] if lead else bare
        if _body().match(rest) and len(rest) < 300:
            return rest.rstrip(" :.;")
    return None


def _named_later(text: str) -> str | None:
    """The body after an opening clause: 'Căn cứ …, Giám đốc các Sở … xây dựng …'."""
    for comma in re.finditer(r"[,;:.]\s+", text):
        found = addressee_of(text[comma.end() :])
        if found and not _verbs().match(" " + text[comma.end() :]):
            return found[0]
    return None
