"""Tables. Queries over fields run on the in-memory Snapshot, so a record is one JSON payload here."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class UtcDateTime(TypeDecorator[dt.datetime]):
    """An aware UTC datetime, also on SQLite, which keeps no zone: what is bound is turned into UTC first."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002
        """Turn an aware time into UTC; raises ``ValueError`` for one without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value.astimezone(dt.timezone.utc)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002
        """Give a zone-less value from the database its zone."""
        return value.replace(tzinfo=dt.timezone.utc) if value and value.tzinfo is None else value


class Base(DeclarativeBase):
    """Declarative base of the store."""


class DocumentRow(Base):
    """A document: the thing that has versions."""

    __tablename__ = "documents"

    id: Mapped[str] = mapped_column(String(200), primary_key=True)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class VersionRow(Base):
    """One version: the bytes, the text they gave, the report of the check, and its state."""

    __tablename__ = "document_versions"
    __table_args__ = (
        UniqueConstraint("document_id", "number"),
        Index(
            "one_published_version",
            "document_id",
            unique=True,
            sqlite_where=text("state = 'published'"),
            postgresql_where=text("state = 'published'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    filename: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    recogniser: Mapped[str] = mapped_column(String(64))
    raw: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    text: Mapped[str] = mapped_column(Text, deferred=True)
    payload: Mapped[str] = mapped_column(Text)
    report: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class RecordRow(Base):
    """One record of one version."""

    __tablename__ = "records"

    version_id: Mapped[int] = mapped_column(ForeignKey("document_versions.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[str] = mapped_column(String(300), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    payload: Mapped[str] = mapped_column(Text)


class AnomalyRow(Base):
    """An anomaly of the published set; recomputed with every publication, since it may span documents."""

    __tablename__ = "anomalies"

    position: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id"))
    payload: Mapped[str] = mapped_column(Text)


class ProcedureRow(Base):
    """One administrative procedure; ``origin`` names the set it was loaded with."""

    __tablename__ = "procedures"

    id: Mapped[str] = mapped_column(String(200), primary_key=True)
    origin: Mapped[str] = mapped_column(String(100), index=True)
    position: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    payload: Mapped[str] = mapped_column(Text)


class CatalogueRow(Base):
    """One record of a list that administrators keep; ``origin`` names the set it was loaded with."""

    __tablename__ = "catalogue"

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    id: Mapped[str] = mapped_column(String(200), primary_key=True)
    origin: Mapped[str] = mapped_column(String(100), index=True)
    position: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    payload: Mapped[str] = mapped_column(Text)


class CorpusRow(Base):
    """The single row that names the published set; workers watch it."""

    __tablename__ = "corpus"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(String(64))


class JobRow(Base):
    """One uploaded file on its way through the pipeline.

    With ``hold`` its version waits for a person in any case; ``actor`` is who sent it.
    """

    __tablename__ = "jobs"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    state: Mapped[str] = mapped_column(String(20), index=True)
    filename: Mapped[str] = mapped_column(Text)
    raw: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    attempts: Mapped[int]
    leased_until: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    document_id: Mapped[str | None] = mapped_column(String(200))
    version: Mapped[int | None]
    report: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    hold: Mapped[bool] = mapped_column(server_default=false(), default=False)
    actor: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class TokenRow(Base):
    """A bearer token of the admin API; only its SHA-256 is kept.

    ``scopes`` are permissions separated by spaces; None allows everything.
    """

    __tablename__ = "api_tokens"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    scopes: Mapped[str | None] = mapped_column(Text)
    expires_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    created_by: Mapped[str | None] = mapped_column(String(200))


class FeedbackRow(Base):
    """What a user thought of one answer. ``reason`` holds no personal numbers; '' when none was given."""

    __tablename__ = "feedback"

    message_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    verdict: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    given_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)


class RequestRow(Base):
    """An appointment or feedback a citizen asked to pass on. ``fields`` is JSON, personal numbers masked.

    ``due_at`` is when it is handed over next.
    """

    __tablename__ = "requests"

    receipt: Mapped[str] = mapped_column(String(20), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20), index=True)
    fields: Mapped[str] = mapped_column(Text)
    reference: Mapped[str] = mapped_column(String(200))
    attempts: Mapped[int]
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)
