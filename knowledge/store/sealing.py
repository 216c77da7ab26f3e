"""What belongs to the published set as a whole: its anomalies and the digest that names it.

A publication costs what the document it concerns costs, not what the whole set does: anomalies
inside documents are found anew for that document alone, those between documents from a view that
holds no more than their rules need.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from knowledge.extract.anomalies import KINDS_BETWEEN, between, within
from knowledge.records import Anomaly, Citation, Document
from knowledge.snapshot import Snapshot
from knowledge.store import rows
from knowledge.store.assembly import assembled
from knowledge.store.codec import decode, encode
from knowledge.store.schema import AnomalyRow, CorpusRow, RecordRow, VersionRow

FindAnomalies = Callable[[Snapshot], Iterable[Anomaly]]


@dataclass(frozen=True)
class AnomalyRules:
    """How anomalies are found: ``within`` one document, and ``between`` those of a whole view.

    ``within`` is given a snapshot of one document, ``between`` the documents without their texts
    and all citations. ``kinds_between`` are the kinds that only ``between`` gives.
    """

    within: FindAnomalies = within
    between: FindAnomalies = between
    kinds_between: frozenset[str] = KINDS_BETWEEN


def seal(session: Session, rules: AnomalyRules, changed: Iterable[str]) -> None:
    """Bring the anomalies of the *changed* documents and the digest of the published set up to date."""
    documents = set(changed)
    if documents:
        stale = [
            row.position
            for row in session.scalars(select(AnomalyRow))
            if row.document_id in documents or decode(Anomaly, row.payload).kind in rules.kinds_between
        ]
        session.execute(delete(AnomalyRow).where(AnomalyRow.position.in_(stale)))
        found = [anomaly for key in sorted(documents) for anomaly in _within(session, rules, key)]
        found += rules.between(view(session))
        top = session.scalar(select(func.max(AnomalyRow.position)))
        session.add_all(
            AnomalyRow(position=position, document_id=anomaly.document_id, payload=encode(anomaly))
            for position, anomaly in enumerate(found, 0 if top is None else top + 1)
        )
        session.flush()
    session.merge(CorpusRow(id=1, version=rows.content_version(session)))


def view(session: Session) -> Snapshot:
    """Return the published documents without their texts, and their citations."""
    served = (
        select(VersionRow.payload).where(VersionRow.state == "published").order_by(VersionRow.document_id)
    )
    cited = (
        select(RecordRow.payload)
        .join(VersionRow, VersionRow.id == RecordRow.version_id)
        .where(VersionRow.state == "published", RecordRow.kind == "citation")
        .order_by(VersionRow.document_id, RecordRow.position)
    )
    return Snapshot(
        version="",
        documents=tuple(decode(Document, payload) for payload in session.scalars(served)),
        citations=tuple(decode(Citation, payload) for payload in session.scalars(cited)),
    )


def _within(session: Session, rules: AnomalyRules, document_id: str) -> Iterable[Anomaly]:
    served = rows.published(session, document_id)
    return rules.within(assembled([rows.records(session, served)])) if served else ()
