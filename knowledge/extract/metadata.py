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
from knowledge.extract.outline import Unit
from knowledge.extract.source import clean
from knowledge.extract.vocabulary import document_types
from knowledge.places import Places
from knowledge.records import Document
from knowledge.text import collapse, fold

_OWN = re.compile(rf"(?:^|\s)Số\s*:?\s*(?P<number>{NUMBER})?", re.I)
_ATTACHED = re.compile(
    rf"(?:kèm\s+theo|đính\s+kèm)\s+(?P<type>{document_types()})\s+(?:số\s*:?\s*)?(?P<number>{NUMBER})"
    rf"(?:\W{{0,3}}ngày\s+(?P<date>{DATE}))?(?:\s+của\s+(?P<issuer>[^)]+))?",
    re.I,
)
_PLACE = re.compile(r"^(?P<place>[^,\d]{2,40}),\s*ngày\b(?P<rest>.*)$", re.I)
_TYPE = re.compile(rf"^(?P<type>{document_types()})\b[:\s]*(?P<title>.*)$", re.I | re.S)
_ISSUER = re.compile(
    r"^(?:CHỦ TỊCH\s+)?(?:ỦY BAN|UỶ BAN|UBND|HỘI ĐỒNG|HĐND|BỘ |SỞ |THỦ TƯỚNG|CHÍNH PHỦ|VĂN PHÒNG|"
    r"THÀNH ỦY|TỈNH ỦY|BAN (?!HÀNH))",
    re.I,
)
_PARENT = re.compile(r"^(?:THÀNH PHỐ|TP\.?|TỈNH|QUẬN|HUYỆN|THỊ XÃ|PHƯỜNG|XÃ|ĐẶC KHU)\s", re.I)
_ISSUES = re.compile(
    r"(?<!của )((?:Ủy ban nhân dân|Uỷ ban nhân dân|UBND|Hội đồng nhân dân|HĐND)\s[^,;.\d]*?)\s+"
    r"(?:ban hành|xây dựng)\s+(?:Kế hoạch|Chương trình|Quyết định)",
    re.I,
)
_THEME = re.compile(r"chủ đề(?:\s+năm)?\s*:\s*(?P<theme>.+)$", re.I | re.S)
_EFFECTIVE = re.compile(
    r"có hiệu lực[^.;]*?(?:kể\s+)?từ\s+(?P<when>ngày[^.;]*?)(?=\s+và\s+(?:thay|bãi)|[.;]|$)", re.I
)
_YEAR = re.compile(
    r"năm\s+(20\d\d)(?:\s*[-–]\s*(?:năm\s+)?(20\d\d))?|giai đoạn\s+(?:năm\s+)?(20\d\d)\s*[-–]\s*(20\d\d)",
    re.I,
)
_CLOSING = ("recipients", "signature")
_CENTRAL = re.compile(
    r"^(?:THỦ TƯỚNG|CHÍNH PHỦ|QUỐC HỘI|BỘ |VĂN PHÒNG CHÍNH PHỦ|BAN CHẤP HÀNH TRUNG ƯƠNG)", re.I
)
_NAME = re.compile(r"^(?:[A-ZĐÀ-Ỹ][\wÀ-ỹ']*\.?\s?){2,6}$")
_RANK = re.compile(
    r"^(?:TM|KT|TL|TUQ|Q)\.|^(?:PHÓ\s+)?(?:CHỦ TỊCH|GIÁM ĐỐC|CHÁNH|BỘ TRƯỞNG|THỦ TƯỚNG|TRƯỞNG|CỤC)", re.I
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
            match = _OWN.search(unit.text)
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
    head = _cells([unit for unit in units if unit.region == "header"], text)
    kind, title = _type_and_title(head)
    attached = _first_attached(units)
    numbers = own_numbers(units)
    number = numbers[0].number if numbers else None
    issued = _issued(head) or _attached_date(attached)
    issuer = _issuer(head, units, attached)
    signer, signer_title = _signer(units, text)
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
        recipients=_recipients(units, text),
        attributes=_attributes(units),
        text=text,
    )
    return _overridden(document, _facts(manifest))


def _cells(units: Sequence[Unit], text: str) -> list[str]:
    """The cells of a letterhead or signature block: neighbouring lines with tabs column by column."""
    cells: list[str] = []
    rows: list[list[str]] = []
    for unit in units:
        for line in text[unit.span.start : unit.span.end].split("\n"):
            row = [clean(cell) for cell in line.split("\t")]
            if len(row) == 1:
                cells.extend(_by_column(rows))
                rows = []
                cells.extend(cell for cell in row if cell)
            else:
                rows.append(row)
    return [*cells, *_by_column(rows)]


