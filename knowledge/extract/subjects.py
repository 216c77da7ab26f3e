"""Says what each goal number of a clause measures and whom it binds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from knowledge.extract.quantities import Quantity
from knowledge.extract.scopes import is_place, levels_in, scope_of, without_place
from knowledge.extract.source import clean
from knowledge.extract.vocabulary import alternatives, vocabulary

_SHARED = re.compile(r"\b(?:cho\s+đến\s+khi|đến\s+khi)\s+đạt", re.I)
_EDGE = " ,;:.-–+•*'\"\n\t"
_JOIN = re.compile(r"\s*(?:,|;|\bvà|\bcòn)\s*(?:và\s+)?(?:các\s+)?$", re.I)
_LINKED_END = re.compile(
    r"(?:[\s,:']+(?:đạt|còn|xuống|lên|mức|là|tương\s+ứng|theo\s+tỷ\s+lệ\s+tăng|tỷ\s+lệ|trung\s+bình|bình\s+quân|từ|đến|khoảng|"
    r"thêm|trong\s+mỗi\s+năm|mỗi\s+năm|hằng\s+năm|hàng\s+năm|trong\s+vòng|trong\s+thời\s+gian))+\s*$",
    re.I,
)
_VALUE_END = re.compile(
    r"(?:^|\s)(?:đạt|còn|xuống|lên(?:\s+mức)?|là|tương\s+ứng|bằng|trong\s+vòng)"
    r"(?:\s+(?:tỷ\s+lệ|mức|trung\s+bình|từ))?$",
    re.I,
)
_GROWTH_END = re.compile(r"\s+(?:giảm|tăng)$", re.I)
_PARENS = re.compile(r"\s*\([^()]*\)")
_YEAR_LEAD = re.compile(r"^(?:(?:đến|vào|trong|hết)\s+)?(?:hết\s+|cuối\s+)?năm\s+20\d\d\W*", re.I)
_YEAR_TAIL = re.compile(r"\s+(?:vào|đến|trong)\s+(?:hết\s+|cuối\s+)?năm(?:\s+20\d\d)?$", re.I)
_NO_NOUN = re.compile(
    r"(?:tại|ở|trên|so\s+với|vào|trong|đến|để|nhằm|đối\s+với|theo|kể\s+từ|tính\s+từ|trở|cho\s+đến|mỗi|từ)\b",
    re.I,
)
_ENSURE = re.compile(r"(?:^|[\s,])(?:đảm\s+bảo|bảo\s+đảm|phấn\s+đấu)$", re.I)


@dataclass(frozen=True)
class Measured:
    """What a number measures, and the level it binds (None when the clause names none)."""

    subject: str
    scope: str | None


@dataclass
class _Chunk:
    """The words before and behind one number, ``lead`` those before its digits.

    ``shared`` when it measures what the number before does, ``joined`` when it only continues a list.
    """

    quantity: Quantity
    before: str
    after: str
    lead: str = ""
    shared: bool = False
    joined: bool = False


@dataclass(frozen=True)
class _Words:
    openers: re.Pattern[str]
    strong: re.Pattern[str]
    leads: re.Pattern[str]
    tails: re.Pattern[str]
    predicate: re.Pattern[str]


@cache
def _words() -> _Words:
    words = vocabulary()["targets"]
    strong = alternatives(words["strong_openers"])
    return _Words(
        openers=re.compile(rf"(?:,|;|\bvà|\bvới)\s+(?=(?:{alternatives(words['openers'])})(?!\w))", re.I),
        strong=re.compile(rf"(?:,|;|:|\bđể|\bnhằm|\btheo\s+đó)\s+(?=(?:{strong})(?!\w))", re.I),
        leads=re.compile(rf"^(?:(?:{alternatives(words['subject_leads'])})(?!\w)[\s,:]*)+", re.I),
        tails=re.compile(rf"(?<!không)[\s,]+(?:{alternatives(words['tails'])})(?!\w).*$", re.I | re.S),
        predicate=re.compile(rf"(?:^|\s)(?:{alternatives(words['predicates'])})(?!\w)", re.I),
    )


def measured(clause: str, quantities: Sequence[Quantity]) -> list[Measured]:
    """Return what each of the *quantities* of *clause* measures, in their order."""
    spread = _spread_list(clause, quantities)
    if spread:
        return spread
    results: list[Measured] = []
    chunks = _chunks(clause, quantities)
    for index, chunk in enumerate(chunks):
        scope = scope_of(chunk.lead or chunk.before, chunk.after)
        if chunk.shared and results:
            if scope is None and _SHARED.search(chunk.before):
                scope = results[-1].scope
            elif scope and results[-1].scope is None and _SHARED.search(chunk.before):
                results[-1] = Measured(results[-1].subject, scope)
            results.append(Measured(results[-1].subject, scope))
            continue
        subject = _subject(chunk, _tail(chunks, index))
        if scope and len(chunks) > 1:
            subject = without_place(subject) or subject
        if not subject and results:
            subject = results[-1].subject
        results.append(Measured(subject or clean(clause), scope))
    return results


def has_predicate(subject: str) -> bool:
    """Tell whether *subject* says something of the thing measured ('văn bản … được công khai')."""
    return bool(_words().predicate.search(subject))


def _spread_list(clause: str, quantities: Sequence[Quantity]) -> list[Measured]:
    """'30%, 20%, 15% đối với … của thành phố; quận, huyện và phường, xã' → one level each."""
    gaps = [clause[a.end : b.number] for a, b in pairwise(quantities)]
    if (
        not gaps
        or len({quantity.unit for quantity in quantities}) > 1
        or not all(re.fullmatch(r"\s*(?:,|;|và|hoặc)\s*", gap) for gap in gaps)
    ):
        return []
    before = clause[: quantities[0].start]
    after = clause[quantities[-1].end :]
    subject = _subject(_Chunk(quantities[0], before, after), "") or clean(clause)
    levels = levels_in(after)
    scopes: list[str | None] = [*levels] if len(levels) == len(quantities) else [None] * len(quantities)
    return [Measured(subject, scope) for scope in scopes]


def _chunks(clause: str, quantities: Sequence[Quantity]) -> list[_Chunk]:
    chunks: list[_Chunk] = []
    for index, quantity in enumerate(quantities):
        low = quantities[index - 1].end if index else 0
        high = next((other.start for other in quantities[index:] if other.start >= quantity.end), len(clause))
        between = clause[low : quantity.start]
        after = clause[quantity.end : max(high, quantity.end)]
        if not index:
            chunks.append(_Chunk(quantity, between, after))
        else:
            chunks.append(_further(chunks[-1], quantity, between, after))
        chunks[-1].lead = clause[low : quantity.number]
    return chunks


def _further(previous: _Chunk, quantity: Quantity, between: str, after: str) -> _Chunk:
    """Share out the words between two numbers; what belongs to the first is left in ``previous.after``."""
    if quantity.number < previous.quantity.end:
        return _Chunk(quantity, previous.before, after, shared=True)
    if _SHARED.search(between):
        previous.after = between[: _first(_SHARED, between)]
        return _Chunk(quantity, between, after, shared=True)
    if is_place(between):
        if not re.match(r"\s*[,;]", between) and _JOIN.search(between):
            previous.after = _JOIN.sub("", between)
            return _Chunk(quantity, previous.before, after, shared=True)
        previous.after = ""
        return _Chunk(quantity, between, after, shared=True)
    opening = _opening(between)
    if opening is not None:
        previous.after = between[: _first(_words().openers, between, opening)]
        return _Chunk(quantity, between[opening:], after)
    if _JOIN.search(between):
        previous.after = _JOIN.sub("", between)
        shared = bool(re.match(r"\s*(?:tại|ở|đối\s+với)\s", after)) and not quantity.counted
        return _Chunk(quantity, previous.before, after, shared=shared, joined=True)
    previous.after = _LINKED_END.sub("", between)
    return _Chunk(quantity, between, after)


def _first(pattern: re.Pattern[str], text: str, limit: int | None = None) -> int:
    hit = pattern.search(text)
    return min(hit.start(), limit) if hit and limit is not None else hit.start() if hit else len(text)


def _opening(between: str) -> int | None:
    """Where a new statement begins between two numbers: at 'đảm bảo …', else at the last opener."""
    strong = [hit.end() for hit in _words().strong.finditer(between)]
    cuts = strong or [hit.end() for hit in _words().openers.finditer(between)]
    return cuts[-1] if cuts and between[cuts[-1] :].strip() else None


def _tail(chunks: Sequence[_Chunk], index: int) -> str:
    """'100% cơ quan hành chính, 90% đơn vị … hoàn thiện đề án': the last one's predicate holds for all."""
    if index + 1 >= len(chunks) or not (chunks[index + 1].joined or chunks[index + 1].shared):
        return ""
    last = _PARENS.sub("", chunks[index + 1].after)
    hit = _words().predicate.search(last)
    return last[hit.start() :] if hit else ""


