"""Reads a document's own data: number, date, issuer, title, years, signer, recipients, theme, proposal."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from knowledge.documents import ManifestEntry
from knowledge.extract.citations import NUMBER, named_documents, normal_number, type_of_number
from knowledge.extract.dates import DATE, printed_date
from knowledge.extract.letterhead import (
    OWN_NUMBER,
    THEME,
    cells_of,
    issued_on,
    issuer_of,
    recipients_of,
    signer_of,
    type_and_title,
)
from knowledge.extract.outline import Unit
from knowledge.extract.validity import tells_own_effect, validity_of
from knowledge.extract.vocabulary import document_types
from knowledge.places import Places
from knowledge.records import Document
from knowledge.text import collapse

_ATTACHED = re.compile(
    rf"(?:kèm\s+theo|đính\s+kèm)\s+(?P<type>{document_types()})\s+(?:số\s*:?\s*)?(?P<number>{NUMBER})"
    rf"(?:\W{{0,3}}ngày\s+(?P<date>{DATE}))?(?:\s+của\s+(?P<issuer>[^)]+))?",
    re.I,
)
_EFFECTIVE = re.compile(
    r"có hiệu lực[^.;]*?(?:kể\s+)?từ\s+(?P<when>ngày[^.;]*?)"
    r"(?=\s+(?:và\s+(?:thay|bãi|hết)|(?:đến|tới)\s+(?:hết\s+)?(?:ngày|năm))|[.;]|$)",
    re.I,
)
_YEAR = re.compile(
    r"năm\s+(20\d\d)(?:\s*[-–]\s*(?:năm\s+)?(20\d\d))?|giai đoạn\s+(?:năm\s+)?(20\d\d)\s*[-–]\s*(20\d\d)",
    re.I,
)
_CENTRAL = re.compile(
    r"^(?:THỦ TƯỚNG|CHÍNH PHỦ|QUỐC HỘI|BỘ |VĂN PHÒNG CHÍNH PHỦ|BAN CHẤP HÀNH TRUNG ƯƠNG)", re.I
)


@dataclass(frozen=True)
class OwnNumber:
    """A place where a document prints its own number."""

    number: str
    where: str
    unit: Unit
    date: dt.date | None = None


Manifest = Mapping[str, Any] | ManifestEntry


def own_numbers(units: Sequence[Unit]) -> list[OwnNumber]:
    """Return every printing of the document's own number, in order."""
    found: list[OwnNumber] = []
    for unit in units:
        if unit.region == "header":
            match = OWN_NUMBER.search(unit.text)
            if match and match.group("number"):
                found.append(OwnNumber(normal_number(match.group("number")), "Số", unit))
        attached = _ATTACHED.search(unit.text) if unit.region in ("header", "attachment") else None
        if attached:
            found.append(
                OwnNumber(normal_number(attached.group("number")), "kèm theo", unit, _attached_date(attached))
            )
    return found


def read_document(
    units: Sequence[Unit], text: str, document_id: str, manifest: Manifest | None = None
) -> Document:
    """Return the Document of *units*; entries of *manifest* override what is printed.

    ``manifest`` may hold any field of Document by name ('number', 'jurisdiction', 'years', …) and
    'subject' for the title; dates are ISO strings or dates. A null entry overrides nothing.
    """
    head = cells_of([unit for unit in units if unit.region == "header"], text)
    kind, title = type_and_title(head)
    attached = _first_attached(units)
    numbers = own_numbers(units)
    number = numbers[0].number if numbers else None
    issued = issued_on(head) or _attached_date(attached)
    issuer = issuer_of(head, units, attached)
    signer, signer_title = signer_of(units, text)
    document = Document(
        id=document_id,
        number=number,
        title=title or document_id,
        type=kind or (type_of_number(number) if number else None),
        issuer=issuer,
        jurisdiction=_jurisdiction(issuer, head, title),
        issued=issued,
        years=_years(title, units, issued),
        signer=signer,
        signer_title=signer_title,
        recipients=recipients_of(units, text),
        attributes=_attributes(units),
        text=text,
    )
    return _timed(_overridden(document, _facts(manifest)), units)


