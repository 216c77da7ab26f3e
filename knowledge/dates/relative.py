"""Date expressions that depend on the day of asking: 'tháng này', 'quý sau', '30 ngày tới', 'next month'."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.dates import spans
from knowledge.dates.spans import DateSpan, Grain

_NUMBERS = {
    "mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
}  # fmt: skip
_NUMBER = rf"(?P<n>\d{{1,3}}|{'|'.join(_NUMBERS)})"
_GRAINS: dict[str, Grain] = {
    "ngay": "day", "tuan": "week", "thang": "month", "quy": "quarter", "qui": "quarter", "nam": "year",
    "day": "day", "week": "week", "month": "month", "quarter": "quarter", "year": "year",
}  # fmt: skip
_STEPS = {
    "nay": 0, "hien tai": 0, "hien nay": 0, "sau": 1, "toi": 1, "ke": 1, "ke tiep": 1, "tiep theo": 1,
    "truoc": -1, "roi": -1, "vua roi": -1, "vua qua": -1, "qua": -1, "ngoai": -1,
    "this": 0, "next": 1, "last": -1, "previous": -1, "the current": 0,
}  # fmt: skip
_DAYS = {"hom nay": 0, "today": 0, "hom qua": -1, "yesterday": -1, "ngay mai": 1, "tomorrow": 1}
_AFTER = r"(?:toi|nua|sap toi|tiep theo|ke tiep|sau)"
_PAST = r"(?:qua|vua qua|gan day|truoc|vua roi)"

_STEP = re.compile(
    r"(?<!cac )(?<!nhung )\b(?P<g>tuan|thang|quy|qui|nam)\s+"
    r"(?P<s>hien tai|hien nay|ke tiep|tiep theo|vua roi|vua qua"
    r"|nay|sau|toi|ke|truoc|roi|qua|ngoai)\b(?!\s+khi\b)"
)
_COUNTED = re.compile(rf"(?:\d|\b(?:may|vai|nhieu|{'|'.join(_NUMBERS)}))\s*$")
_STEP_EN = re.compile(r"\b(?P<s>this|next|last|previous|the current)\s+(?P<g>week|month|quarter|year)\b")
_COUNT = re.compile(
    rf"(?:\btrong\s+(?:vong\s+)?)?\b{_NUMBER}\s+(?P<g>ngay|tuan|thang|quy|qui|nam)\s+"
    rf"(?:(?P<f>{_AFTER})|(?P<p>{_PAST}))\b(?!\s+khi\b)"
)
_COUNT_EN = re.compile(
    rf"\b(?:the\s+)?(?P<w>next|last|past)\s+{_NUMBER}\s+(?P<g>day|week|month|quarter|year)s?\b"
)
_ONE_DAY = re.compile(rf"\b(?P<d>{'|'.join(_DAYS)})\b")
_NOW = re.compile(
    r"(?:\b(?:tu|ke tu|from|since)\s+|\b(?:den|toi|until|to)\s+)"
    r"(?P<now>nay|bay gio|gio|hien nay|hien tai|now)\b"
)
_BARE = re.compile(
    r"\b(?P<w>dau|giua|cuoi|het)\s+(?P<g>nam|quy|qui|thang)\b"
    r"(?!\s*\d)(?!\s+(?:nay|sau|toi|truoc|ngoai|i{1,3}|iv)\b)"
)
_BARE_EN = re.compile(
    r"\b(?:the\s+)?(?P<w>end|beginning|middle|start)\s+of\s+(?:the\s+)?(?P<g>year|quarter|month)\b"
)


@dataclass(frozen=True)
class Relative:
    """An expression with its days. ``named`` tells that no plan's year may replace its year."""

    begin: int
    end: int
    span: DateSpan
    grain: Grain
    named: bool = True
    now: bool = False
    """Whether it only says 'from now' or 'until now', which alone is no window."""
    part: str = ""
    """'dau', 'giua' or 'cuoi' when only that part is meant; ``span`` is the whole."""


