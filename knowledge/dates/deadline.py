"""Reads a printed deadline cell into a typed Deadline."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from knowledge.dates.atoms import Atom, find_atoms
from knowledge.records.common import Deadline, DeadlineKind, Milestone
from knowledge.text import UPPER, collapse, fold, nfc

_KIND_OF_GRAIN: dict[str, DeadlineKind] = {
    "day": "ngày", "month": "tháng", "quarter": "quý", "half": "khoảng", "year": "năm",
}  # fmt: skip
_BREAK = re.compile(r"[;\n•]|(?<![\w])[-–+](?=\s*[^\W\d_])")
_RANGE = re.compile(r"\s*(?:-|–|—|den|toi|den het|toi het|den truoc|den ngay)\s*(?:cuoi\s+)?")
_AND = re.compile(r"\s*(?:,|;|&|\+|va|hoac|,\s*va)\s*(?:den\s+|trong\s+)?")
_BEFORE = re.compile(r"\btruoc\s*(?:ngay\s*)?$")
_FROM = re.compile(r"\b(?:tu|bat dau(?: tu)?|ke tu)\s*(?:ngay\s*|dau\s*)?$")
_OPEN_END = re.compile(
    r"\s*(?:,?\s*va\s+)?(?:(?:cac|nhung)\s+nam\s+(?:tiep theo|sau|tiep)|tro di|ve sau|den khi\b)"
)
_REFERENCE = re.compile(
    r"(?:\bso\s*:?\s*)?\b\d+\s*/(?:\d{4}\s*/)?[a-z][\w&\-]*(?:/[\w\-]+)*"
    r"(?:,?\s*(?:ngay\s*)\d{1,2}\s*(?:[/.\-]|thang)\s*\d{1,2}\s*(?:[/.\-]|nam)\s*\d{4})?"
    r"|\b(?:quyet dinh|ke hoach|nghi quyet|nghi dinh|thong tu|cong van|chi thi|luat|de an|chuong trinh"
    r"|to trinh)"
    r"(?:\s+so\s+[\w/\-]+)?\s+ngay\s+\d{1,2}\s*(?:[/.\-]|thang)\s*\d{1,2}\s*(?:[/.\-]|nam)\s*\d{4}"
)
_UNDATED: tuple[tuple[DeadlineKind, re.Pattern[str]], ...] = (
    ("thường xuyên", re.compile(r"\bthuong xuyen\b|\blien tuc\b|\bthuong ky\b|\bhang ngay\b|\bhằng ngày\b")),
    (
        "theo điều kiện",
        re.compile(
            r"(?<!tiep )\btheo\b(?! doi| quy dinh dinh ky)|\b(?:ngay )?(?:sau )?khi (?!nao)|\bke tu\b|\btuy\b"
            r"|\b(?:trong|khong qua|toi da)(?: thoi han| vong)? \d+ (?:gio|ngay|tuan|thang|quy|nam)\b"
            r"|\bdot xuat\b|\bneu co\b"
        ),
    ),
    (
        "định kỳ",
        re.compile(
            r"\bdinh ky\b|\b(?:hang|moi|tung) (?:tuan|thang|quy|nam)\b|/(?:lan|tuan|thang|quy|nam)\b"
            r"|\b(?:tuan|thang|quy|nam)(?:, | va |, va )(?:thang|quy|nam)\b(?! \d)"
            r"|\bthang (?:dau|cuoi) (?:cua )?quy\b|\blan/(?:tuan|thang|quy|nam)\b"
        ),
    ),
    ("năm", re.compile(r"\b(?:trong|ca|cuoi|dau|het) nam\b(?! \d)")),
)
_STRONG = re.compile(
    r"\b(?:hoan thanh|xong|cham nhat|muon nhat|han chot|truoc|gui|nop)\b[^,;(]{0,40}$"
    r"|\bden (?:het )?(?:ngay )?$"
)
_WEAK = re.compile(r"[,(:–-]\s*(?:\w+\s+){0,5}$")
_SCANNED_ZERO = re.compile(r"(?<=\d)o(?=[\d/.]|$)|(?<=/)o(?=\d)")
_SCANNED_ONE = re.compile(r"(?<![a-z])l(?=[/\d])|(?<=\d)l(?=[/\d])")
_SCANNED_NUMERAL = re.compile(r"(?<=quy )[il]*l[il]*(?=[/\s])")
_YEAR_BEGINS = re.compile(r"\bdau nam\b")
_BARE = " ,;-–+•\n"
_EDGE = re.compile(r"^(?:[\s\-–+•;.,]|và\s)+|[\s\-–;.,]+$")
_SENTENCE = re.compile(
    rf"(?<=[^\W\d{UPPER}]) (?=(?!Sở|Phòng|Bộ|Ủy|Văn|Ban|Quý|Tháng|Năm|Trung|Công)[{UPPER}][^\W\d{UPPER}])"
)
_COMMA = re.compile(r"[,(]|\n")
_EVERY = re.compile(r"\s*(?:,\s*)?(?:hang|moi)\s+(?:nam|thang|quy)\b")


@dataclass(frozen=True)
class _Dated:
    kind: DeadlineKind
    date: dt.date | None
    start: dt.date | None
    before: bool
    begin: int
    end: int


def _mask(folded: str) -> str:
    """Hide numbers of documents with their dates, and read 'O' and 'l' of bad scans as digits."""
    masked = _REFERENCE.sub(lambda match: "#" * len(match.group()), folded)
    masked = _SCANNED_ZERO.sub("0", masked)
    masked = _SCANNED_NUMERAL.sub(lambda match: match.group().replace("l", "i"), masked)
    return _SCANNED_ONE.sub("1", masked)


def _cuts(text: str, folded: str, atoms: list[Atom]) -> list[tuple[int, int]]:
    """Return the parts of a cell: cut at semicolons, line ends and bullets, never inside a range."""
    edges = [0]
    for match in _BREAK.finditer(folded):
        inside = any(
            left.end <= match.start()
            and match.end() <= right.begin
            and not folded[left.end : right.begin].strip(" -–")
            for left, right in pairwise(atoms)
        ) or any(atom.begin < match.start() < atom.end for atom in atoms)
        if not inside and (match.group() not in "-–+" or _starts_item(text, match)):
            edges.append(match.start())
    edges.append(len(folded))
    return [(a, b) for a, b in pairwise(edges) if folded[a:b].strip(" -–+•;.\n")]


def _starts_item(text: str, match: re.Match[str]) -> bool:
    after = text[match.end() :].lstrip()
    return (match.start() == 0 or text[match.start() - 1].isspace()) and after[:1].isupper()


def _is_conditional(folded: str, begin: int, atom: Atom) -> bool:
    """Tell whether the date only belongs to a condition ('theo kế hoạch năm 2024')."""
    opener = _UNDATED[1][1].search(folded, begin, atom.begin)
    if opener is None:
        return False
    between = folded[opener.end() : atom.begin]
    return not (_STRONG.search(between) or (_WEAK.search(between) and not between.lstrip().startswith("#")))


def _only_frames(folded: str, begin: int, end: int, atom: Atom) -> bool:
    """Tell whether a year only frames lasting or recurring work ('thường xuyên trong năm 2024')."""
    if atom.grain != "year":
        return False
    lasting = _UNDATED[0][1].search(folded, begin, end) or _UNDATED[2][1].search(folded, begin, end)
    return bool(lasting) and not _STRONG.search(folded[begin : atom.begin])


def _dated(folded: str, begin: int, end: int, atoms: list[Atom]) -> Iterator[_Dated]:
    inside = [atom for atom in atoms if begin <= atom.begin < end]
    inside = [
        atom
        for atom in inside
        if not _is_conditional(folded, begin, atom)
        and not _only_frames(folded, begin, end, atom)
        and not _EVERY.match(folded, atom.end)
    ]
    filled = inside
    position = 0
    while position < len(filled):
        atom = filled[position]
        position += 1
        last, joined = atom, False
        while position < len(filled) and (
            _RANGE.fullmatch(folded, last.end, filled[position].begin)
            and not (joined and last.grain == "year")
        ):
            last, joined = filled[position], True
            position += 1
        consecutive = False
        while (
            position < len(filled)
            and not joined
            and filled[position].grain == last.grain == "quarter"
            and _AND.fullmatch(folded, last.end, filled[position].begin)
            and _follows(last, filled[position])
        ):
            last, consecutive = filled[position], True
            position += 1
        found = _range(folded, begin, atom, last, joined, consecutive)
        if found is not None:
            yield found


def _years_of_cell(atoms: list[Atom], year: int | None) -> list[Atom]:
    """Give a date without a year that of the next date in the cell, else of the one before, else *year*.

    'sơ kết tháng 6, tổng kết tháng 12/2024' prints the year once.
    """
    for ordered in (range(len(atoms) - 2, -1, -1), range(1, len(atoms))):
        step = 1 if ordered.step < 0 else -1
        for index in ordered:
            atoms[index] = atoms[index].in_year(atoms[index + step].year)
    return [atom.in_year(year) for atom in atoms]


def _follows(left: Atom, right: Atom) -> bool:
    return left.year == right.year and right.number == left.number + 1


def _range(folded: str, begin: int, atom: Atom, last: Atom, joined: bool, consecutive: bool) -> _Dated | None:
    first_span, last_span = atom.span(), last.span()
    if last_span is None:
        return _Dated(_KIND_OF_GRAIN[atom.grain], None, None, False, atom.begin, last.end)
    lead = folded[begin : atom.begin]
    start = first_span[0] if first_span else None
    if joined:
        return _Dated("khoảng", last_span[1], start, False, atom.begin, last.end)
    open_end = _OPEN_END.match(folded, last.end)
    if open_end or (_FROM.search(lead) and not _BEFORE.search(lead)):
        return _Dated("khoảng", None, start, False, atom.begin, open_end.end() if open_end else last.end)
    if consecutive:
        return _Dated("quý", last_span[1], start, False, atom.begin, last.end)
    if _BEFORE.search(lead):
        return _Dated(_KIND_OF_GRAIN[atom.grain], last_span[0], None, True, atom.begin, last.end)
    if atom.grain == "half":
        return _Dated("khoảng", last_span[1], start, False, atom.begin, last.end)
    return _Dated(_KIND_OF_GRAIN[atom.grain], last_span[1], None, False, atom.begin, last.end)


def _undated_kind(folded: str, atoms: list[Atom]) -> DeadlineKind:
    found = [(match.start(), kind) for kind, pattern in _UNDATED if (match := pattern.search(folded))]
    if found:
        return min(found)[1]
    return _KIND_OF_GRAIN[atoms[0].grain] if atoms else "theo điều kiện"


def parse_deadline(text: str, year: int | None = None) -> Deadline:
    """Read one printed deadline cell (record-conventions 'Deadlines').

    ``year`` is the plan's year; it only completes a date printed without one ('Quý I'). Nothing
    raises: a text without a date is 'theo điều kiện', an empty one 'trống'.

    >>> parse_deadline("Quý III, IV/2024").date
    datetime.date(2024, 12, 31)
    """
    raw = nfc(text)
    printed = collapse(raw)
    folded = fold(raw.replace("\u00a0", " "))
    if not printed.strip(" .-–;"):
        return Deadline(printed, "trống")
    masked = _mask(folded)
    atoms = _years_of_cell(find_atoms(masked), year)
    found: list[tuple[_Dated, str]] = []
    for begin, end in _cuts(raw, masked, atoms):
        dated = list(_dated(masked, begin, end, atoms))
        edges = [begin, *(_boundary(raw, left, right) for left, right in pairwise(dated)), end]
        whole = len(dated) == 1
        for item, left, right in zip(dated, edges, edges[1:], strict=False):
            piece = raw[begin:end] if whole else raw[left:right]
            if found and found[-1][0].before and not folded[left : item.begin].strip(_BARE):
                item = replace(item, before=True)
            found.append((item, _EDGE.sub("", collapse(piece))))
    if not found:
        kind = _undated_kind(masked, atoms)
        ends = kind == "năm" and year is not None and not _YEAR_BEGINS.search(masked)
        return Deadline(printed, kind, dt.date(year, 12, 31) if ends and year else None)
    item = max((item for item, _ in found), key=_latest)
    milestones = tuple(Milestone(item.date, what) for item, what in found if item.date is not None)
    return Deadline(
        printed,
        item.kind,
        item.date,
        item.before,
        item.start,
        milestones if len(milestones) > 1 else (),
    )


def _boundary(text: str, left: _Dated, right: _Dated) -> int:
    """Return where the words of one dated part end: at a new sentence, else at a comma, else at its date."""
    for pattern in (_SENTENCE, _COMMA):
        match = pattern.search(text, left.end, right.begin)
        if match:
            return match.start()
    return left.end


def _latest(item: _Dated) -> tuple[dt.date, int]:
    fineness = {"ngày": 2, "tháng": 1}.get(item.kind, 0)
    return item.date or (dt.date.min if item.start is None else item.start), fineness
