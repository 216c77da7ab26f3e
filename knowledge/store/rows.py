"""Rows of the database to records and infos, inside a caller's transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Literal, TypeVar, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.records import Anomaly, Document
from knowledge.records.catalogue import (
    AddedBody,
    AgencyNames,
    CatalogueRecord,
    Faq,
    PublicService,
    Statistic,
    Threshold,
    Wording,
)
from knowledge.records.procedure import Procedure
from knowledge.snapshot import Snapshot
from knowledge.store import edits
from knowledge.store.assembly import assembled
from knowledge.store.codec import CATALOGUE, KINDS, VersionRecords, decode, digest_of
from knowledge.store.difference import revision
from knowledge.store.schema import AnomalyRow, CatalogueRow, CorpusRow, ProcedureRow, RecordRow, VersionRow
from knowledge.store.wording import sentence

Listed = TypeVar("Listed", bound=CatalogueRecord)
State = Literal["draft", "published", "withdrawn", "superseded"]


class StoreError(Exception):
    """The store cannot do what was asked; the message is one Vietnamese sentence."""


class UnknownVersionError(StoreError):
    """No such document or version."""


@dataclass(frozen=True)
class VersionInfo:
    """One version without its contents. ``digest`` covers all its records."""

    document_id: str
    number: int
    state: State
    filename: str
    sha256: str
    digest: str
    recogniser: str
    report: Mapping[str, Any]
    created_at: dt.datetime
    published_at: dt.datetime | None


@dataclass(frozen=True)
class DocumentInfo:
    """One document. ``published`` is the number of the served version, None when none is.

    ``document`` holds the facts of the served version, else of the newest; without the text.
    """

    id: str
    published: int | None
    latest: int
    document: Document


def content_version(session: Session) -> str:
    """Return the digest that names the published set."""
    versions = session.execute(
        select(VersionRow.document_id, VersionRow.number, VersionRow.sha256, VersionRow.digest)
        .where(VersionRow.state == "published")
        .order_by(VersionRow.document_id)
    )
    procedures = session.scalars(
        select(ProcedureRow.digest).order_by(ProcedureRow.origin, ProcedureRow.position)
    )
    parts = [f"{row.document_id} {row.number} {row.sha256} {row.digest}" for row in versions]
    catalogue = session.scalars(
        select(CatalogueRow.digest).order_by(CatalogueRow.kind, CatalogueRow.origin, CatalogueRow.position)
    )
    return digest_of(
        [*parts, "", *procedures, "", *_anomalies(session), "", *catalogue, "", *edits.digests(session)]
    )


def snapshot(session: Session) -> Snapshot:
    """Return everything published."""
    rows = session.scalars(
        select(VersionRow).where(VersionRow.state == "published").order_by(VersionRow.document_id)
    ).all()
    procedures = session.scalars(
        select(ProcedureRow.payload).order_by(ProcedureRow.origin, ProcedureRow.position)
    )
    parts = [(row, records(session, row)) for row in rows]
    return replace(
        assembled(part for _, part in parts),
        revisions=tuple(
            revision(records(session, earlier), part)
            for row, part in parts
            if (earlier := _served_before(session, row)) is not None
        ),
        version=session.scalar(select(CorpusRow.version)) or "",
        anomalies=tuple(decode(Anomaly, payload) for payload in _anomalies(session)),
        procedures=tuple(decode(Procedure, payload) for payload in procedures),
        statistics=_catalogue(session, Statistic),
        faqs=edits.overlaid(session, "faq", Faq, _catalogue(session, Faq)),
        services=edits.overlaid(session, "service", PublicService, _catalogue(session, PublicService)),
        agency_names=edits.overlaid(session, "agency", AgencyNames, ()),
        bodies=edits.overlaid(session, "body", AddedBody, ()),
        wordings=edits.overlaid(session, "wording", Wording, ()),
        thresholds=edits.overlaid(session, "threshold", Threshold, ()),
    )


def _served_before(session: Session, row: VersionRow) -> VersionRow | None:
    """Return the last version before this one that was ever served, if any."""
    return session.scalars(
        select(VersionRow)
        .where(
            VersionRow.document_id == row.document_id,
            VersionRow.number < row.number,
            VersionRow.published_at.is_not(None),
        )
        .order_by(VersionRow.number.desc())
        .limit(1)
    ).one_or_none()


def _anomalies(session: Session) -> Iterable[str]:
    return session.scalars(select(AnomalyRow.payload).order_by(AnomalyRow.document_id, AnomalyRow.position))


def _catalogue(session: Session, cls: type[Listed]) -> tuple[Listed, ...]:
    kind = next(kind for kind, known in CATALOGUE.items() if known is cls)
    query = (
        select(CatalogueRow.payload)
        .where(CatalogueRow.kind == kind)
        .order_by(CatalogueRow.origin, CatalogueRow.position)
    )
    return tuple(decode(cls, payload) for payload in session.scalars(query))


def records(session: Session, row: VersionRow) -> VersionRecords:
    """Return all records of a version."""
    found: dict[str, list[Any]] = {kind: [] for kind in KINDS}
    query = (
        select(RecordRow.kind, RecordRow.payload)
        .where(RecordRow.version_id == row.id)
        .order_by(RecordRow.kind, RecordRow.position)
    )
    for kind, payload in session.execute(query):
        found[kind].append(decode(KINDS[kind], payload))
    return VersionRecords(
        document=_document(row),
        tasks=tuple(found["task"]),
        targets=tuple(found["target"]),
        responsibilities=tuple(found["responsibility"]),
        passages=tuple(found["passage"]),
        citations=tuple(found["citation"]),
    )


def _document(row: VersionRow) -> Document:
    return replace(decode(Document, row.payload), text=row.text, version=row.number)


def document_infos(session: Session) -> Iterable[DocumentInfo]:
    """Yield every document by id, with the facts of its served, else of its newest version."""
    query = select(VersionRow.document_id, VersionRow.number, VersionRow.state, VersionRow.payload).order_by(
        VersionRow.document_id, VersionRow.number
    )
    for document_id, versions in groupby(session.execute(query), key=lambda row: row.document_id):
        listed = list(versions)
        served = next((row for row in listed if row.state == "published"), None)
        shown = served or listed[-1]
        document = replace(decode(Document, shown.payload), version=shown.number)
        yield DocumentInfo(document_id, served.number if served else None, listed[-1].number, document)


def version(session: Session, document_id: str, number: int) -> VersionRow:
    """Return one version; raise UnknownVersionError."""
    row = session.scalars(
        select(VersionRow).where(VersionRow.document_id == document_id, VersionRow.number == number)
    ).one_or_none()
    if row is None:
        raise UnknownVersionError(sentence("no_version", number=number, document=document_id))
    return row


def published(session: Session, document_id: str) -> VersionRow | None:
    """Return the version of the document that is served, if any."""
    return session.scalars(
        select(VersionRow).where(VersionRow.document_id == document_id, VersionRow.state == "published")
    ).one_or_none()


def info(row: VersionRow) -> VersionInfo:
    """Return the version without its contents."""
    return VersionInfo(
        document_id=row.document_id,
        number=row.number,
        state=cast(State, row.state),
        filename=row.filename,
        sha256=row.sha256,
        digest=row.digest,
        recogniser=row.recogniser,
        report=row.report,
        created_at=row.created_at,
        published_at=row.published_at,
    )
