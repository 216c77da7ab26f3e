"""Finds the level of government a goal number binds: 'tại thành phố', 'đối với phường, xã'."""

from __future__ import annotations

import re
from functools import cache

from knowledge.extract.source import clean
from knowledge.extract.vocabulary import alternatives, vocabulary

_LINKS = (
    r"(?:[\s,:']+(?:tối\s+thiểu|ít\s+nhất|tối\s+đa|đạt|còn|xuống|lên|mức|là|tương\s+ứng|theo\s+tỷ\s+lệ|tỷ\s+lệ|tăng|giảm|mỗi\s+năm|"
    r"hằng\s+năm|hàng\s+năm|trung\s+bình|khoảng|thêm))*[\s,:']*$"
)
_DESK = r"(?:các\s+)?Bộ\s+phận\s+(?:tiếp\s+nhận\s+và\s+trả\s+kết\s+quả|một\s+cửa)"


@cache
def _level() -> str:
    levels = alternatives(vocabulary()["targets"]["levels"])
    return rf"(?:các\s+|cả\s+)?(?P<level>{levels})(?!\w)(?-i:(?!\s+[A-ZĐ]))"


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    at = rf"(?:tại|ở|đối\s+với)\s+(?:{_DESK}\s+(?:tại\s+)?)?"
    return (
        re.compile(rf"^\s*{at}{_level()}", re.I),
        re.compile(rf"^\s*{_DESK}\s+(?:tại\s+)?{_level()}", re.I),
        re.compile(
            rf"^(?:(?!được\b|\bcó\b|\bdo\b|[,;]).){{2,80}}?\s(?:tại|ở)\s+(?:{_DESK}\s+)?{_level()}",
            re.I | re.S,
        ),
        re.compile(rf"\s(?:tại|ở|đối\s+với)\s+{_level()}\s*$", re.I),
    )


@cache
def _before() -> re.Pattern[str]:
    return re.compile(rf"(?:tại|ở|đối\s+với)\s+(?:{_DESK}\s+(?:tại\s+)?)?{_level()}{_LINKS}", re.I)


@cache
def _removable() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return (
        re.compile(rf"(?P<desk>{_DESK})\s+(?:tại\s+)?{_level()}", re.I),
        re.compile(rf"\s*(?:tại|ở|đối\s+với)\s+{_level()}", re.I),
    )


def without_place(subject: str) -> str:
    """Return *subject* without the level it names, so that the figures of all levels measure one thing."""
    desk, place = _removable()
    return clean(place.sub("", desk.sub(lambda hit: hit.group("desk"), subject)))


@cache
def _place_only() -> re.Pattern[str]:
    joint = r"(?:đạt|và|tối\s+thiểu|ít\s+nhất|[\s,;:'])*"
    return re.compile(rf"{joint}(?:tại|ở|đối\s+với)\s+(?:{_DESK}\s+(?:tại\s+)?)?{_level()}{joint}", re.I)


def is_place(text: str) -> bool:
    """Tell whether *text* is nothing but a level ('; tại quận, huyện ')."""
    return bool(_place_only().fullmatch(text))


def scope_of(before: str, after: str) -> str | None:
    """Return the level bound by a number that stands between *before* and *after*."""
    for pattern in _patterns():
        hit = pattern.search(after)
        if hit:
            return clean(hit.group("level"))
    hit = _before().search(before)
    return clean(hit.group("level")) if hit else None


def levels_in(text: str) -> list[str]:
    """Return every level named in *text*, 'quận, huyện và phường, xã' as two."""
    split = re.sub(r"(quận,\s*huyện)\s+và\s+(phường,\s*xã)", r"\1 ; \2", text, flags=re.I)
    return [clean(hit.group("level")) for hit in re.finditer(_level(), split, re.I)]
