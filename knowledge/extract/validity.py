"""Reads from when to when a document holds, and which documents it replaces or abolishes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.extract.citations import Named, named_documents
from knowledge.extract.dates import DATE, printed_date
from knowledge.extract.outline import Unit
from knowledge.extract.vocabulary import document_types
from knowledge.records import DocumentRef

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZĐÀ-Ỹ])")
_OWN = rf"(?:(?:{document_types()}|Bộ luật)\s+này)"
_IN_FORCE = re.compile(
    rf"(?:{_OWN}|^\W*(?:{document_types()}))\s+(?:chính\s+thức\s+)?(?:bắt\s+đầu\s+)?có\s+hiệu\s+lực(?P<when>[^;]*)",
    re.I,
)
_OUT_OF_FORCE = re.compile(
    rf"{_OWN}(?P<between>[^;]*?)\bhết\s+hiệu\s+lực(?:\s+thi\s+hành)?\s+(?P<from>(?:kể\s+)?từ\s+)?(?:vào\s+|hết\s+|sau\s+)*"
    rf"(?:ngày\s+)?(?P<day>{DATE})",
    re.I,
)
_AFTER_DAYS = re.compile(r"sau\s+(?P<days>\d{1,3})\s+ngày,?\s+(?:kể\s+)?từ\s+ngày\s+(?:ký|ban\s+hành)", re.I)
_FROM_DAY = re.compile(rf"(?:\btừ|\bvào)\s+(?:ngày\s+)?(?P<day>{DATE})", re.I)
_ON_DAY = re.compile(rf"^\W*(?:thi\s+hành\s+)?(?:ngày\s+)?(?P<day>{DATE})", re.I)
_FROM_SIGNING = re.compile(r"\btừ\s+ngày\s+(?:được\s+)?(?:ký|ban\s+hành|thông\s+qua)", re.I)
_UNTIL = re.compile(rf"\b(?:đến|tới)\s+(?:hết\s+)?(?:ngày\s+(?P<day>{DATE})|năm\s+(?P<year>20\d\d))", re.I)
_ENDS = re.compile(r"(?P<verb>thay\s+thế(?:\s+cho)?|(?:bãi|hủy|huỷ)\s+bỏ)(?P<rest>.*)", re.I | re.S)
_OWN_SUBJECT = re.compile(rf"{_OWN}\s(?P<between>.*)$", re.I | re.S)
_LINKS = re.compile(r"[\s,;]*(?:và|cùng(?:\s+với)?)?\s*(?:các|toàn\s+bộ|cả)?\s*", re.I)
_FOLLOWS = re.compile(
    r"\s*(?:toàn\s+bộ\s+)?các\s+\w[\w\s,]*?(?:sau(?:\s+đây)?|dưới\s+đây)[^:]{0,80}:\s*$", re.I
)
_ENDED = re.compile(
    r"(?P<verb>được\s+thay\s+thế|bị\s+thay\s+thế|bị\s+(?:bãi|hủy|huỷ)\s+bỏ|hết\s+hiệu\s+lực)(?!\s+một\s+phần)",
    re.I,
)


@dataclass(frozen=True)
class Validity:
    """What a document says of its own time. ``expires`` is the last day on which it holds."""

    effective: dt.date | None = None
    expires: dt.date | None = None
    replaces: tuple[DocumentRef, ...] = ()
    abolishes: tuple[DocumentRef, ...] = ()


def validity_of(units: Sequence[Unit], issued: dt.date | None) -> Validity:
    """Return what the provisions in *units* say; days counted from the signing need *issued*.

    Only statements of the document about itself count: that a decree it cites replaces another, or
    that one article of another document is abolished, ends no document.
    """
    effective: dt.date | None = None
    expires: dt.date | None = None
    ended: dict[bool, dict[str, DocumentRef]] = {True: {}, False: {}}
    provisions = [unit for unit in units if unit.region == "body"]
    for at, unit in enumerate(provisions):
        for sentence in _SENTENCE.split(unit.body):
            if in_force := _IN_FORCE.search(sentence):
                effective = effective or _begins(in_force.group("when"), issued)
                expires = expires or _until(in_force.group("when"))
            expires = expires or _out_of_force(sentence)
            orders = "Điều" in unit.section
            for replaced, named in _ended_by(sentence, provisions[at + 1 :], orders):
                ref = DocumentRef(named.number, named.type, named.printed_date)
                ended[replaced].setdefault(named.number, ref)
    abolished = tuple(ref for number, ref in ended[False].items() if number not in ended[True])
    return Validity(effective, expires, tuple(ended[True].values()), abolished)


def tells_own_effect(text: str) -> bool:
    """Tell whether *text* says from when the document it stands in has effect."""
    return _IN_FORCE.search(text) is not None


def _begins(when: str, issued: dt.date | None) -> dt.date | None:
    if after := _AFTER_DAYS.search(when):
        return issued + dt.timedelta(days=int(after.group("days"))) if issued else None
    if day := _ON_DAY.search(when) or _FROM_DAY.search(when):
        return printed_date(day.group("day"))
    return issued if _FROM_SIGNING.search(when) else None


def _until(when: str) -> dt.date | None:
    until = _UNTIL.search(when)
    if until is None:
        return None
    return (
        dt.date(int(until.group("year")), 12, 31) if until.group("year") else printed_date(until.group("day"))
    )


def _out_of_force(sentence: str) -> dt.date | None:
    """'… này hết hiệu lực từ ngày X' holds to the day before; '… vào ngày X' to that day."""
    found = _OUT_OF_FORCE.search(sentence)
    if found is None or next(named_documents(found.group("between")), None):
        return None
    day = printed_date(found.group("day"))
    return day - dt.timedelta(days=1) if day and found.group("from") else day


def _ended_by(sentence: str, following: Sequence[Unit], orders: bool) -> Iterator[tuple[bool, Named]]:
    """Yield what a sentence ends, with True where it is replaced, not merely abolished.

    With *orders* a sentence that opens with the verb ends something; elsewhere it sets a task.
    """
    for verb in _verbs(sentence, orders):
        replaced = verb.group("verb").lower().startswith("thay")
        rest = verb.group("rest")
        yield from ((replaced, named) for named in _listed(rest))
        if _FOLLOWS.match(rest):
            for unit in following:
                listed = _listed(unit.body)
                if not listed:
                    break
                yield from ((replaced, named) for named in listed)
    passive = _ENDED.search(sentence)
    if passive and re.search(_OWN, sentence[passive.end() :], re.I):
        replaced = "thay" in passive.group("verb").lower()
        yield from ((replaced, named) for named in _listed(sentence[: passive.start()]))


def _verbs(sentence: str, orders: bool) -> Iterator[re.Match[str]]:
    """Yield the verbs of ending whose subject is the document itself, with *orders* opening ones too."""
    start = listed = 0
    while verb := _ENDS.search(sentence, start):
        before = sentence[: verb.start()]
        own = _OWN_SUBJECT.search(before)
        passive = re.search(r"(?:được|bị)\s+$", before, re.I)
        foreign = own is not None and any(named_documents(before[max(own.start("between"), listed) :]))
        start = verb.start("rest")
        if not passive and ((own and not foreign) or (orders and not before.strip(" -–•"))):
            yield verb
            ended = _listed(verb.group("rest"))
            listed = start + (ended[-1].end if ended else 0)


def _listed(text: str) -> list[Named]:
    """Return the documents that *text* lists from its start, joined by nothing but commas and 'và'."""
    found: list[Named] = []
    position = 0
    for named in named_documents(text):
        if not _LINKS.fullmatch(text, position, named.start):
            break
        found.append(named)
        position = named.end
    return found
