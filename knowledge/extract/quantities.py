"""Finds the numbers of a clause that are goals, with unit and comparator."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from knowledge.extract.vocabulary import alternatives, vocabulary
from knowledge.records.plan import Comparator

_NUMBER = r"\d{1,3}(?:\.\d{3})+|\d+(?:,\d+)?(?:\.\d+)?"
_GUARD = r"(?<![\w/.,\-–])"
_FILLER = (
    r"(?:\W{0,3}(?:đạt|từ|mỗi|năm|hằng|hàng|tương\s+ứng|là|khoảng|thêm|cả|số|"
    r"tỷ\s+lệ|mức|còn|được|có|bằng|lên|việc))*"
)
_PLACE = r"(?:\W{0,3}(?:tại|ở|đối\s+với|cấp)\s+[^;.\d]{2,40}?)?"
_NOUN = (
    r"(?!(?:năm|tháng|quý|tuần|ngày|giờ|phút|đến|và|hoặc|là|trong|so|của)\b)[a-zđà-ỹ]{2,}"
    r"(?:\s+(?!(?:cho|tại|trong|mỗi|và|để|đạt|được|của|ở|một|các|có|hoặc|với|trên|từ|vào)\b)[a-zđà-ỹ]{2,})?"
)
_REACH = 60
_FREQUENCY = re.compile(
    r"^\s*/\s*(?:01|1|một)?\s*(?P<per>[^,;.)]{1,40}?)(?=\s+(?:vào|trong|đến|từ|để|trên|tại|ở|cho|của|với)\b|[,;.)]|$)"
)
_LEVEL_LIST = re.compile(r"(tối thiểu|ít nhất|tối đa)\s*:(?:[^.]|(?<=\d)\.(?=\d))*$", re.I)


@dataclass(frozen=True)
class Quantity:
    """A number with its unit; offsets into the clause. ``start`` includes the comparator.

    ``number`` is where the digits start, ``end`` lies behind unit and 'trở lên'. ``direct`` tells
    that the comparator stands beside this very number. ``counted`` marks a bare count ('01 đơn vị'),
    whose unit is also the thing measured.
    """

    start: int
    number: int
    end: int
    value: float
    text: str
    unit: str
    comparator: Comparator
    direct: bool
    counted: bool


@dataclass(frozen=True)
class _Patterns:
    percent: re.Pattern[str]
    span: re.Pattern[str]
    listed: re.Pattern[str]
    time: re.Pattern[str]
    count: re.Pattern[str]
    other: re.Pattern[str]
    before: tuple[tuple[Comparator, re.Pattern[str]], ...]
    after: tuple[tuple[Comparator, re.Pattern[str]], ...]
    cue: re.Pattern[str]
    verb: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    words = vocabulary()["targets"]
    time = alternatives(words["time_units"])
    count = alternatives(words["count_units"])
    units = rf"%|phần\s+trăm|{time}|{count}"
    spelled = r"(?:\s*\([^()\d]{2,20}\))?"
    before: list[tuple[Comparator, re.Pattern[str]]] = [
        (sign, re.compile(rf"(?:{alternatives(listed)})\W{{0,3}}{_FILLER}{_PLACE}{_FILLER}\W{{0,3}}$", re.I))
        for sign, listed in words["comparators"].items()
    ]
    before += [
        (sign, re.compile(rf"(?<!\w)(?:{alternatives(listed)})\s+$", re.I))
        for sign, listed in words["direct"].items()
    ]
    before += [
        (sign, re.compile(rf"(?:{'|'.join(map(re.escape, marks))})\s*$"))
        for sign, marks in words["signs"].items()
    ]
    return _Patterns(
        percent=re.compile(rf"{_GUARD}(?P<num>{_NUMBER})\s*(?P<unit>%|phần\s+trăm)(?!\w)"),
        span=re.compile(
            rf"{_GUARD}(?P<low>{_NUMBER})\s*(?P<lowunit>%)?\s*(?:đến|tới|-|–)\s*(?P<below>dưới\s+)?"
            rf"(?P<high>{_NUMBER})\s*(?P<unit>{units})(?!\w)",
            re.I,
        ),
        listed=re.compile(rf"{_GUARD}(?P<num>{_NUMBER})(?=\s*%?\s*[,;]\s*\d+(?:,\d+)?\s*%)"),
        time=re.compile(rf"{_GUARD}(?P<num>{_NUMBER}){spelled}\s*(?P<unit>{time})(?!\w)", re.I),
        count=re.compile(rf"{_GUARD}(?P<num>{_NUMBER}){spelled}\s*(?P<unit>{count})(?!\w)", re.I),
        other=re.compile(rf"{_GUARD}(?P<num>{_NUMBER}){spelled}\s+(?P<unit>{_NOUN})", re.I),
        before=tuple(before),
        after=tuple(
            (sign, re.compile(rf"^\s*(?:{alternatives(listed)})(?!\w)", re.I))
            for sign, listed in words["after"].items()
        ),
        cue=re.compile(rf"(?:{alternatives(words['time_cues'])})\s+$", re.I),
        verb=re.compile(rf"(?<!\w)(?:{alternatives(words['count_verbs'])})\s+(?:được\s+)?$", re.I),
    )


def value_of(printed: str) -> float:
    """Return the value of a Vietnamese number: '1.600' → 1600, '97,5' → 97.5, '05' → 5."""
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", printed):
        return float(printed.replace(".", ""))
    return float(printed.replace(",", "."))


def quantities(clause: str) -> list[Quantity]:
    """Return the goal numbers of *clause* in order; dates, document numbers and labels are left out."""
    found: list[Quantity] = []
    units: set[str] = set()
    for quantity, sure in sorted(_candidates(clause), key=lambda one: (one[0].number, -one[0].end)):
        if found and quantity.number < found[-1].end and not _same_range(found[-1], quantity):
            continue
        alike = quantity.unit in units or (units and clause[quantity.number] == "0")
        listed = alike and re.search(r"(?:,|;|và)\s+$", clause[: quantity.start])
        if not (sure or listed):
            continue
        found.append(quantity)
        if quantity.counted:
            units.add(quantity.unit)
    return _inherit(_without_classes(found, clause), clause)


def _same_range(first: Quantity, second: Quantity) -> bool:
    return first.comparator == ">=" and second.comparator == "<=" and first.text == second.text != ""


def _candidates(clause: str) -> Iterator[tuple[Quantity, bool]]:
    """Yield each number with whether it is a goal by itself, not only as a further one of a list."""
    patterns = _patterns()
    ranges: list[tuple[int, int]] = []
    known: set[int] = set()
    for match in patterns.span.finditer(clause):
        if value_of(match.group("low")) >= value_of(match.group("high")):
            continue
        if match.group("low").startswith("20") and len(match.group("low")) == 4:
            continue
        ranges.append((match.start(), match.end()))
        yield from ((quantity, True) for quantity in _range(clause, match))
    for kind in ("percent", "time", "count", "other"):
        for match in getattr(patterns, kind).finditer(clause):
            if any(low <= match.start() < high for low, high in ranges):
                continue
            found = None if match.start() in known else _quantity(clause, match, kind)
            if found:
                known.add(match.start())
                yield found


def _range(clause: str, match: re.Match[str]) -> Iterator[Quantity]:
    unit = _unit(match.group("unit"))
    start = match.start()
    lead = re.search(r"(?:từ\s+)$", clause[:start], re.I)
    if lead:
        start = lead.start()
    low, high = value_of(match.group("low")), value_of(match.group("high"))
    shown = match.group()
    upper: Comparator = "<" if match.group("below") else "<="
    yield Quantity(start, match.start(), match.end(), low, shown, unit, ">=", True, False)
    yield Quantity(start, match.start("high"), match.end(), high, shown, unit, upper, True, False)


def _quantity(clause: str, match: re.Match[str], kind: str) -> tuple[Quantity, bool] | None:
    patterns = _patterns()
    head = clause[max(0, match.start() - _REACH) : match.start()]
    head = head[max(head.rfind(";"), head.rfind(". ")) + 1 :]
    comparator: Comparator = "="
    start = match.start()
    direct = False
    for sign, pattern in patterns.before:
        hit = pattern.search(head)
        if hit and not re.search(r"\d", hit.group()):
            comparator, direct = sign, True
            start = match.start() - (len(head) - hit.start())
            break
    end = match.end()
    for sign, pattern in patterns.after:
        trailing = pattern.match(clause[end:])
        if trailing:
            comparator, direct, end = sign, True, end + trailing.end()
            lead = re.search(r"(?:từ\s+)$", clause[:start], re.I)
            start = lead.start() if lead else start
    if kind == "other" and not direct:
        return None
    if kind == "time" and not direct and not patterns.cue.search(head):
        return None
    sure = kind != "count" or direct or bool(patterns.verb.search(head)) or _placed(clause, match)
    if (
        re.search(
            r"(?:ngày|tháng|quý|năm|khóa|lần\s+thứ|thứ|điều|khoản|số|kỳ|giai\s+đoạn|đợt)\s+$", head, re.I
        )
        and not direct
    ):
        return None
    shown = clause[match.start() : match.end()]
    per = _FREQUENCY.match(clause[end:])
    if per and kind != "percent":
        shown = clause[match.start() : end + per.end()].rstrip()
        end += per.end()
    unit = _unit(match.group("unit"))
    value = value_of(match.group("num"))
    counted = kind in ("count", "other")
    return Quantity(start, match.start(), end, value, shown, unit, comparator, direct, counted), sure


def _placed(clause: str, match: re.Match[str]) -> bool:
    """'tại thành phố 1.600 hồ sơ': a figure per level, behind a comparator further up."""
    head = clause[: match.start()]
    place = re.search(r"(?:tại|đối\s+với|ở)\s+[^;:.\d]{2,40}$", head, re.I)
    return bool(place and _LEVEL_LIST.search(head))


def _unit(printed: str) -> str:
    return "%" if re.fullmatch(r"phần\s+trăm", printed, re.I) else " ".join(printed.split())


def _without_classes(found: list[Quantity], clause: str) -> list[Quantity]:
    """Drop percentages that only say which kind of thing a count counts ('01 đơn vị tự đảm bảo từ 70 %')."""
    kept: list[Quantity] = []
    for quantity in found:
        counts = [one for one in kept if one.counted]
        if quantity.unit == "%" and counts and not quantity.counted:
            between = clause[counts[-1].end : quantity.start]
            if not re.search(r"[,;.]|\bđạt\b", between) and len(between) < 60:
                continue
        kept.append(quantity)
    return kept


def _inherit(found: list[Quantity], clause: str) -> list[Quantity]:
    """'tối thiểu 40% tại thành phố và 35% tại phường, xã': the comparator holds for the whole list."""
    result: list[Quantity] = []
    for index, quantity in enumerate(found):
        if index and not quantity.direct and quantity.comparator == "=":
            before = result[-1]
            between = clause[before.end : quantity.number]
            next_to = before.counted and quantity.counted and re.search(r"(?:,|và)\s+$", between)
            same = (before.unit == quantity.unit or next_to) and before.comparator != "="
            listed = re.fullmatch(r"[^;.:]*(?:,|;|và|\bcòn\b)[^;.:]*", between) and not re.search(
                r"\b(?:đạt|giảm|tăng|tỷ\s+lệ|trong\s+đó|cho\s+đến|lên|còn)\b", between, re.I
            )
            levels = re.fullmatch(r"\s*[;,]\s*(?:và\s+)?(?:tại|ở|đối\s+với)\s+[^;:.\d]{2,40}", between, re.I)
            if same and quantity.value < 100 * (1 if quantity.unit == "%" else 10**9) and (listed or levels):
                quantity = replace(quantity, comparator=before.comparator)
        elif not index and not quantity.direct and _placed_comparator(clause, quantity):
            quantity = replace(quantity, comparator=_placed_comparator(clause, quantity) or "=")
        result.append(quantity)
    return result


def _placed_comparator(clause: str, quantity: Quantity) -> Comparator | None:
    if not quantity.counted:
        return None
    hit = _LEVEL_LIST.search(clause[: quantity.number])
    if not hit:
        return None
    return "<=" if hit.group(1).lower() == "tối đa" else ">="
