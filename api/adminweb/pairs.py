"""Records beside their sources, for the preview."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.reading import Interval, Piece, cut
from knowledge.corrections import correctable, field_label, printed
from knowledge.records import Span
from knowledge.store import VersionRecords
from knowledge.store.corrections import Correction

_AROUND = 240
_FIELDS = ("content", "lead", "coordinate", "deadline", "output", "goal", "note")


@dataclass(frozen=True)
class Shown:
    """One field as it stands, with the correction that made it so."""

    name: str
    label: str
    value: str
    correction: Correction | None = None


@dataclass(frozen=True)
class Pair:
    """One record: the source it was read from, marked, the text around, and its fields."""

    kind: str
    id: str
    title: str
    before: str
    source: tuple[Piece, ...]
    after: str
    fields: tuple[Shown, ...]
    anomalies: tuple[str, ...] = ()
    agencies: tuple[str | None, ...] = ()


def pairs(
    records: VersionRecords,
    kind: str,
    corrections: Iterable[tuple[Correction, str]],
    anomalies: Iterable[Mapping[str, Any]],
    only: str | None = None,
) -> list[Pair]:
    """Return the records of one kind (or the document itself) in printed order; *only* one by its id.

    *corrections* are those laid over this version with the ids of their records here; *anomalies*
    are those of its report.
    """
    made_by = {(record_id, correction.field): correction for correction, record_id in corrections}
    told: dict[str, list[str]] = {}
    for anomaly in anomalies:
        for record_id in anomaly["records"]:
            told.setdefault(record_id, []).append(anomaly["message"])
    held: Sequence[Any] = (records.document,) if kind == "document" else records.of_kind(kind)
    return [
        _pair(records.document.text, kind, record, made_by, told)
        for record in held
        if only is None or record.id == only
    ]


def _pair(
    text: str,
    kind: str,
    record: Any,
    made_by: Mapping[tuple[str, str], Correction],
    told: Mapping[str, list[str]],
) -> Pair:
    whole, marks = _places(record, len(text))
    start, end = (whole[0][0], whole[-1][1]) if whole else (0, 0)
    source: list[Piece] = []
    for number, (left, right) in enumerate(whole):
        source += [Piece("\n")] * bool(number) + list(cut(text, left, right, marks))
    return Pair(
        kind=kind,
        id=record.id,
        title=getattr(record, "row", "") or getattr(record, "section", "") or "",
        before=_line_before(text, start),
        source=tuple(source),
        after=_line_after(text, end),
        fields=tuple(
            Shown(name, field_label(name), printed(record, name), made_by.get((record.id, name)))
            for name in correctable(kind)
        ),
        anomalies=tuple(told.get(record.id, ())),
        agencies=agencies_of(record),
    )


def agencies_of(record: Any) -> tuple[str | None, ...]:
    """Return the registry ids of the bodies that a record names."""
    bodies = [*getattr(record, "lead", ()), *getattr(record, "coordinate", ())]
    addressee = getattr(record, "addressee", None)
    return tuple(body.agency_id for body in ([*bodies, addressee] if addressee else bodies))


def _places(record: Any, length: int) -> tuple[list[Interval], list[Interval]]:
    """Return the slices to show and the slices to mark in them, both in order and inside the text."""
    spans: Mapping[str, tuple[Span, ...]] = getattr(record, "spans", {})
    if spans:
        rows = spans.get("row", ())
        fields = [span for name in _FIELDS for span in spans.get(name, ())]
        return _inside(rows or fields, length), _inside(fields, length)
    span = getattr(record, "span", None)
    whole = _inside((span,), length) if span else []
    return whole, whole


def _inside(spans: Iterable[Span], length: int) -> list[Interval]:
    return sorted((span.start, min(span.end, length)) for span in spans if span.start < length)


def _line_before(text: str, start: int) -> str:
    lines = text[max(0, start - _AROUND) : start].rstrip().rsplit("\n", 1)
    return lines[-1].strip()


def _line_after(text: str, end: int) -> str:
    lines = text[end : end + _AROUND].lstrip().split("\n", 1)
    return lines[0].strip()