def shift(today: dt.date, grain: Grain, steps: int) -> DateSpan:
    """Return the day, week, month, quarter or year that lies *steps* away from the one of *today*."""
    if grain == "day":
        moved = today + dt.timedelta(days=steps)
        return moved, moved
    if grain == "week":
        monday = today - dt.timedelta(days=today.weekday()) + dt.timedelta(weeks=steps)
        return monday, monday + dt.timedelta(days=6)
    if grain == "month":
        moved = spans.add_months(today.replace(day=1), steps)
        return spans.month(moved.year, moved.month)
    if grain == "quarter":
        moved = spans.add_months(today.replace(day=1), 3 * steps)
        return spans.quarter(moved.year, (moved.month + 2) // 3)
    return spans.whole_year(today.year + steps)


def _counted(today: dt.date, grain: Grain, count: int) -> DateSpan:
    """Return the days from *today* to *count* grains on; a negative count looks back."""
    if grain in ("day", "week"):
        moved = today + dt.timedelta(days=count * (7 if grain == "week" else 1))
    else:
        moved = spans.add_months(today, count * {"month": 1, "quarter": 3}.get(grain, 12))
    return (today, moved) if count >= 0 else (moved, today)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _NUMBERS[text]


def find_relative(folded: str, typed: str, today: dt.date) -> Iterator[Relative]:
    """Yield the relative expressions of a text; *typed* is the same text with its accents, lower case."""
    for match in _COUNT.finditer(folded):
        count = _number(match["n"]) * (1 if match["f"] else -1)
        grain = _GRAINS[match["g"]]
        if _says(typed, match, "g"):
            yield Relative(*match.span(), _counted(today, grain, count), "days")
    for match in _COUNT_EN.finditer(folded):
        count = _number(match["n"]) * (1 if match["w"] == "next" else -1)
        yield Relative(*match.span(), _counted(today, _GRAINS[match["g"]], count), "days")
    for match in (*_STEP.finditer(folded), *_STEP_EN.finditer(folded)):
        grain = _GRAINS[match["g"]]
        said = _says(typed, match, "g") and _says(typed, match, "s")
        if said and not _COUNTED.search(folded, 0, match.start()) and not _place(folded, typed, match):
            yield Relative(*match.span(), shift(today, grain, _STEPS[match["s"]]), grain)
    for match in _ONE_DAY.finditer(folded):
        if _says(typed, match, "d"):
            yield Relative(*match.span(), shift(today, "day", _DAYS[match["d"]]), "day")
    for match in _NOW.finditer(folded):
        if _says(typed, match, "now"):
            yield Relative(match.start("now"), match.end("now"), (today, today), "day", now=True)
    for match in _BARE.finditer(folded):
        if _says(typed, match, "g") and _says(typed, match, "w"):
            grain = _GRAINS[match["g"]]
            which = "" if match["w"] == "het" else match["w"]
            yield Relative(*match.span(), shift(today, grain, 0), grain, grain != "year", part=which)
    for match in _BARE_EN.finditer(folded):
        grain = _GRAINS[match["g"]]
        which = {"end": "cuoi", "middle": "giua"}.get(match["w"], "dau")
        yield Relative(*match.span(), shift(today, grain, 0), grain, grain != "year", part=which)


_TYPED = {
    "nam": {"năm"}, "thang": {"tháng"}, "quy": {"quý"}, "qui": {"quí"}, "tuan": {"tuần"}, "ngay": {"ngày"},
    "sau": {"sau"}, "toi": {"tới"}, "truoc": {"trước"}, "nay": {"nay", "này"}, "ke": {"kế"}, "roi": {"rồi"},
    "qua": {"qua"}, "ngoai": {"ngoái", "ngoài"}, "gio": {"giờ"}, "dau": {"đầu"}, "giua": {"giữa"},
    "cuoi": {"cuối"}, "het": {"hết"}, "hom": {"hôm"}, "mai": {"mai"},
}  # fmt: skip


def _says(typed: str, match: re.Match[str], group: str) -> bool:
    """Tell whether accents, where typed, are those of the word meant: 'tháng sáu' is not 'tháng sau'."""
    words = typed[match.start(group) : match.end(group)].split()
    plain = match[group].split()
    return all(
        word == bare or word in _TYPED.get(bare, {word}) for word, bare in zip(words, plain, strict=False)
    )


_BEFORE_NAM = frozenset({"viet", "quang", "ha", "mien", "phia", "dong", "tay", "an"})


def _place(folded: str, typed: str, match: re.Match[str]) -> bool:
    """Tell whether 'nam' is part of a name: 'Việt Nam hiện nay', 'Quảng Nam trước đây'."""
    if match["g"] != "nam" or typed[match.start() : match.start() + 3] == "năm":
        return False
    before = folded[: match.start()].split()
    return bool(before) and before[-1] in _BEFORE_NAM
