"""Rules on how documents cite others."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator

from knowledge.extract.anomalies.finding import Finding, by_document, ids_of, sections_of, value_at, wording
from knowledge.extract.citations import type_of_number
from knowledge.records import Citation, Document
from knowledge.snapshot import Snapshot
from knowledge.text import fold

_YEAR = re.compile(r"/(\d{4})[/-]")
_CENTRAL = re.compile(r"[/-](?:CP|TTg|TW|QH\d*|BNV|BTTTT|BTC|VPCP|BTP|BKHCN|UBTVQH\d*)$")
_HORIZON = re.compile(r"đến năm (20\d\d),\s*(?:định hướng|tầm nhìn)[^,;]*?(?:đến năm )?20\d\d", re.I)


def _shown(date: dt.date) -> str:
    return f"{date:%d/%m/%Y}"


def _title(citation: Citation) -> str:
    return f"{citation.type or ''} {citation.number}".strip()


def dates_within(snapshot: Snapshot) -> Iterator[Finding]:
    """One number with two dates in one document."""
    for document_id, cited in by_document(snapshot.citations).items():
        by_number: dict[str, list[Citation]] = defaultdict(list)
        for citation in cited:
            if citation.printed_date:
                by_number[citation.number].append(citation)
        for places in by_number.values():
            dates = {citation.printed_date: citation for citation in reversed(places)}
            if len(dates) > 1 and _one_document(places):
                different = sorted(dates.values(), key=lambda one: one.span.start)
                values = tuple(value_at(_shown(c.printed_date), c) for c in different if c.printed_date)
                facts = {"number": _title(places[0])}
                yield Finding(
                    "citation_date", document_id, values, ids_of(*different), sections_of(*different), facts
                )


def dates_across(snapshot: Snapshot) -> Iterator[Finding]:
    """One number of a central body with two dates in two documents.

    A document that prints both dates itself is told of by ``dates_within``.
    """
    by_number: dict[str, list[Citation]] = defaultdict(list)
    for citation in snapshot.citations:
        if citation.printed_date and (_CENTRAL.search(citation.number) or _YEAR.search(citation.number)):
            by_number[citation.number].append(citation)
    for places in by_number.values():
        by_date: dict[dt.date, list[Citation]] = defaultdict(list)
        for citation in places:
            if citation.printed_date:
                by_date[citation.printed_date].append(citation)
        if len(by_date) < 2 or len({c.document_id for c in places}) < 2 or not _one_document(places):
            continue
        ranked = sorted(by_date.values(), key=lambda group: -len({c.document_id for c in group}))
        usual = {citation.document_id for citation in ranked[0]}
        for group in ranked[1:]:
            odd = group[0]
            other = next((c for c in ranked[0] if c.document_id != odd.document_id), None)
            if other is None or odd.document_id in usual:
                continue
            yield Finding(
                "citation_date_across",
                odd.document_id,
                (_in_document(odd, snapshot), _in_document(other, snapshot)),
                ids_of(odd, other),
                sections_of(odd),
                {"number": _title(odd)},
            )


def _in_document(citation: Citation, snapshot: Snapshot) -> str:
    document = snapshot.document_by_id[citation.document_id]
    name = document.number or document.title
    date = _shown(citation.printed_date) if citation.printed_date else ""
    return str(wording()["words"]["value_in"].format(value=date, document=name))


def _one_document(places: list[Citation]) -> bool:
    """Numbers begin anew each year, so two dates mean one document only when something else says so."""
    if any(_YEAR.search(citation.number) for citation in places):
        return True
    dates = [citation.printed_date for citation in places if citation.printed_date]
    days = {(date.day, date.month) for date in dates}
    titles = {fold(citation.title)[-60:] for citation in places if citation.title}
    return len(days) < len(set(dates)) or (len(titles) == 1 and len({date.year for date in dates}) == 1)


def numbers(snapshot: Snapshot) -> Iterator[Finding]:
    """One date and number with two abbreviations ('117/NQ-CP', '117/NĐ-CP') in one document."""
    for document_id, cited in by_document(snapshot.citations).items():
        groups: dict[tuple[str, dt.date], list[Citation]] = defaultdict(list)
        for citation in cited:
            if citation.printed_date:
                stem = re.match(r"\d+(?:/\d{4})?", citation.number)
                if stem:
                    groups[(stem.group(), citation.printed_date)].append(citation)
        for places in groups.values():
            different = list({citation.number: citation for citation in reversed(places)}.values())[::-1]
            if len(different) > 1:
                values = tuple(value_at(_title(citation), citation) for citation in different)
                yield Finding(
                    "citation_number", document_id, values, ids_of(*different), sections_of(*different)
                )


def types(snapshot: Snapshot) -> Iterator[Finding]:
    """A printed type that the number's abbreviation contradicts ('Kế hoạch số 1256/QĐ-UBND')."""
    for citation in snapshot.citations:
        expected = type_of_number(citation.number)
        printed = (citation.type or "").lower()
        if expected and printed and printed != expected.lower() and not _compatible(citation, printed):
            facts = {"expected": expected}
            yield Finding(
                "citation_type",
                citation.document_id,
                (_title(citation),),
                ids_of(citation),
                sections_of(citation),
                facts,
            )


