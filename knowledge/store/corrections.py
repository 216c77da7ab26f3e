"""Corrections of parsed records: a layer over every reading of a document, with its history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from knowledge.clock import utc_now
from knowledge.store.access import CorrectionRow
from knowledge.store.audit import actor, note

if TYPE_CHECKING:
    from knowledge.store.store import Store


@dataclass(frozen=True)
class Correction:
    """One field of one record as read (``before``) and as a person says it is (``after``), as form text.

    ``kind`` is a record kind or 'document'; ``anchor`` the record's own text, folded.
    """

    id: int
    document_id: str
    kind: str
    record_id: str
    field: str
    before: str
    after: str
    reason: str
    anchor: str
    author: str
    created_at: dt.datetime
    revoked_by: str | None = None
    revoked_at: dt.datetime | None = None
    approved_at: dt.datetime | None = None


class Corrections:
    """The corrections of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def put(
        self,
        document_id: str,
        kind: str,
        record_id: str,
        field: str,
        *,
        before: str,
        after: str,
        anchor: str,
        reason: str,
    ) -> None:
        """Correct a field; a further correction replaces it, and what was read revokes it."""
        with self._store.writing.begin() as session:
            former = session.scalars(
                _live(document_id).where(
                    CorrectionRow.kind == kind,
                    CorrectionRow.record_id == record_id,
                    CorrectionRow.field == field,
                )
            ).one_or_none()
            if former is not None:
                before, anchor = former.before, former.anchor
                _revoke(session, former)
            if after == before:
                return
            session.add(
                CorrectionRow(
                    document_id=document_id,
                    kind=kind,
                    record_id=record_id,
                    field=field,
                    before=before,
                    after=after,
                    reason=reason,
                    anchor=anchor,
                    author=actor(),
                    created_at=utc_now(),
                )
            )
            note(session, "correction.put", record_id, field=field, before=before, after=after, reason=reason)

    def revoke(self, document_id: str, correction_id: int) -> bool:
        """End a correction for the versions made from now on; tell whether there was one."""
        with self._store.writing.begin() as session:
            row = session.scalars(_live(document_id).where(CorrectionRow.id == correction_id)).one_or_none()
            if row is not None:
                _revoke(session, row)
            return row is not None

    def live(self, document_id: str) -> tuple[Correction, ...]:
        """Return the corrections that hold for new versions, oldest first."""
        return self._found(_live(document_id))

    def approved(self, document_id: str) -> tuple[Correction, ...]:
        """Return the corrections that the published version holds."""
        return self._found(
            select(CorrectionRow).where(
                CorrectionRow.document_id == document_id, CorrectionRow.approved_at.is_not(None)
            )
        )

    def history(self, document_id: str) -> tuple[Correction, ...]:
        """Return all corrections of a document, revoked ones too, oldest first."""
        return self._found(select(CorrectionRow).where(CorrectionRow.document_id == document_id))

    def _found(self, query: Select[CorrectionRow]) -> tuple[Correction, ...]:
        with self._store.reading() as session:
            rows = session.scalars(query.order_by(CorrectionRow.id))
            return tuple(map(_correction, rows))


def approve(session: Session, document_id: str, ids: Collection[int]) -> None:
    """Note which corrections the version published now holds (in the caller's transaction)."""
    for row in session.scalars(select(CorrectionRow).where(CorrectionRow.document_id == document_id)):
        if row.id not in ids:
            row.approved_at = None
        elif row.approved_at is None:
            row.approved_at = utc_now()


def _live(document_id: str) -> Select[CorrectionRow]:
    return select(CorrectionRow).where(
        CorrectionRow.document_id == document_id, CorrectionRow.revoked_at.is_(None)
    )


def _revoke(session: Session, row: CorrectionRow) -> None:
    row.revoked_by, row.revoked_at = actor(), utc_now()
    note(session, "correction.revoke", row.record_id, field=row.field, correction=row.id)


def _correction(row: CorrectionRow) -> Correction:
    names = Correction.__dataclass_fields__
    return Correction(**{name: getattr(row, name) for name in names})
