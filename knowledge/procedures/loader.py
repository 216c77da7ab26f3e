"""Reads the procedure files beside this module into typed records, strictly.

A file holds ``defaults`` and ``procedures``; an entry's own keys win over the defaults. An unknown
key, a wrong type, an unknown aspect or a link to a missing procedure is an error naming its place:
a typing slip must not silently become 'no data'.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, get_args

import yaml

from knowledge.records.procedure import (
    Aspect,
    Confidence,
    FormerBody,
    LegalBasis,
    Paper,
    Procedure,
    ProcedureCase,
    ProcedureFact,
    ProcedureGap,
)
from knowledge.text import nfc

FOLDER = Path(__file__).parent
_ASPECTS = frozenset(get_args(Aspect))
_CONFIDENCES = frozenset(get_args(Confidence))
_TEXTS = frozenset(
    {"other_names", "situations", "english_names", "levels", "steps", "applicants", "executing", "deciding"}
    | {"authorised", "coordinating", "addresses", "results", "conditions", "related", "notes"}
)
_NESTED = frozenset({"cases", "facts", "gaps", "former", "legal_bases", "legal_bases_add", "other_codes"})
_SCALARS = frozenset(
    {"id", "code", "name", "sector", "kind", "decision", "decided", "issuer", "law_version", "as_of"}
    | {"source", "source_url", "taken", "confidence", "unknown"}
)
_ALLOWED = _TEXTS | _NESTED | _SCALARS
_OPTIONAL = ("code", "kind", "decision", "issuer", "law_version", "source_url")


class ProcedureDataError(ValueError):
    """A procedure file is malformed; the message names the file, the procedure and the key."""


def _text(value: object, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ProcedureDataError(f"{where}: expected a non-empty text, got {value!r}")
    return nfc(value.strip())


def _optional(value: object, where: str) -> str | None:
    return None if value is None else _text(value, where)


def _texts(value: object, where: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ProcedureDataError(f"{where}: expected a list, got {value!r}")
    return tuple(_text(item, where) for item in value)


def _mapping(value: object, allowed: Iterable[str], where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ProcedureDataError(f"{where}: expected a mapping, got {value!r}")
    unknown = set(value) - set(allowed)
    if unknown:
        raise ProcedureDataError(f"{where}: unknown keys {sorted(unknown)}")
    return value


def _one_of(value: object, allowed: frozenset[Any], where: str) -> Any:
    if value not in allowed:
        raise ProcedureDataError(f"{where}: {value!r} is none of {sorted(allowed)}")
    return value


def _date(value: object, where: str) -> date | None:
    if value is None or isinstance(value, date):
        return value
    raise ProcedureDataError(f"{where}: expected a date, got {value!r}")


def _paper(value: object, where: str) -> Paper:
    if isinstance(value, str):
        return Paper(name=_text(value, where))
    entry = _mapping(value, ("name", "required", "mode", "db", "forms", "originals", "copies"), where)
    return Paper(
        name=_text(entry.get("name"), where),
        originals=entry.get("originals"),
        copies=entry.get("copies"),
        required=bool(entry.get("required", True)),
        mode=_one_of(entry.get("mode", "submit"), frozenset({"submit", "show"}), where),
        replaceable_by_database=bool(entry.get("db", False)),
        forms=_texts(entry.get("forms", []), where),
    )


def _case(value: object, where: str) -> ProcedureCase:
    entry = _mapping(value, ("name", "papers", "keywords"), where)
    papers = entry.get("papers")
    if not isinstance(papers, list) or not papers:
        raise ProcedureDataError(f"{where}: a case needs papers")
    return ProcedureCase(
        name=nfc(entry.get("name", "")),
        papers=tuple(_paper(paper, f"{where}.papers") for paper in papers),
        keywords=_texts(entry.get("keywords", []), where),
    )


def _fact(value: object, default: Confidence, where: str) -> ProcedureFact:
    allowed = [spec.name for spec in dataclasses.fields(ProcedureFact)]
    entry = _mapping(value, allowed, where)
    return ProcedureFact(
        aspect=_one_of(entry.get("aspect"), _ASPECTS, where),
        text=_text(entry.get("text"), where),
        case=nfc(entry.get("case", "")),
        keywords=_texts(entry.get("keywords", []), where),
        confidence=_one_of(entry.get("confidence", default), _CONFIDENCES, where),
        detail=bool(entry.get("detail", False)),
        english=nfc(entry.get("english", "")),
    )


def _gap(value: object, where: str) -> ProcedureGap:
    entry = _mapping(value, ("aspect", "what", "keywords", "note"), where)
    return ProcedureGap(
        aspect=_one_of(entry.get("aspect"), _ASPECTS, where),
        what=_text(entry.get("what"), where),
        keywords=_texts(entry.get("keywords", []), where),
        note=nfc(entry.get("note", "")),
    )


def _basis(value: object, where: str) -> LegalBasis:
    entry = _mapping(value, ("number", "from", "to", "note"), where)
    return LegalBasis(
        number=_text(entry.get("number"), where),
        effective_from=_date(entry.get("from"), where),
        effective_to=_date(entry.get("to"), where),
        note=nfc(entry.get("note", "")),
    )


def _former(value: object, where: str) -> FormerBody:
    entry = _mapping(value, ("name", "since"), where)
    return FormerBody(name=_text(entry.get("name"), where), since=_date(entry.get("since"), where))


def _code_pair(value: object, where: str) -> tuple[str, str]:
    if not isinstance(value, list) or len(value) != 2:
        raise ProcedureDataError(f"{where}: expected [what, code], got {value!r}")
    return _text(value[0], where), _text(value[1], where)


def _list(entry: Mapping[str, Any], key: str, where: str) -> list[Any]:
    value = entry.get(key, [])
    if not isinstance(value, list):
        raise ProcedureDataError(f"{where}.{key}: expected a list, got {value!r}")
    return value


def _procedure(entry: Mapping[str, Any], where: str) -> Procedure:
    confidence: Confidence = _one_of(entry.get("confidence", "high"), _CONFIDENCES, where)
    bases = _list(entry, "legal_bases", where) + _list(entry, "legal_bases_add", where)
    texts = {key: _texts(entry.get(key, []), f"{where}.{key}") for key in _TEXTS}
    optional = {key: _optional(entry.get(key), f"{where}.{key}") for key in _OPTIONAL}
    unknown = _list(entry, "unknown", where)
    fields: dict[str, Any] = {
        **texts,
        **optional,
        "id": _text(entry.get("id"), where),
        "name": _text(entry.get("name"), f"{where}.name"),
        "sector": _text(entry.get("sector"), f"{where}.sector"),
        "confidence": confidence,
        "as_of": _text(entry.get("as_of"), f"{where}.as_of"),
        "source": _text(entry.get("source"), f"{where}.source"),
        "taken": _date(entry.get("taken"), f"{where}.taken"),
        "decided": _date(entry.get("decided"), f"{where}.decided"),
        "unknown": tuple(_one_of(aspect, _ASPECTS, f"{where}.unknown") for aspect in unknown),
        "cases": tuple(_case(value, f"{where}.cases") for value in _list(entry, "cases", where)),
        "facts": tuple(_fact(value, confidence, f"{where}.facts") for value in _list(entry, "facts", where)),
        "gaps": tuple(_gap(value, f"{where}.gaps") for value in _list(entry, "gaps", where)),
        "former": tuple(_former(value, f"{where}.former") for value in _list(entry, "former", where)),
        "legal_bases": tuple(_basis(value, f"{where}.legal_bases") for value in bases),
        "other_codes": tuple(
            _code_pair(v, f"{where}.other_codes") for v in _list(entry, "other_codes", where)
        ),
    }
    return Procedure(**fields)


def read_file(path: Path) -> tuple[Procedure, ...]:
    """Read one procedure file. Raises ProcedureDataError when anything in it is not as it must be."""
    data = _mapping(yaml.safe_load(path.read_text("utf-8")), ("defaults", "procedures"), path.name)
    defaults = _mapping(data.get("defaults", {}), _ALLOWED, f"{path.name}.defaults")
    entries = data.get("procedures")
    if not isinstance(entries, list):
        raise ProcedureDataError(f"{path.name}: no list of procedures")
    procedures = []
    for number, entry in enumerate(entries):
        where = f"{path.name}[{number}]"
        procedures.append(_procedure({**defaults, **_mapping(entry, _ALLOWED, where)}, where))
    return tuple(procedures)


@cache
def load(folder: Path = FOLDER) -> tuple[Procedure, ...]:
    """Read every procedure file of *folder*, in name order.

    Raises ProcedureDataError also for an id given twice and for a ``related`` id that is missing.
    """
    procedures = tuple(procedure for path in sorted(folder.glob("*.yaml")) for procedure in read_file(path))
    ids = [procedure.id for procedure in procedures]
    doubled = {identifier for identifier in ids if ids.count(identifier) > 1}
    if doubled:
        raise ProcedureDataError(f"ids given twice: {sorted(doubled)}")
    for procedure in procedures:
        missing = set(procedure.related) - set(ids)
        if missing:
            raise ProcedureDataError(f"{procedure.id}: related procedures {sorted(missing)} do not exist")
    return procedures