def _compatible(citation: Citation, printed: str) -> bool:
    """A law carries QH like a resolution of the assembly; 'văn bản', 'đề án' name any kind."""
    return printed in ("văn bản", "đề án", "phương án", "quy chế") or "QH" in citation.number


def years(snapshot: Snapshot) -> Iterator[Finding]:
    """A date that the year inside the number contradicts, or a basis younger than the document."""
    for citation in snapshot.citations:
        document = snapshot.document_by_id.get(citation.document_id)
        date = citation.printed_date
        year = _YEAR.search(citation.number)
        if not date or not document:
            continue
        facts = {"number": _title(citation), "date": _shown(date)}
        if year and int(year.group(1)) != date.year:
            kind = "citation_year"
            facts["year"] = year.group(1)
        elif document.issued and date > document.issued:
            kind = "citation_future"
            facts["issued"] = _shown(document.issued)
        else:
            continue
        yield Finding(
            kind, document.id, (citation.number, _shown(date)), ids_of(citation), sections_of(citation), facts
        )


def horizons(snapshot: Snapshot) -> Iterator[Finding]:
    """A first horizon that is not after the cited document's own year ('đến năm 2021, định hướng …')."""
    for citation in snapshot.citations:
        match = _HORIZON.search(citation.title or "")
        if match and citation.printed_date and int(match.group(1)) <= citation.printed_date.year:
            facts = {"year": str(citation.printed_date.year)}
            yield Finding(
                "odd_horizon",
                citation.document_id,
                (match.group(),),
                ids_of(citation),
                sections_of(citation),
                facts,
            )


def known_documents(snapshot: Snapshot) -> Iterator[Finding]:
    """A citation of a published document with another date than that document bears."""
    known: dict[str, list[Document]] = defaultdict(list)
    for document in snapshot.documents:
        if document.number and document.issued:
            known[document.number].append(document)
    for citation in snapshot.citations:
        citing = snapshot.document_by_id.get(citation.document_id)
        for document in known.get(citation.number, ()):
            same_place = citing and citing.jurisdiction == document.jurisdiction
            if not same_place or not citation.printed_date or not document.issued:
                continue
            if citation.printed_date != document.issued:
                facts = {
                    "number": _title(citation),
                    "date": _shown(citation.printed_date),
                    "issued": _shown(document.issued),
                }
                yield Finding(
                    "citation_of_known",
                    citation.document_id,
                    (facts["date"], facts["issued"]),
                    (citation.id, document.id),
                    sections_of(citation),
                    facts,
                )
