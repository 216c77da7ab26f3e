"""Entries of the lists that people edit, as forms and back; the fields are data/entries.yaml."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import fields as fields_of
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from api.adminweb.shipped import limits, sentences
from bot.answers.wording import names_in
from knowledge.agencies import Registry
from knowledge.ingest.naming import slug
from knowledge.records.catalogue import AddedBody, AgencyNames, Faq, PublicService, Threshold, Wording
from knowledge.store.edits import EDITABLE, Editable
from knowledge.text import collapse, fold

_DATA = Path(__file__).parents[1] / "data" / "entries.yaml"
_URL = re.compile(r"https?://[^\s<>\"]+")
_NUMBER = re.compile(r"\d{1,6}(?:[.,]\d{1,6})?", re.ASCII)
_LONGEST = 5_000
_DAY = "%d/%m/%Y"


class EntryError(ValueError):
    """The form cannot become an entry; the message is one Vietnamese sentence."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(_data()["errors"][key].format(**values))


def form_of(kind: str) -> Mapping[str, Mapping[str, Any]]:
    """Return the fields of a kind's form by name: label, form, whether needed, choices."""
    found: Mapping[str, Mapping[str, Any]] = _data()["forms"][kind]
    return found


def wording_name(key: str) -> str:
    """Return what a reply is called."""
    return str(_data()["wording_names"][key])


def values_of(kind: str, record: Editable | None) -> dict[str, str]:
    """Return an entry as the text of its form; blank ones for None."""
    return {name: _text(getattr(record, name, None)) for name in form_of(kind)}


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "\n".join(value)
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",")
    return value.strftime(_DAY) if isinstance(value, dt.date) else str(value)


def built(kind: str, record_id: str, typed: Mapping[str, str], registry: Registry) -> Editable:
    """Return the entry that a form describes; '' as id makes a new one. Raises EntryError.

    Names of bodies must not be those of other bodies of *registry*.
    """
    values = {name: _value(spec, typed.get(name, "")) for name, spec in form_of(kind).items()}
    if kind == "agency":
        return AgencyNames(record_id, _new_names(record_id, values["names"], registry))
    if kind == "wording":
        return _wording(record_id, values["vi"], values["en"])
    if kind == "threshold":
        return _threshold(record_id, values["value"])
    if kind == "body":
        return _body(record_id, values, registry)
    title = values["question" if kind == "faq" else "name"]
    record_id = record_id or f"{slug(title)[:60] or 'muc'}-{secrets.token_hex(3)}"
    if kind == "service":
        return PublicService(id=record_id, **values)
    faq = Faq(id=record_id, **values)
    if faq.valid_from and faq.valid_to and faq.valid_to < faq.valid_from:
        raise EntryError("order")
    return faq


def _value(spec: Mapping[str, Any], text: str) -> Any:
    text = text.replace("\r\n", "\n").strip()
    label, optional = spec["label"], spec.get("null", False)
    if not text:
        if spec.get("needed"):
            raise EntryError("needed", field=label)
        return () if spec["form"] == "lines" else None if optional else ""
    if len(text) > _LONGEST:
        raise EntryError("long", field=label, limit=_LONGEST)
    match spec["form"]:
        case "lines":
            return tuple(dict.fromkeys(collapse(line) for line in text.split("\n") if line.strip()))
        case "day":
            try:
                return dt.datetime.strptime(text, _DAY).date()
            except ValueError:
                raise EntryError("day", field=label) from None
        case "url":
            if not _URL.fullmatch(text):
                raise EntryError("url", field=label)
            return text
        case "choice":
            if text not in spec["choices"]:
                raise EntryError("choice", field=label)
            return text
        case "number":
            if not _NUMBER.fullmatch(text):
                raise EntryError("number", field=label)
            return float(text.replace(",", "."))
        case "line":
            return collapse(text)
        case _:
            return text


def _wording(key: str, vi: str, en: str) -> Wording:
    """Return a reply that keeps the names of the shipped one in both languages."""
    shipped = sentences()[key]
    if en and "en" not in shipped:
        raise EntryError("no_english")
    for text, own in ((vi, shipped["vi"]), (en, shipped.get("en", ""))):
        try:
            found = names_in(text)
        except ValueError:
            raise EntryError("braces") from None
        wanted = names_in(own)
        if text and found != wanted:
            raise EntryError(
                "names" if wanted else "no_names", names=", ".join(f"{{{name}}}" for name in sorted(wanted))
            )
    return Wording(key, vi, en)


def _threshold(key: str, value: float) -> Threshold:
    limit = limits()[key]
    if not limit.allows(value):
        bounds = {"least": _text(limit.least), "most": _text(limit.most)}
        raise EntryError("whole" if limit.whole else "range", name=limit.label, **bounds)
    return Threshold(key, value)


def _body(record_id: str, values: Mapping[str, Any], registry: Registry) -> AddedBody:
    """Return a body of its own; its id is made of its name, since the addresses of lists show it."""
    [name, *names] = _new_names(record_id, (values["name"], *values["names"]), registry)
    new_id = slug(name)
    if not record_id and (other := next((kind for kind in registry.kinds if kind.id == new_id), None)):
        raise EntryError("taken", name=name, other=other.name)
    return AddedBody(record_id or new_id, name, values["level"], values["group"], tuple(names))


def _new_names(kind_id: str, names: Iterable[str], registry: Registry) -> tuple[str, ...]:
    """Return names that are not another kind's already; raise EntryError for one that is."""
    taken = {
        fold(name): kind
        for kind in registry.kinds
        if kind.id != kind_id
        for name in (kind.name, *kind.aliases)
    }
    for name in names:
        if other := taken.get(fold(name)):
            raise EntryError("taken", name=name, other=other.name)
        if len(fold(name)) < 2:
            raise EntryError("short", name=name)
    return tuple(names)


@cache
def _data() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    for kind, form in loaded["forms"].items():
        unknown = set(form) - {item.name for item in fields_of(EDITABLE[kind])}
        if unknown:
            raise ValueError(f"{_DATA.name}: {kind} has no field {sorted(unknown)}")
    return loaded