def _timed(document: Document, units: Sequence[Unit]) -> Document:
    validity = validity_of(units, document.issued)
    read = {field.name: getattr(validity, field.name) for field in dataclasses.fields(validity)}
    return replace(document, **{name: getattr(document, name) or value for name, value in read.items()})


def _first_attached(units: Sequence[Unit]) -> re.Match[str] | None:
    for unit in units:
        if unit.region in ("header", "attachment"):
            match = _ATTACHED.search(unit.text)
            if match:
                return match
    return None


def _attached_date(attached: re.Match[str] | None) -> dt.date | None:
    return printed_date(attached.group("date")) if attached and attached.group("date") else None


def _jurisdiction(issuer: str | None, head: Sequence[str], title: str) -> str | None:
    """The place whose authorities issued the document: named by the issuer, the letterhead or the title."""
    if issuer and _CENTRAL.match(issuer):
        return None
    places = Places.default()
    for line in (issuer or "", *head, title):
        for found in places.find(line):
            place = places.get(found.place_ids[0]) if found.exact else None
            if place:
                return place.jurisdiction
    return None


def _years(title: str, units: Sequence[Unit], issued: dt.date | None) -> tuple[int, ...]:
    years = _years_in(title)
    if years:
        return years
    headed = [year for unit in units if unit.heading for year in _years_in(unit.body) if unit.kind != ""]
    first = min([*headed, issued.year] if issued else headed, default=None)
    last = max(headed, default=first)
    return tuple(range(first, last + 1)) if first and last else ()


def _years_in(text: str) -> tuple[int, ...]:
    for match in _YEAR.finditer(text):
        first, last = match.group(1) or match.group(3), match.group(2) or match.group(4)
        return tuple(range(int(first), int(last or first) + 1))
    return ()


def _attributes(units: Sequence[Unit]) -> dict[str, str]:
    found: dict[str, str] = {}
    attached: list[str] = []
    for unit in units:
        theme = THEME.search(unit.text) if unit.region in ("header", "attachment") else None
        if theme:
            found.setdefault("theme", theme.group("theme").strip(' “”"'))
        if unit.region == "basis":
            for named in named_documents(unit.text, preamble=True):
                if named.role == "proposal":
                    found.setdefault("proposal", f"{named.type} số {named.number}")
                    if named.printed_date:
                        found.setdefault("proposal_date", named.printed_date.isoformat())
        provides = unit.region == "body" and ("Điều" in unit.section or tells_own_effect(unit.body))
        effective = _EFFECTIVE.search(unit.text) if provides else None
        if effective:
            found.setdefault("effective", collapse(effective.group("when")))
        if unit.region == "attachment" and not (attached and attached[-1].startswith("(")):
            attached.append(unit.text)
    kind, title = type_and_title(attached)
    if kind and title and kind != "Phụ lục":
        found.setdefault("attached_type", kind)
        found.setdefault("attached_title", title)
    return found


def _facts(manifest: Manifest | None) -> Mapping[str, Any]:
    if isinstance(manifest, ManifestEntry):
        return {field.name: getattr(manifest, field.name) for field in dataclasses.fields(manifest)}
    return manifest or {}


def _overridden(document: Document, manifest: Mapping[str, Any]) -> Document:
    fields = Document.__dataclass_fields__
    known = {key: value for key, value in manifest.items() if key in fields and value is not None}
    if manifest.get("subject"):
        known.setdefault("title", collapse(manifest["subject"]))
    known.pop("id", None)
    known.pop("text", None)
    if isinstance(known.get("issued"), str):
        known["issued"] = dt.date.fromisoformat(known["issued"])
    for key in ("years", "recipients"):
        if key in known:
            known[key] = tuple(known[key])
    if "attributes" in known:
        known["attributes"] = {**document.attributes, **known["attributes"]}
    return replace(document, **known)
