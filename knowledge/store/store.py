"""The store: documents with versions, what is published of them, and one consistent view of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session, sessionmaker

from knowledge.clock import utc_now
from knowledge.records.catalogue import CatalogueRecord
from knowledge.records.procedure import Procedure
from knowledge.snapshot import Snapshot
from knowledge.store import engine as database
from knowledge.store import rows
from knowledge.store.audit import note
from knowledge.store.codec import (
    CATALOGUE,
    KINDS,
    Counts,
    VersionRecords,
    content_digest,
    decode,
    digest_of,
    encode,
)
from knowledge.store.corrections import approve
from knowledge.store.difference import Difference, compare
from knowledge.store.rows import DocumentInfo, UnknownVersionError, VersionInfo
from knowledge.store.schema import (
    CatalogueRow,
    CorpusRow,
    DocumentRow,
    ProcedureRow,
    RecordRow,
    VersionRow,
)
from knowledge.store.sealing import AnomalyRules, seal, view
from knowledge.store.wording import sentence

DEFAULT_RULES = AnomalyRules()


class Store:
    """Documents and their versions in a SQL database. Safe to share between threads and processes.

    Every change is one transaction: a crash leaves what was published before.
    """

    def __init__(self, engine: Engine, rules: AnomalyRules) -> None:
        self.engine = engine
        self._rules = rules
        self.reading = sessionmaker(database.reading(engine), expire_on_commit=False)
        self.writing = sessionmaker(database.writing(engine), expire_on_commit=False)
        self.appending = sessionmaker(database.appending(engine), expire_on_commit=False)

    @classmethod
    def open(cls, url: str, *, rules: AnomalyRules = DEFAULT_RULES) -> Store:
        """Open the database at *url* (SQLAlchemy form) and migrate it to the newest tables.

        *rules* find the anomalies whenever a document is published or withdrawn.
        """
        store = cls.opened(url, rules=rules)
        database.migrate(database.writing(store.engine))
        return store

    @classmethod
    def opened(cls, url: str, *, rules: AnomalyRules = DEFAULT_RULES) -> Store:
        """Return the store at *url*, whose tables another process has migrated: nothing is written."""
        return cls(database.connect(url), rules)

    def alone(self) -> AbstractContextManager[None]:
        """Return a block that one process on this database at a time goes through."""
        return database.alone(self.engine)

    @property
    def folder(self) -> Path | None:
        """The folder of the database's file, None when it has none of ours."""
        file = database.file_of(self.engine)
        return file.parent if file else None

    def writable(self) -> bool:
        """Tell whether the database takes changes; raises when it does not answer."""
        return database.writable(self.engine)

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    # --- reading ---

    def snapshot(self) -> Snapshot:
        """Return everything published, in the order of document ids, then of the rows."""
        with self.reading() as session:
            return rows.snapshot(session)

    def published_version(self) -> str:
        """Return ``snapshot().version`` without loading the records; '' before the first publication."""
        with self.reading() as session:
            return session.scalar(select(CorpusRow.version)) or ""

    def documents(self) -> tuple[DocumentInfo, ...]:
        """Return all documents, withdrawn ones too, by id."""
        with self.reading() as session:
            return tuple(rows.document_infos(session))

    def versions(self, document_id: str) -> tuple[VersionInfo, ...]:
        """Return the versions of a document, oldest first; empty when there is no such document."""
        with self.reading() as session:
            query = (
                select(VersionRow).where(VersionRow.document_id == document_id).order_by(VersionRow.number)
            )
            return tuple(map(rows.info, session.scalars(query)))

    def versions_of_bytes(self, sha256: str) -> tuple[VersionInfo, ...]:
        """Return the versions made of exactly these bytes, oldest first."""
        with self.reading() as session:
            query = select(VersionRow).where(VersionRow.sha256 == sha256).order_by(VersionRow.id)
            return tuple(map(rows.info, session.scalars(query)))

    def version(self, document_id: str, number: int) -> VersionInfo:
        """Return one version; raise UnknownVersionError."""
        with self.reading() as session:
            return rows.info(rows.version(session, document_id, number))

    def text(self, document_id: str, number: int) -> str:
        """Return the canonical text of a version, whatever its state; raise UnknownVersionError."""
        with self.reading() as session:
            return rows.version(session, document_id, number).text

    def raw(self, document_id: str, number: int) -> bytes:
        """Return the bytes of a version as they were received; raise UnknownVersionError."""
        with self.reading() as session:
            return rows.version(session, document_id, number).raw

    def records(self, document_id: str, number: int) -> VersionRecords:
        """Return all records of a version, whatever its state; raise UnknownVersionError."""
        with self.reading() as session:
            return rows.records(session, rows.version(session, document_id, number))

    def difference(self, document_id: str, old: int, new: int) -> Difference:
        """Return what changed from version *old* to *new*; raise UnknownVersionError."""
        return compare(self.records(document_id, old), self.records(document_id, new))

    def view(self) -> Snapshot:
        """Return the published documents without their texts, and all their citations."""
        with self.reading() as session:
            return view(session)

    # --- changing ---

    def add_version(
        self,
        records: VersionRecords,
        *,
        raw: bytes,
        filename: str,
        recogniser: str,
        report: Mapping[str, Any],
        publish: bool = False,
    ) -> VersionInfo:
        """Keep a new version of ``records.document.id`` as a draft, or published at once."""
        document = records.document
        with self.writing.begin() as session:
            if session.get(DocumentRow, document.id) is None:
                session.add(DocumentRow(id=document.id, created_at=utc_now()))
                session.flush()
            latest = session.scalar(
                select(func.max(VersionRow.number)).where(VersionRow.document_id == document.id)
            )
            number = (latest or 0) + 1
            row = VersionRow(
                document_id=document.id,
                number=number,
                state="draft",
                filename=filename,
                sha256=hashlib.sha256(raw).hexdigest(),
                digest=records.digest(),
                recogniser=recogniser,
                raw=raw,
                text=document.text,
                payload=encode(replace(document, text="", version=number)),
                report=dict(report),
                created_at=utc_now(),
            )
            session.add(row)
            session.flush()
            session.add_all(
                RecordRow(
                    version_id=row.id,
                    kind=kind,
                    position=position,
                    record_id=record.id,
                    digest=content_digest(record),
                    payload=encode(record),
                )
                for kind in KINDS
                for position, record in enumerate(records.of_kind(kind))
            )
            session.flush()
            note(session, "document.version", document.id, version=number, file=filename, sha256=row.sha256)
            if publish:
                self._publish(session, row)
            return rows.info(row)

    def set_recogniser(self, document_id: str, number: int, recogniser: str) -> None:
        """Note that the current rules read these bytes into the very same records."""
        with self.writing.begin() as session:
            row = rows.version(session, document_id, number)
            if row.recogniser == recogniser:
                return
            row.recogniser = recogniser
            if row.state == "published":
                seal(session, self._rules, [document_id])

    def publish(self, document_id: str, number: int) -> VersionInfo:
        """Serve this version instead of the one served now; raise UnknownVersionError."""
        with self.writing.begin() as session:
            return self.publish_in(session, document_id, number)

    def publish_in(self, session: Session, document_id: str, number: int) -> VersionInfo:
        """Publish as a part of the caller's writing transaction; raise UnknownVersionError."""
        row = rows.version(session, document_id, number)
        self._publish(session, row)
        return rows.info(row)

    def rollback(self, document_id: str, number: int | None = None) -> VersionInfo:
        """Serve an earlier version again; without *number* the one served before the present one."""
        with self.writing.begin() as session:
            served = session.scalars(
                select(VersionRow)
                .where(VersionRow.document_id == document_id, VersionRow.published_at.is_not(None))
                .order_by(VersionRow.published_at.desc())
            ).all()
            if not served:
                raise UnknownVersionError(sentence("never_published", document=document_id))
            if number is None:
                wanted = next((row for row in served if row.state != "published"), None)
                missing = sentence("nothing_earlier", document=document_id)
            else:
                wanted = next((row for row in served if row.number == number), None)
                missing = sentence("version_never_published", document=document_id, number=number)
            if wanted is None:
                raise UnknownVersionError(missing)
            self._publish(session, wanted, "document.rollback")
            return rows.info(wanted)

    def withdraw(self, document_id: str) -> VersionInfo:
        """Stop serving the document; its versions stay and can be published again."""
        with self.writing.begin() as session:
            row = rows.published(session, document_id)
            if row is None:
                raise UnknownVersionError(sentence("not_published", document=document_id))
            row.state = "withdrawn"
            session.flush()
            note(session, "document.withdraw", document_id, version=row.number)
            seal(session, self._rules, [document_id])
            return rows.info(row)

    def replace_procedures(self, origin: str, procedures: Iterable[Procedure]) -> Counts:
        """Make *procedures* the whole set of *origin*; the other origins stay. Ids are unique over all."""
        with self.writing.begin() as session:
            present = session.scalars(select(ProcedureRow).where(ProcedureRow.origin == origin))
            made = partial(ProcedureRow, origin=origin)
            return self._replace(session, f"procedure {origin}", present, procedures, made)

    def add_procedures(self, origin: str, procedures: Iterable[Procedure]) -> Counts:
        """Add *procedures* to those of *origin*; one of the same id is replaced, the others stay."""
        with self.writing.begin() as session:
            query = select(ProcedureRow).where(ProcedureRow.origin == origin).order_by(ProcedureRow.position)
            present = list(session.scalars(query))
            held = {row.id: decode(Procedure, row.payload) for row in present}
            held |= {procedure.id: procedure for procedure in procedures}
            made = partial(ProcedureRow, origin=origin)
            return self._replace(session, f"procedure {origin}", present, held.values(), made)

    def replace_catalogue(self, kind: str, origin: str, records: Iterable[CatalogueRecord]) -> Counts:
        """Make *records* the whole set of *origin* of one kind ('statistic', 'faq', 'service').

        A record whose id another origin holds is taken over from it. Raises KeyError for another
        kind, TypeError for a record of another kind.
        """
        wanted, held = CATALOGUE[kind], tuple(records)
        for record in held:
            if not isinstance(record, wanted):
                raise TypeError(f"{type(record).__name__} is no {kind}")
        with self.writing.begin() as session:
            query = select(CatalogueRow).where(CatalogueRow.kind == kind, CatalogueRow.origin == origin)
            made = partial(CatalogueRow, kind=kind, origin=origin)
            return self._replace(session, f"{kind} {origin}", session.scalars(query), held, made)

    def _replace(
        self,
        session: Session,
        name: str,
        present: Iterable[ProcedureRow | CatalogueRow],
        records: Iterable[Procedure | CatalogueRecord],
        row_of: Callable[..., ProcedureRow | CatalogueRow],
    ) -> Counts:
        """Make *records* what the *present* rows hold, writing only what differs."""
        counts = Counts()
        old = {row.id: row for row in present}
        for position, record in enumerate(records):
            payload = encode(record)
            digest = digest_of([payload])
            row = old.pop(record.id, None)
            if row is not None and row.digest == digest and row.position == position:
                counts.unchanged += 1
                continue
            counts.created += row is None
            counts.updated += row is not None
            session.merge(row_of(id=record.id, position=position, digest=digest, payload=payload))
        for row in old.values():
            session.delete(row)
            counts.removed += 1
        if counts.created or counts.updated or counts.removed:
            session.flush()
            note(session, "list.replace", name, **counts.as_dict())
            seal(session, self._rules, ())
        return counts

    def _publish(self, session: Session, row: VersionRow, action: str = "document.publish") -> None:
        current = rows.published(session, row.document_id)
        if current is not None and current.id != row.id:
            current.state = "superseded"
            session.flush()
        row.state = "published"
        row.published_at = utc_now()
        session.flush()
        approve(session, row.document_id, {item["id"] for item in row.report.get("corrections", ())})
        note(session, action, row.document_id, version=row.number)
        seal(session, self._rules, [row.document_id])

    def seal(self, session: Session) -> None:
        """Name the published set anew after a change of its lists, in the caller's transaction."""
        seal(session, self._rules, ())
