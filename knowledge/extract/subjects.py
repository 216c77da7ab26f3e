"""Says what a goal number measures and whom it binds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from knowledge.extract.quantities import Quantity
from knowledge.extract.source import clean
from knowledge.extract.vocabulary import alternatives, vocabulary

_SHARED = re.compile(r"\b(?:cho đến khi|đến khi)\s+đạt", re.I)
_EDGE = " ,;:.-–+•*'\"\n\t"
_JOIN = re.compile(r"(?:,|;)?\s*(?:và|,|;)\s*(?:các\s+)?$", re.I)
_LINK = (
    r"(?:đạt|còn|xuống|xuống\s+còn|lên|lên\s+mức|mức|là|tương\s+ứng|tỷ\s+lệ|trung\s+bình|từ|đến|"
    r"khoảng|thêm|mỗi\s+năm|hằng\s+năm|trong\s+mỗi\s+năm|trong\s+vòng|việc)"
)
_LINKED_END = re.compile(rf"(?:[\s,:']+{_LINK})+\s*$", re.I)
_VALUE_END = re.compile(
    r"(?:đạt|còn|xuống|lên(?:\s+mức)?|là|tương\s+ứng|bằng|trong\s+vòng)(?:\s+(?:tỷ\s+lệ|mức|trung\s+bình|từ))?\s*$",
    re.I,
)
_PARENS = re.compile(r"\s*\([^()]*\)")


@dataclass(frozen=True)
class Measured:
    """What a number measures, and the level it binds (None when the clause names none)."""

    subject: str
    scope: str | None


@dataclass
class _Chunk:
    quantity: Quantity
    before: str
    after: str
    shared: bool


@dataclass(frozen=True)
class _Words:
    openers: re.Pattern[str]
    leads: re.Pattern[str]
    tails: re.Pattern[str]
    predicate: re.Pattern[str]
    scope: re.Pattern[str]
    only_scope: re.Pattern[str]
    level: re.Pattern[str]
    desk: re.Pattern[str]


@cache
def _words() -> _Words:
    words = vocabulary()["targets"]
    levels = alternatives(words["levels"])
    level = rf"(?:các\s+|cả\s+)?(?P<level>{levels})(?!\w)(?-i:(?!\s+[A-ZĐ]))"
    desk = r"(?:các\s+)?Bộ\s+phận\s+(?:tiếp\s+nhận\s+và\s+trả\s+kết\s+quả|một\s+cửa)"
    place = rf"(?:tại|ở|đối\s+với|của)\s+(?:{desk}\s+(?:tại\s+)?|UBND\s+)?"
    return _Words(
        openers=re.compile(rf"(?:,|\bvà|\bvới)\s+(?=(?:{alternatives(words['openers'])})(?!\w))", re.I),
        leads=re.compile(rf"^(?:(?:{alternatives(words['subject_leads'])})(?!\w)[\s,:]*)+", re.I),
        tails=re.compile(rf"[\s,]+(?:{alternatives(words['tails'])})(?!\w).*$", re.I | re.S),
        predicate=re.compile(rf"\s(?:{alternatives(words['predicates'])})(?!\w)", re.I),
        scope=re.compile(rf"(?:{place}){level}", re.I),
        only_scope=re.compile(rf"^[\s,;:]*(?:{place}){level}", re.I),
        level=re.compile(rf"{level}", re.I),
        desk=re.compile(rf"{desk}\s+{level}", re.I),
    )


def measured(clause: str, quantities: Sequence[Quantity]) -> list[Measured]:
    """Return what each of the *quantities* of *clause* measures, in their order."""
    spread = _spread_list(clause, quantities)
    if spread:
        return spread
    chunks = _chunks(clause, quantities)
    results: list[Measured] = []
    tail = _shared_tail(chunks)
    for index, chunk in enumerate(chunks):
        scope = _scope(chunk, single=len(chunks) == 1)
        if chunk.shared and results:
            results.append(Measured(results[-1].subject, scope or _own_scope(chunk)))
            continue
        subject = _subject(chunk, tail if index < len(chunks) - 1 else "")
        if not subject and results:
            subject = results[-1].subject
        results.append(Measured(subject or clean(clause), scope))
    return results


def _spread_list(clause: str, quantities: Sequence[Quantity]) -> list[Measured]:
    """'30%, 20%, 15% đối với … của thành phố; quận, huyện và phường, xã' → one level each."""
    if len(quantities) < 2:
        return []
    gaps = [clause[a.end : b.number] for a, b in pairwise(quantities)]
    if not all(re.fullmatch(r"\s*(?:,|;|và|hoặc)\s*", gap) for gap in gaps):
        return []
    before = clause[: quantities[0].start]
    after = clause[quantities[-1].end :]
    levels = [clean(hit.group("level")) for hit in _words().level.finditer(_split_pairs(after))]
    subject = _subject(_Chunk(quantities[0], before, "" if _VALUE_END.search(before) else after, False), "")
    scopes: list[str | None] = [*levels] if len(levels) == len(quantities) else [None] * len(quantities)
    return [Measured(subject or clean(clause), scope) for scope in scopes]


def _split_pairs(text: str) -> str:
    """Separate 'quận, huyện và phường, xã' so that each level counts once."""
    return re.sub(r"(quận,\s*huyện)\s+và\s+(phường,\s*xã)", r"\1 ; \2", text, flags=re.I)


def _chunks(clause: str, quantities: Sequence[Quantity]) -> list[_Chunk]:
    chunks: list[_Chunk] = []
    for index, quantity in enumerate(quantities):
        low = quantities[index - 1].end if index else 0
        high = quantities[index + 1].start if index + 1 < len(quantities) else len(clause)
        before = clause[low : quantity.start]
        after = clause[quantity.end : max(high, quantity.end)]
        if not index:
            chunks.append(_Chunk(quantity, before, after, False))
            continue
        previous = chunks[-1]
        if quantity.number < quantities[index - 1].end or _SHARED.search(before):
            chunks.append(_Chunk(quantity, "", after, True))
            continue
        if _only_place(before):
            chunks.append(_Chunk(quantity, previous.before, before + after, True))
            continue
        cut = _opening(before)
        if cut is not None:
            previous.after = before[:cut]
            chunks.append(_Chunk(quantity, before[cut:], after, False))
        elif _JOIN.search(before):
            previous.after = _JOIN.sub("", before)
            shared = bool(_words().only_scope.match(after)) and not quantity.counted
            chunks.append(_Chunk(quantity, previous.before, after, shared))
        else:
            chunks.append(_Chunk(quantity, before, after, False))
            previous.after = ""
    return chunks


def _only_place(before: str) -> bool:
    bare = _words().scope.sub("", before)
    bare = _words().level.sub("", bare)
    return not re.sub(r"(?:đạt|và|tối thiểu|ít nhất)|\W", "", bare)


def _opening(between: str) -> int | None:
    cuts = [hit.end() for hit in _words().openers.finditer(between)]
    return cuts[-1] if cuts and between[cuts[-1] :].strip() else None


def _shared_tail(chunks: Sequence[_Chunk]) -> str:
    """'100% cơ quan hành chính, 90% đơn vị … hoàn thiện đề án': the predicate of the last holds for all."""
    if len(chunks) < 2:
        return ""
    hit = _words().predicate.search(chunks[-1].after)
    return chunks[-1].after[hit.start() :] if hit else ""


def _subject(chunk: _Chunk, tail: str) -> str:
    before = _trim(chunk.before)
    after = _PARENS.sub("", chunk.after)
    unit = chunk.quantity.unit if chunk.quantity.counted else ""
    if _VALUE_END.search(chunk.before.rstrip(" ,:")) or (before and not _leading_noun(after)):
        core = _LINKED_END.sub("", before)
    else:
        noun = _trim_tail(after)
        if tail and not _words().predicate.search(noun):
            noun = f"{noun} {tail.strip()}"
        core = f"{_LINKED_END.sub('', before)} {unit} {noun}" if before else f"{unit} {noun}"
    core = clean(_words().leads.sub("", clean(_words().tails.sub("", core))))
    return core.strip(_EDGE)


def _leading_noun(after: str) -> bool:
    rest = after.strip(_EDGE)
    return (
        bool(rest)
        and not re.match(
            r"(?:tại|ở|trên|so\s+với|vào|trong|đến|để|nhằm|đối\s+với|theo|kể\s+từ|tính\s+từ|trở)\b",
            rest,
            re.I,
        )
        and not after.lstrip(" ").startswith((",", ";", ")"))
    )


def _trim(text: str) -> str:
    return clean(_PARENS.sub("", text)).strip(_EDGE)


def _trim_tail(text: str) -> str:
    return re.sub(r"[\s,]+(?:trong đó|và|,)\s*$", "", clean(text), flags=re.I).strip(_EDGE)


def _own_scope(chunk: _Chunk) -> str | None:
    hit = _words().level.search(chunk.after) if len(chunk.after) < 60 else None
    return clean(hit.group("level")) if hit else None


def _scope(chunk: _Chunk, *, single: bool) -> str | None:
    words = _words()
    behind = (
        words.only_scope.match(chunk.after)
        or words.scope.search(chunk.after)
        or words.desk.search(chunk.after)
    )
    if behind:
        return clean(behind.group("level"))
    last = None
    for hit in words.scope.finditer(chunk.before):
        last = hit
    if last and (not single or len(chunk.before) - last.end() < 12):
        return clean(last.group("level"))
    return None
