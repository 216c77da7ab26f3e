"""Finds single dates in accent-folded text: a day, month, quarter, half-year or year.

One grammar for documents and questions, Vietnamese and English. Atoms do not know what they are
for; deadlines and windows combine them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from knowledge.dates import spans
from knowledge.dates.spans import DateSpan, Grain

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "last": 4,
    "1st": 1,
    "2nd": 2,
    "3rd": 3,
    "4th": 4,
}
_WORDS = {"mot": 1, "nhat": 1, "hai": 2, "ba": 3, "tu": 4, "bon": 4, "dau": 1, "cuoi": 4}
_MONTH_WORDS = {
    "gieng": 1, "mot": 1, "hai": 2, "ba": 3, "tu": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9,
    "muoi": 10, "muoi mot": 11, "muoi hai": 12, "chap": 12,
}  # fmt: skip
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}

_YEAR = r"(?:19|20)\d\d"
_OF_YEAR = rf"(?:\s*(?:[/.\-–,]|,?\s*(?:cua\s+)?nam|,?\s*of)\s*|\s+)(?P<y>{_YEAR})(?![\d/])"
_QNUM = r"(?:iii|ii|iv|i|[1-4])(?![\w])(?!\s*[/.]\s*\d{1,2}(?!\d))"
_EN_MONTH = "|".join(f"{name}|{name[:3]}\\.?" for name in _MONTHS)

_PATTERNS: tuple[tuple[str, str], ...] = (
    ("iso", rf"(?P<y>{_YEAR})-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)"),
    (
        "long_day",
        r"(?<!tuan )(?:(?:ngay|mung|mong)\s+)?(?P<d>\d{1,2})\s*(?:thang|/thang)\s*(?P<m>\d{1,2})(?!\d)"
        rf"(?:{_OF_YEAR})?",
    ),
    (
        "day",
        rf"(?:(?:ngay|mung)\s*)?(?P<d>\d{{1,2}})\s*[/.\-]\s*(?P<m>\d{{1,2}})\s*[/.\-]\s*(?P<y>{_YEAR})(?!\d)",
    ),
    ("quarter", rf"(?:quy|qui|q\.?)\s*(?P<q>{_QNUM})(?:{_OF_YEAR})?"),
    ("quarter_year", rf"(?:quy|qui|q\.?)(?P<q>iii|ii|iv|i|[1-4])\s*[/.\-]?\s*(?P<y>{_YEAR})(?!\d)"),
    (
        "quarter_word",
        rf"(?:quy|qui)\s+(?P<w>mot|nhat|hai|ba|bon|dau|cuoi|tu(?=\s*(?:nam|/|\d|$)))(?!\w)(?:{_OF_YEAR})?",
    ),
    ("quarter_en", rf"(?P<w>first|second|third|fourth|last|1st|2nd|3rd|4th)\s+quarter(?:{_OF_YEAR})?"),
    (
        "half",
        rf"(?:(?:0?6|sau)\s+thang\s+|nua\s+|nua\s+nam\s+)(?P<w>dau|cuoi)(?:\s+(?:cua\s+)?nam)?(?:{_OF_YEAR})?",
    ),
    ("half_en", rf"(?P<w>first|second|last)\s+half(?:\s+of\s+the\s+year)?(?:{_OF_YEAR})?"),
    ("month", rf"thang\s*(?P<m>\d{{1,2}})(?![\w])(?:{_OF_YEAR})?"),
    ("month_word", rf"thang\s+(?P<mw>{'|'.join(sorted(_MONTH_WORDS, key=len, reverse=True))}){_OF_YEAR}"),
    ("month_word", r"thang\s+(?P<mw>gieng|chap|bay|tam|chin|muoi hai|muoi mot|muoi)(?!\w)"),
    ("month_t", rf"t\.?(?P<m>\d{{1,2}})\s*[/.\-]\s*(?P<y>{_YEAR})(?!\d)"),
    ("day_en", rf"(?P<en>{_EN_MONTH})\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<y>{_YEAR}))?(?!\d)"),
    ("day_en2", rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<en>{_EN_MONTH})(?!\w)(?:,?\s+(?P<y>{_YEAR}))?"),
    ("month_en", rf"(?P<en>{_EN_MONTH})(?!\w),?\s+(?:of\s+)?(?P<y>{_YEAR})(?!\d)"),
    (
        "month_en_bare",
        r"(?P<en>january|february|march|april|may|june|july|august|september|october|november|december)(?!\w)",
    ),
    ("month_num", rf"(?P<m>\d{{1,2}})\s*/\s*(?P<y>{_YEAR})(?!\d)(?!\s*/)"),
    ("month_dash", rf"(?P<m>0?[1-9]|1[0-2])-(?P<y>{_YEAR})(?![\d-])"),
    ("day_bare", r"(?:(?:ngay|mung)\s+)?(?P<d>\d{1,2})\s*[/.]\s*(?P<m>\d{1,2})(?![\d/%])(?!\s*/)"),
    ("year", rf"(?:nam|year)\s*(?P<y>{_YEAR})(?!\d)"),
    ("year_num", rf"(?P<y>{_YEAR})(?![\d/%])(?!-[a-z]|\.\d)"),
)
_MAY_START = re.compile(
    r"(?<![\w/])(?=\d|qu[yi]|q[\s.]*[\di]|thang|t\.?\d|ngay|mung|mong|nua|sau thang|nam\s*\d|year"
    r"|first|second|third|fourth|last|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
)
_SCAN = [(name, re.compile(rf"(?<![\w/]){pattern}")) for name, pattern in _PATTERNS]
_MORE_QUARTERS = re.compile(rf"\s*(?P<sep>,|;|&|\+|-|–|va|hoac|den|toi)\s*(?P<q>{_QNUM})(?:{_OF_YEAR})?")
_MONTH_SEPARATOR = r"(?:,|;|&|\+|-|–|va|hoac|den|toi)"
_MORE_MONTHS = re.compile(
    rf"\s*(?P<sep>{_MONTH_SEPARATOR})\s*(?P<m>0?[1-9]|1[0-2])(?![\w%])(?!\s*/\s*\d{{1,2}}(?!\d))"
    rf"(?:{_OF_YEAR}|(?=(?:\s*{_MONTH_SEPARATOR}\s*\d{{1,2}})+\s*(?:/|-|nam)\s*{_YEAR}))"
)
_NUMBER_BEFORE = re.compile(
    r"(?:\bso|nghi dinh|nghi quyet|quyet dinh|thong tu|chi thi|ke hoach|cong van|to trinh"
    r"|\bluat|\bnd|\bqd|\bnq|\btt|\bkh|\bct)"
    r"[\s:.]*$"
)


@dataclass(frozen=True)
class Atom:
    """One date expression. ``year`` is None when it is not printed; offsets are into the text.

    ``number`` is the month, quarter or half; ``day`` only for days. ``name`` is the pattern.
    """

    grain: Grain
    begin: int
    end: int
    year: int | None
    number: int = 0
    day: int = 0
    name: str = ""

    def span(self, year: int | None = None) -> DateSpan | None:
        """Return the first and last day; None without a year or for a day that does not exist."""
        in_year = self.year if self.year is not None else year
        if in_year is None:
            return None
        if self.grain == "day":
            return spans.day(in_year, self.number, self.day)
        if self.grain == "month":
            return spans.month(in_year, self.number)
        if self.grain == "quarter":
            return spans.quarter(in_year, self.number)
        if self.grain == "half":
            return spans.half(in_year, self.number)
        return spans.whole_year(in_year)

    def in_year(self, year: int | None) -> Atom:
        """Return the atom with *year* filled in where none is printed."""
        return self if self.year is not None else replace(self, year=year)


def _atom(name: str, match: re.Match[str]) -> Atom | None:
    groups = match.groupdict()
    year = int(groups["y"]) if groups.get("y") else None
    begin, end = match.span()
    if groups.get("en"):
        number = next(i for i, month in enumerate(_MONTHS, 1) if month.startswith(groups["en"][:3]))
    elif groups.get("mw"):
        number = _MONTH_WORDS[groups["mw"]]
    elif groups.get("q"):
        number = _ROMAN.get(groups["q"]) or int(groups["q"])
    elif name == "quarter_word":
        number = _WORDS[groups["w"]]
    elif name == "quarter_en":
        number = _ORDINALS[groups["w"]]
    elif groups.get("w"):
        number = 1 if groups["w"] in ("dau", "first") else 2
    else:
        number = int(groups["m"]) if groups.get("m") else 0
    number_of_day = int(groups["d"]) if groups.get("d") else 0
    grain: Grain
    if number_of_day:
        grain = "day"
    elif name.startswith("quarter"):
        grain = "quarter"
    elif name.startswith("half"):
        grain = "half"
    elif name.startswith("year"):
        grain = "year"
    else:
        grain = "month"
    if grain in ("day", "month") and not 1 <= number <= 12:
        return None
    if grain == "day" and spans.day(year or 2024, number, number_of_day) is None and number_of_day > 31:
        return None
    return Atom(grain, begin, end, year, number, number_of_day, name)


def _first_at(folded: str, position: int) -> Atom | None:
    for name, pattern in _SCAN:
        match = pattern.match(folded, position)
        if match is None:
            continue
        if name in ("month_num", "month_dash", "day_bare", "year_num", "day") and _NUMBER_BEFORE.search(
            folded, max(0, position - 24), position
        ):
            continue
        atom = _atom(name, match)
        if atom is not None:
            return atom
    return None


def _more(folded: str, atom: Atom) -> Iterator[Atom]:
    pattern = {"quarter": _MORE_QUARTERS, "month": _MORE_MONTHS}.get(atom.grain)
    if pattern is None or atom.name in ("month_en", "month_num", "month_dash"):
        return
    end = atom.end
    while match := pattern.match(folded, end):
        first = match.start("q" if atom.grain == "quarter" else "m")
        found = _atom(atom.grain, match)
        if found is None:
            return
        yield replace(found, begin=first)
        end = match.end()


def find_atoms(folded: str) -> list[Atom]:
    """Return the date expressions of accent-folded text in reading order.

    A list or range shares one year: in 'quy iii, iv/2024' both quarters carry 2024.

    >>> [(a.grain, a.number, a.year) for a in find_atoms("quy iii, iv/2024")]
    [('quarter', 3, None), ('quarter', 4, 2024)]
    """
    found: list[Atom] = []
    position = 0
    while match := _MAY_START.search(folded, position):
        atom = _first_at(folded, match.start())
        if atom is None:
            position = match.end() + 1
            continue
        found.append(atom)
        found.extend(_more(folded, atom))
        position = found[-1].end
    return found