def _subject(chunk: _Chunk, tail: str) -> str:
    before = _before(chunk.before)
    after = _PARENS.sub("", chunk.after)
    unit = chunk.quantity.unit if chunk.quantity.counted else ""
    noun = _trimmed_end(after)
    if not noun or _NO_NOUN.match(noun) or _cut_off(after, counted=bool(unit)):
        noun = ""
    if tail and noun and not unit and not _words().predicate.search(noun):
        noun = f"{noun} {tail.strip()}"
    value_end = bool(_VALUE_END.search(before))
    core = _LINKED_END.sub("", f" {before}").strip()
    if noun and not (value_end and core and not unit):
        core = "" if _ENSURE.search(core) else core
        joint = ", " if after.startswith(",") else " "
        core = f"{core} {unit}{joint}{noun}"
    elif not noun:
        core = _GROWTH_END.sub("", core) if " " in core else core
        core = core if is_place(_place_end(chunk.lead)) else f"{core} {unit}"
    core = clean(_words().tails.sub("", core))
    core = _YEAR_LEAD.sub("", clean(_words().leads.sub("", core)))
    core = clean(_words().leads.sub("", core))
    return _YEAR_TAIL.sub("", core).strip(_EDGE)


def _cut_off(after: str, *, counted: bool) -> bool:
    """Whether the words behind a number are no part of its noun; '05 mô hình, sáng kiến …' goes on."""
    mark = after.lstrip(" ")[:1]
    return mark in (";", ")") or (
        mark == "," and not (counted and not _words().openers.match(after.lstrip(" ")))
    )


def _before(text: str) -> str:
    """The words before a number from the last 'đảm bảo …', 'cụ thể: …' or 'tỷ lệ …' on."""
    bare = _PARENS.sub("", text)
    strong = [hit.end() for hit in _words().strong.finditer(bare)]
    if strong and bare[strong[-1] :].strip():
        bare = bare[strong[-1] :]
    inside = ":" if bare.rstrip().endswith("(") else ""
    return clean(bare.replace("(", " ")).strip(_EDGE) + inside


def _place_end(lead: str) -> str:
    """The part of *lead* behind its last mark: ' tại thành phố ' of '… mức tối thiểu: tại thành phố '."""
    return re.split(r"[:;]", lead)[-1]


def _trimmed_end(text: str) -> str:
    return re.sub(r"[\s,]+(?:trong đó|và)?[\s,]*$", "", clean(text), flags=re.I).strip(
        _EDGE + (")" if "(" not in text else "")
    )
