"""Look for signs that the file was misread."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.agencies import Registry
from knowledge.corrections import field_label
from knowledge.ingest.intake import Intake
from knowledge.ingest.reading import Finding, Reading
from knowledge.store import VersionRecords
from knowledge.store.codec import KINDS
from knowledge.store.wording import sentence
from knowledge.text import fold

_DATA = Path(__file__).parents[2] / "data" / "checks.yaml"


def check(intake: Intake) -> None:
    """Fill ``findings``: those of the readers and parsers, then those of the rules in checks.yaml."""
    assert intake.reading is not None and intake.records is not None
    intake.findings = [
        *intake.reading.findings,
        *_whole(intake),
        *_rows(intake),
        *_facts(intake),
        *_stale(intake),
    ]


def unknown_bodies(records: VersionRecords) -> tuple[str, ...]:
    """Return the printed bodies in which the registry knows no body or collective, in printed order."""
    bodies = (body for task in records.tasks for body in (*task.lead, *task.coordinate))
    unlinked = dict.fromkeys(body.text for body in bodies if body.agency_id is None)
    return tuple(text for text in unlinked if not _general(text) and not Registry.default().find(text))


def _general(text: str) -> bool:
    """Whether *text* names no body in particular, such as 'các cơ quan, đơn vị có liên quan'."""
    return fold(text).startswith(tuple(check_data()["general_bodies"]))


@cache
def check_data() -> dict[str, Any]:
    """Return checks.yaml."""
    data: dict[str, Any] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return data


def _finding(code: str, **values: object) -> Finding:
    rule = check_data()["checks"][code]
    return Finding(rule["level"], code, rule["message"].format(**values))


def _whole(intake: Intake) -> Iterator[Finding]:
    reading, records = _read(intake)
    limit = check_data()["limits"]["poor_scan"]
    if not any(records.of_kind(kind) for kind in KINDS):
        yield _finding("nothing_read", filename=intake.filename)
    if reading.lost:
        yield _finding(
            "lost_lines", filename=intake.filename, count=len(reading.lost), example=reading.lost[0][:120]
        )
    if reading.confidence is not None and reading.confidence < limit:
        percent = (round(100 * value) for value in (reading.confidence, limit))
        yield _finding("poor_scan", **dict(zip(("confidence", "limit"), percent, strict=True)))


def _rows(intake: Intake) -> Iterator[Finding]:
    _, records = _read(intake)
    limits = check_data()["limits"]
    rows = [task for task in records.tasks if not task.heading]
    for code, count in (
        ("rows_without_bodies", sum(not task.lead and not task.coordinate for task in rows)),
        ("rows_without_deadline", sum(task.deadline.kind == "trống" for task in rows)),
    ):
        if rows and count / len(rows) > limits[code]:
            yield _finding(code, count=count, total=len(rows))
    if intake.difference is not None:
        gone = sum(change.kind == "task" for change in intake.difference.removed)
        kept = len(records.tasks) - sum(change.kind == "task" for change in intake.difference.created)
        if gone and gone / (gone + kept) > limits["rows_gone"]:
            yield _finding("rows_gone", count=gone, total=gone + kept)


def _facts(intake: Intake) -> Iterator[Finding]:
    _, records = _read(intake)
    document = records.document
    for code, value in (
        ("no_number", document.number),
        ("no_date", document.issued),
        ("no_issuer", document.issuer),
    ):
        if value is None:
            yield _finding(code, filename=intake.filename)
    if names := unknown_bodies(records):
        shown = check_data()["shown"]["names"]
        more = "; …" if len(names) > shown else ""
        yield _finding("unknown_bodies", count=len(names), names="; ".join(names[:shown]) + more)


def _stale(intake: Intake) -> Iterator[Finding]:
    for correction in intake.layer.stale if intake.layer else ():
        told = sentence(
            "correction_stale",
            field=field_label(correction.field),
            record=correction.record_id,
            before=correction.before[:120],
        )
        yield Finding("warning", "correction_stale", told)


def _read(intake: Intake) -> tuple[Reading, VersionRecords]:
    assert intake.reading is not None and intake.records is not None
    return intake.reading, intake.records
