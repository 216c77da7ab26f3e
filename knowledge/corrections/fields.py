"""Fields of records as text of a form, and back."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import yaml

from knowledge.agencies import Registry
from knowledge.dates import parse_deadline
from knowledge.extract.citations import named_documents
from knowledge.records import (
    AgencyRef,
    Citation,
    Deadline,
    Document,
    DocumentRef,
    Passage,
    Responsibility,
    Target,
    Task,
)
from knowledge.store.wording import sentence

Corrected = Task | Target | Responsibility | Passage | Citation | Document
T = TypeVar("T", bound=Corrected)
_DATA = Path(__file__).parents[1] / "data" / "corrections.yaml"
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_NUMBER = re.compile(r"\d+(?:\.\d{3})*(?:,\d+)?|\d+(?:[.,]\d+)?")


class FieldError(ValueError):
    """The text does not do for the field; the message is one Vietnamese sentence."""


def correctable(kind: str) -> Mapping[str, str]:
    """Return the fields of a kind that people may correct, with how each is written (a word of the data)."""
    return cast(Mapping[str, str], _data()[kind])


def field_label(field: str) -> str:
    """Return the Vietnamese name of a field."""
    return str(_data()["labels"][field])


def kind_label(kind: str) -> str:
    """Return the Vietnamese name of a kind."""
    return str(_data()["kinds"][kind])


def printed(record: Corrected, field: str) -> str:
    """Return the field as text of a form; '' when it is blank.

    >>> printed(Responsibility("a", "d", AgencyRef("Sở Nội vụ"), "Chủ trì", "V", Span(0, 1)), "addressee")
    'Sở Nội vụ'
    """
    return _text(getattr(record, field))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, AgencyRef | Deadline | DocumentRef):
        return value.text
    if isinstance(value, dt.date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, tuple):
        separator = ", " if all(isinstance(item, int) for item in value) else "\n"
        return separator.join(_text(item) for item in value)
    return str(value)


def changed(record: T, kind: str, field: str, text: str, jurisdiction: str | None, registry: Registry) -> T:
    """Return *record* with the field as *text* says; raise FieldError when that makes no sense."""
    text = text.replace("\r\n", "\n").strip()
    if not text and field in _data()["required"][kind]:
        raise FieldError(sentence("needed", field=field_label(field)))
    values = _values(correctable(kind)[field], field, text, jurisdiction, registry)
    return replace(record, **values)


def coherent(record: Corrected) -> None:
    """Raise FieldError when fields that each make sense contradict each other."""
    if not isinstance(record, Document):
        return
    if record.effective and record.expires and record.expires < record.effective:
        raise FieldError(sentence("bad_order", field=field_label("expires")))


def _values(form: str, field: str, text: str, jurisdiction: str | None, registry: Registry) -> dict[str, Any]:
    lines = tuple(line.strip() for line in text.split("\n") if line.strip())
    match form:
        case "bodies":
            return {field: tuple(AgencyRef(line, registry.link(line, jurisdiction)) for line in lines)}
        case "body":
            return {field: AgencyRef(" ".join(lines), registry.link(" ".join(lines), jurisdiction))}
        case "deadline":
            return {field: parse_deadline(" ".join(lines))}
        case "day":
            return {field: _day(text) if text else None}
        case "year":
            return {field: _year(text) if text else None}
        case "years":
            return {field: tuple(_year(part) for part in text.split(",") if part.strip())}
        case "documents":
            return {field: tuple(map(_document, lines))}
        case "document":
            return {field: _document(" ".join(lines)) if lines else None}
        case "number":
            return {field: " ".join(lines), "value": _number(text)}
        case "names":
            return {field: lines}
        case "line":
            return {field: " ".join(lines) or (None if field in _NULLABLE else "")}
        case _:
            return {field: text or (None if field in _NULLABLE else "")}


_NULLABLE = {"output", "goal", "note", "scope", "number", "title", "issuer", "type", "signer", "signer_title"}


def _day(text: str) -> dt.date:
    found = _DAY.fullmatch(text.strip())
    try:
        if found:
            return dt.date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        pass
    raise FieldError(sentence("bad_date", text=text[:60]))


def _document(text: str) -> DocumentRef:
    """The one document that a line names."""
    found = list(named_documents(text))
    if len(found) != 1:
        raise FieldError(sentence("bad_document", text=text[:60]))
    return DocumentRef(found[0].number, found[0].type, found[0].printed_date)


def _year(text: str) -> int:
    stripped = text.strip()
    if not re.fullmatch(r"[12]\d{3}", stripped, re.ASCII):
        raise FieldError(sentence("bad_years", text=text[:60]))
    return int(stripped)


def _number(text: str) -> float:
    found = _NUMBER.search(text)
    if found is None:
        raise FieldError(sentence("bad_number", text=text[:60]))
    digits = found.group()
    grouped = re.fullmatch(r"\d+(?:\.\d{3})+(?:,\d+)?", digits)
    return float((digits.replace(".", "") if grouped else digits).replace(",", "."))


@cache
def _data() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return loaded