def _by_column(rows: Sequence[Sequence[str]]) -> list[str]:
    width = max((len(row) for row in rows), default=0)
    return [row[column] for column in range(width) for row in rows if column < len(row) and row[column]]


def _type_and_title(head: Sequence[str]) -> tuple[str | None, str]:
    for index, line in enumerate(head):
        match = _TYPE.match(line)
        if not match or _OWN.match(line):
            continue
        kind = match.group("type").capitalize()
        rest = [match.group("title").strip()] if match.group("title").strip() else []
        for following in head[index + 1 :]:
            if (_ISSUER.match(following) and rest) or following.startswith("(") or _THEME.search(following):
                break
            if not re.search(r"\w", following):
                if rest:
                    break
                continue
            rest.append(following)
        return kind, collapse(" ".join(rest))
    return None, ""


def _first_attached(units: Sequence[Unit]) -> re.Match[str] | None:
    for unit in units:
        if unit.region in ("header", "attachment"):
            match = _ATTACHED.search(unit.text)
            if match:
                return match
    return None


def _attached_date(attached: re.Match[str] | None) -> dt.date | None:
    return printed_date(attached.group("date")) if attached and attached.group("date") else None


def _issued(head: Sequence[str]) -> dt.date | None:
    for line in head:
        match = _PLACE.match(line)
        if match:
            return printed_date(match.group("rest"))
    return None


def printed_place_line(units: Sequence[Unit], text: str) -> str | None:
    """Return the line of place and date in the letterhead ('Đà Nẵng, ngày …'), None when there is none."""
    head = _cells([unit for unit in units if unit.region == "header"], text)
    return next((line for line in head if _PLACE.match(line)), None)


def _place(head: Sequence[str]) -> str | None:
    for line in head:
        match = _PLACE.match(line)
        if match:
            return collapse(match.group("place"))
    return None


def _issuer(head: Sequence[str], units: Sequence[Unit], attached: re.Match[str] | None) -> str | None:
    for index, line in enumerate(head):
        if not _ISSUER.match(line):
            continue
        following = head[index + 1] if index + 1 < len(head) else ""
        if _PARENT.match(following) and not _OWN.match(following):
            line = f"{line} {following}"
        if len(line.split()) > 2 or "ỦY BAN" not in line.upper():
            return line
    if attached and attached.group("issuer"):
        return collapse(attached.group("issuer"))
    named = [
        match.group(1) for unit in units if unit.region == "basis" for match in _ISSUES.finditer(unit.text)
    ]
    if not named:
        return None
    bare = re.sub(r"^(?:TP\.?|thành phố)\s+", "", _place(head) or "", flags=re.I)
    issuer = collapse(named[-1])
    return issuer if fold(bare) in fold(issuer) else f"{issuer} {bare}"


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


def _signer(units: Sequence[Unit], text: str) -> tuple[str | None, str | None]:
    ranks: list[str] = []
    for line in _cells([unit for unit in units if unit.region in _CLOSING], text):
        if line.startswith(("-", "+", "•")):
            continue
        if _RANK.match(line):
            ranks.append(line)
        elif ranks and _NAME.match(line) and not line.isupper():
            return line, " – ".join(ranks)
    return None, " – ".join(ranks) or None


def _recipients(units: Sequence[Unit], text: str) -> tuple[str, ...]:
    marks = r"^[-+•]\s*"
    lines = _cells([unit for unit in units if unit.region in _CLOSING], text)
    return tuple(re.sub(marks, "", line).rstrip(" ;.") for line in lines if re.match(marks, line))


def _attributes(units: Sequence[Unit]) -> dict[str, str]:
    found: dict[str, str] = {}
    attached: list[str] = []
    for unit in units:
        theme = _THEME.search(unit.text) if unit.region in ("header", "attachment") else None
        if theme:
            found.setdefault("theme", theme.group("theme").strip(' “”"'))
        if unit.region == "basis":
            for named in named_documents(unit.text, preamble=True):
                if named.role == "proposal":
                    found.setdefault("proposal", f"{named.type} số {named.number}")
                    if named.printed_date:
                        found.setdefault("proposal_date", named.printed_date.isoformat())
        effective = _EFFECTIVE.search(unit.text) if unit.region == "body" and "Điều" in unit.section else None
        if effective:
            found.setdefault("effective", collapse(effective.group("when")))
        for named in named_documents(unit.text):
            if named.role == "replaces":
                found.setdefault("replaces", named.number)
        if unit.region == "attachment" and not (attached and attached[-1].startswith("(")):
            attached.append(unit.text)
    kind, title = _type_and_title(attached)
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
