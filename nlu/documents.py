"""Documents and years a message names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from knowledge.records import Document
from nlu.tokens import folded
from nlu.vocabulary import pairs

_TYPE = (
    r"kế hoạch|quyết định|nghị quyết|nghị định|thông tư liên tịch|thông tư|chỉ thị|công văn"
    r"|tờ trình|luật|văn bản|thông báo|kết luận"
    r"|quy định|hướng dẫn|kh|qđ|nq|nđ|tt|ct|cv|vb|ttr|plan|decision|resolution|decree|circular"
)
_NUMBER = re.compile(
    rf"(?<![\w/])(?:(?P<type>{_TYPE})\s+(?:liên tịch\s+)?(?:số\s+)?)?"
    rf"(?P<number>\d{{1,5}}(?:/\d{{4}})?/[a-zđ][\w-]*|\d{{2,5}}/\d{{4}}(?=\s|$|[?.,;:)])"
    r"|\d{1,5})(?![\w%/])",
    re.IGNORECASE,
)
_RANGE = re.compile(r"(?<![\d/.,-])(?:19|20)\d\d\s*[-–]\s*(?:19|20)\d\d(?![\d/])")
_YEAR = re.compile(r"(?<![\d/.,-])(?:19|20)\d\d(?![\d/]|\s*(?:triệu|tỷ|đồng))")
_DATE = re.compile(
    r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}|(?:tháng|quý)\s*\w{1,4}\s*[/.-]\s*\d{4}|\d{1,2}/\d{4}"
)
_NAMED = re.compile(
    r"(?<!\w)(?:kế hoạch|quyết định|văn bản|chỉ thị|nghị quyết|plan)"
    r"(?: của| về| số| năm| thực hiện)*(?P<rest>(?: [^\s?.,;]+){1,7})"
)
_PLAN_OF_YEAR = re.compile(
    r"(?<!\w)(?:kế hoạch|quyết định|văn bản)"
    r"(?P<rest>(?: (?!kế hoạch|quyết định|văn bản)[^\s?.,;]+){1,8})"
)
DATA = Path(__file__).parent / "data" / "documents.yaml"


@dataclass(frozen=True)
class NamedDocuments:
    """``ids`` are published documents named, ``spans`` where; ``numbers`` the numbers that are not theirs."""

    ids: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()


class DocumentNames:
    """Finds published documents by number, or by distinctive words of the title."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = tuple(documents)
        self._by_number: dict[str, list[str]] = {}
        for document in documents:
            if document.number:
                self._by_number.setdefault(document.number.split("/")[0], []).append(document.id)
        titles = {document.id: pairs(document.title) for document in documents}
        generic = frozenset(yaml.safe_load(DATA.read_text(encoding="utf-8"))["generic"])
        places = {pair for d in documents for pair in pairs((d.jurisdiction or "").replace("-", " "))}
        shared = Counter(pair for found in titles.values() for pair in found)
        self._distinct = {
            id_: frozenset(p for p in found if shared[p] == 1 and not set(p) <= generic and p not in places)
            for id_, found in titles.items()
        }

    def find(self, text: str, place_ids: Sequence[str], years: Sequence[int]) -> NamedDocuments:
        """Return what *text* (lower case) names. *place_ids* and *years* break ties between documents."""
        ids: list[str] = []
        numbers: list[str] = []
        spans: list[tuple[int, int]] = []
        for match in _NUMBER.finditer(text):
            number, kind = match.group("number"), match.group("type")
            slashed = "/" in number
            if not kind and (not slashed or _DATE.match(text, match.start())):
                continue
            if kind and _is_year(number):
                continue
            head = number.split("/")[0]
            published = self._by_number.get(head, []) if self._fits(number, kind) else []
            if published:
                ids += [id_ for id_ in published if id_ not in ids]
                spans.append(match.span())
            elif number not in numbers:
                numbers.append(number)
        if not ids:
            ids = self._by_title(text, place_ids, years)
        elif beside := self._plan_beside(text, ids, spans, place_ids):
            ids.append(beside)
        return NamedDocuments(tuple(ids), tuple(numbers), tuple(spans))

    def _plan_beside(
        self, text: str, ids: Sequence[str], spans: Sequence[tuple[int, int]], place_ids: Sequence[str]
    ) -> str | None:
        """Return the plan that is named by its year beside one named by number ('183 và kế hoạch 2024')."""
        for match in _PLAN_OF_YEAR.finditer(text):
            named = _YEAR.search(match.group("rest"))
            if named is None or any(start < match.end() and end > match.start() for start, end in spans):
                continue
            at: set[str | None] = {*place_ids}
            at = at or {d.jurisdiction for d in self._documents if d.id in ids}
            made = [
                d.id
                for d in self._documents
                if d.jurisdiction in at and d.years and min(d.years) == int(named.group()) and d.id not in ids
            ]
            if len(made) == 1:
                return made[0]
        return None

    def _fits(self, number: str, kind: str | None) -> bool:
        """Return False when the number typed contradicts the published one ('183/2021/NĐ-CP')."""
        head, _, tail = number.partition("/")
        for id_ in self._by_number.get(head, []):
            full = next(d.number or "" for d in self._documents if d.id == id_)
            suffix = full.partition("/")[2]
            if tail and folded(tail) != folded(suffix) and not folded(suffix).startswith(folded(tail)):
                return False
            wanted = _KIND_MARK.get(folded(kind or ""), "")
            if wanted and not tail and wanted not in folded(suffix).split("-"):
                return False
        return True

    def _by_title(self, text: str, place_ids: Sequence[str], years: Sequence[int]) -> list[str]:
        """Return the one document whose distinctive title words follow a word like 'kế hoạch'."""
        typed = frozenset(pair for match in _NAMED.finditer(text) for pair in pairs(match.group("rest")))
        scored = [(len(self._distinct[d.id] & typed), d) for d in self._documents]
        best = max((score for score, _ in scored), default=0)
        found = [d for score, d in scored if score == best and score > 0]
        if place_ids:
            found = [d for d in found if d.jurisdiction in place_ids]
        if years:
            found = [d for d in found if set(d.years) & set(years)]
        return [found[0].id] if len(found) == 1 else []


_KIND_MARK = {
    "kh": "kh", "ke hoach": "kh", "qd": "qd", "quyet dinh": "qd", "nq": "nq", "nghi quyet": "nq", "nd": "nd",
    "nghi dinh": "nd", "tt": "tt", "thong tu": "tt", "ct": "ct", "chi thi": "ct", "luat": "qh",
    "cong van": "cv", "to trinh": "ttr", "decree": "nd", "resolution": "nq", "circular": "tt",
}  # fmt: skip


def years_of(text: str) -> tuple[int, ...]:
    """Return the years *text* names on their own: not those inside dates, quarters and document numbers.

    A range ('chương trình 2021-2030') is the time of a programme, not the year of a plan.
    """
    hidden = [match.span() for match in _DATE.finditer(text)]
    hidden += [match.span() for match in _RANGE.finditer(text)]
    hidden += [m.span() for m in _NUMBER.finditer(text) if "/" in m.group("number")]
    found: list[int] = []
    for match in _YEAR.finditer(text):
        if not any(start <= match.start() < end for start, end in hidden) and int(match.group()) not in found:
            found.append(int(match.group()))
    return tuple(found)


def _is_year(number: str) -> bool:
    return number.isdigit() and 1990 <= int(number) <= 2099
