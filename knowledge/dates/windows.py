"""Finds the windows of days that a question names."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge.dates import spans
from knowledge.dates.atoms import Atom, find_atoms
from knowledge.dates.relative import find_relative
from knowledge.dates.spans import DateSpan, Grain
from knowledge.text import fold, nfc


@dataclass(frozen=True)
class Window:
    """An inclusive window of days named in a text.

    ``start`` and ``end`` are offsets into the NFC text, ``text`` the words as typed. ``first`` and
    ``last`` are its days, None on an open side ('trước 30/6', 'từ tháng 10'). ``year_named`` is
    False when the words give no year: the days are then in the year of asking, and a caller that
    knows the plan's year uses ``in_year``. Relative windows ('tháng này') count as named.
    ``grain`` is the unit of the words; 'year' for a bare 'năm 2024'.
    """

    start: int
    end: int
    text: str
    first: dt.date | None
    last: dt.date | None
    year_named: bool
    grain: Grain

    def in_year(self, year: int) -> Window:
        """Return the window moved into *year*; unchanged when its own year is named."""
        if self.year_named:
            return self
        first, last = in_year(self.first, self.last, year)
        return replace(self, first=first, last=last)


def in_year(first: dt.date | None, last: dt.date | None, year: int) -> tuple[dt.date | None, dt.date | None]:
    """Move an inclusive window so that its last day (or, if open, its first) lies in *year*.

    A month's last day stays its last day, in leap years too.
    """
    anchor = last or first
    step = year - anchor.year if anchor else 0
    return _moved(first, step), _moved(last, step)


@dataclass(frozen=True)
class _Point:
    begin: int
    end: int
    span: DateSpan
    named: bool
    grain: Grain
    atom: Atom | None = None
    part: str = ""
    now: bool = False

    def days(self, *, whole: bool = False) -> DateSpan:
        return self.span if whole or not self.part else spans.part(self.span, self.grain, self.part)


_PART = re.compile(
    r"\b(?P<w>dau|giua|cuoi|het|early|mid|late|end of|beginning of|start of)[\s-]+(?:the\s+)?$"
)
_PARTS = {
    "dau": "dau", "early": "dau", "beginning of": "dau", "start of": "dau", "giua": "giua", "mid": "giua",
    "cuoi": "cuoi", "late": "cuoi", "end of": "cuoi", "het": "",
}  # fmt: skip
_JOIN = re.compile(
    r"\s*(?:-|–|—|(?:cho\s+)?(?:den|toi)(?:\s+(?:het|ngay|truoc))?|to|until|till|through|and)\s*"
)
_LIST = re.compile(r"\s*(?:,|;|&|\+|va|hoac|hay|or|and)\s*(?:trong\s+)?")
_BEFORE = re.compile(r"\b(?:truoc|before|prior to)\s*(?:ngay\s*)?$")
_AFTER = re.compile(r"\b(?:sau|after)\s*(?:ngay\s*)?$")
_FROM = re.compile(r"\b(?:tu|ke tu|bat dau tu|from|since|starting)\s*(?:ngay\s*)?$")
_UNTIL = re.compile(
    r"\b(?:den|toi|cham nhat(?: la)?|muon nhat(?: la)?|khong qua|by|until|till|no later than)"
    r"\s*(?:het\s*)?(?:ngay\s*)?(?:the\s*)?$"
)
_ONLY_THEN = re.compile(r"\s+moi\b")
"""'đến quý IV mới làm': at that time, not up to it."""
_BETWEEN = re.compile(r"\b(?:between|tu|from)\s*(?:ngay\s*)?$")
_BARE_DAY_AFTER = re.compile(
    r"\b(?:truoc|sau|den|toi|tu|la|han|chot|vao|qua|hom|by|before|until|on|nhat|het)\s*$"
)
_BARE_YEAR_AFTER = re.compile(
    r"\b(?:in|of|cua|trong|by|before|after|from|den|toi|tu|since|until|year|truoc|sau|doan|dau|giua|cuoi|early|late|mid|het)"
    r"[\s-]+$"
)
_MAY_AFTER = re.compile(r"\b(?:by|before|until|since|from|between)\s+$")
_NAM_AFTER = re.compile(r"\b(?:viet|quang|mien|ha|phia)\s+$")
_DISTRICT_AFTER = re.compile(r"\b(?:o|tai|phuong|quan|duong)\s+$")
_LETTERS = re.compile(r"[^\W\d_]*")
_NUMERALS = ("i", "ii", "iii", "iv")
_OPEN_END = re.compile(
    r"\s*(?:,?\s*va\s+)?(?:(?:cac|nhung)\s+nam\s+(?:tiep theo|sau|tiep|toi)|tro di|onwards?)\b"
)
_MONTH_TYPED = {"một": 1, "hai": 2, "ba": 3, "tư": 4, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9}
_MONTH_WORD = re.compile(r"\btháng\s+(mười một|mười hai|mười|một|hai|ba|tư|sáu|bảy|tám|chín)\b")


def find_windows(text: str, today: dt.date) -> list[Window]:
    """Return the windows that *text* names, in reading order and without overlaps.

    Accents may be missing; shorthand and English are read too. A number of a document, a
    duration ('trong 30 ngày') and a bare number are no windows.

    >>> [(str(w.first), str(w.last)) for w in find_windows("quí 4/2024 lam gi", dt.date(2026, 11, 24))]
    [('2024-10-01', '2024-12-31')]
    """
    raw = nfc(text)
    folded = fold(raw)
    typed = raw.lower()
    if len(typed) != len(folded):
        typed = folded
    points = _points(folded, typed, today)
    windows: list[Window] = []
    position = 0
    while position < len(points):
        size, window = _window(raw, folded, points, position)
        if size > 1 or not points[position].now:
            windows.append(window)
        position += size
    return windows


def _points(folded: str, typed: str, today: dt.date) -> list[_Point]:
    found = [
        _Point(item.begin, item.end, item.span, item.named, item.grain, None, item.part, item.now)
        for item in find_relative(folded, typed, today)
    ]
    for match in _MONTH_WORD.finditer(typed):
        word = match.group(1)
        number = _MONTH_TYPED.get(word) or {"mười": 10, "mười một": 11, "mười hai": 12}[word]
        atom = Atom("month", *match.span(), None, number)
        found.append(_Point(*match.span(), spans.month(today.year, number), False, "month", atom))
    for atom in find_atoms(folded):
        kept = _credible(folded, typed, atom)
        span = kept.span(today.year) if kept else None
        if kept is not None and span is not None:
            found.append(_Point(kept.begin, kept.end, span, kept.year is not None, kept.grain, kept))
    found = [_with_part(folded, point) for point in found]
    found.sort(key=lambda point: (point.begin, -point.end))
    kept_points: list[_Point] = []
    for point in found:
        if not kept_points or point.begin >= kept_points[-1].end:
            kept_points.append(point)
        elif point.end > kept_points[-1].end and kept_points[-1].atom is None:
            kept_points[-1] = point
    return kept_points


def _with_part(folded: str, point: _Point) -> _Point:
    match = _PART.search(folded, max(0, point.begin - 16), point.begin)
    if match is None or point.grain not in ("month", "quarter", "year") or point.part:
        return point
    return replace(point, begin=match.start(), part=_PARTS[match["w"]])


def _credible(folded: str, typed: str, atom: Atom) -> Atom | None:
    """Return the atom, shortened if a word before the number is no unit; None when it is no date."""
    letters = _LETTERS.match(typed, atom.begin)
    word = letters.group() if letters else ""
    if atom.name in ("quarter", "quarter_word") and word not in (
        "quý",
        "quy",
        "quí",
        "qui",
        "qúy",
        "q",
        "",
        *_NUMERALS,
    ):
        return None
    if atom.name in ("quarter",) and word == "q" and atom.year is None:
        return None if _DISTRICT_AFTER.search(folded, 0, atom.begin) else atom
    if atom.name == "month" and word not in ("tháng", "thang", "thàng", "thág"):
        return None if not word.isascii() else atom
    if atom.name == "year" and _NAM_AFTER.search(folded, 0, atom.begin):
        return replace(atom, begin=atom.end - 4, name="year_num")
    if atom.name == "year_num":
        alone = not folded[: atom.begin].strip() and not folded[atom.end :].strip(" ?.-–0123456789")
        joined = bool(re.match(r"\s*[-–]\s*(?:19|20)\d\d", folded[atom.end :]))
        joined = joined or bool(re.search(r"(?:19|20)\d\d\s*[-–]\s*$", folded[: atom.begin]))
        return atom if alone or joined or _BARE_YEAR_AFTER.search(folded, 0, atom.begin) else None
    if atom.name == "day_bare":
        led = folded[atom.begin : atom.end].startswith(("ngay", "mung"))
        said = led or bool(_BARE_DAY_AFTER.search(folded, 0, atom.begin))
        return atom if said or (atom.day > 12 and (atom.day, atom.number) != (24, 7)) else None
    if atom.name == "month_en_bare" and folded[atom.begin : atom.end] == "may":
        return atom if _MAY_AFTER.search(folded, 0, atom.begin) else None
    return atom


def _window(raw: str, folded: str, points: Sequence[_Point], position: int) -> tuple[int, Window]:
    left = points[position]
    right, size, joined = left, 1, False
    if position + 1 < len(points):
        following = points[position + 1]
        gap = folded[left.end : following.begin]
        if _JOIN.fullmatch(gap) and ("and" not in gap or _BETWEEN.search(folded, 0, left.begin)):
            right, size, joined = following, 2, True
    while not joined and position + size < len(points):
        following = points[position + size]
        same = following.grain == right.grain in ("month", "quarter")
        if not (same and _LIST.fullmatch(folded[right.end : following.begin])):
            break
        right, size = following, size + 1
    left = _share_year(left, right)
    first: dt.date | None = left.days()[0]
    last: dt.date | None = right.days(whole=joined and right.part == "cuoi")[1]
    begin, last_word = left.begin, folded[: left.begin]
    if size == 1 or not joined:
        only_then = bool(_ONLY_THEN.match(folded, right.end))
        begin, first, last = _directed(last_word, left, right, first, last, only_then=only_then)
    else:
        match = _BETWEEN.search(last_word)
        begin = match.start() if match else begin
    if first is not None and last is not None and first > last:
        first = first.replace(year=last.year) if first.replace(year=last.year) <= last else first
    now = joined and left.atom is None and left.named
    named = right.named or now
    end = right.end
    if match := _OPEN_END.match(folded, end):
        end, last = match.end(), None
    grain = right.grain if not joined else "days"
    return size, Window(begin, end, raw[begin:end], first, last, named, grain)


def _share_year(left: _Point, right: _Point) -> _Point:
    if left is right or left.atom is None or left.named:
        return left
    span = left.atom.span(right.span[1].year)
    return replace(left, span=span) if span else left


def _directed(
    before: str,
    left: _Point,
    right: _Point,
    first: dt.date | None,
    last: dt.date | None,
    *,
    only_then: bool,
) -> tuple[int, dt.date | None, dt.date | None]:
    """Apply 'trước', 'sau', 'từ', 'đến': return where the window begins in the text, and its days."""
    if match := _BEFORE.search(before):
        days = left.days()[0]
        return match.start(), None, days if left.grain == "day" else days - dt.timedelta(days=1)
    if (match := _UNTIL.search(before)) and only_then:
        return match.start(), first, last
    if match:
        return match.start(), None, right.days(whole=right.part == "cuoi")[1]
    if match := _AFTER.search(before):
        return match.start(), right.days()[1] + dt.timedelta(days=1), None
    if match := _FROM.search(before):
        return match.start(), first, None
    return left.begin, first, last


def _moved(day: dt.date | None, years: int) -> dt.date | None:
    if day is None:
        return None
    year = day.year + years
    last_of_month = calendar.monthrange(day.year, day.month)[1] == day.day
    length = calendar.monthrange(year, day.month)[1]
    return dt.date(year, day.month, length if last_of_month else min(day.day, length))
