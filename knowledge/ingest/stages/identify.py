"""Which document of the store this file is."""

from dataclasses import replace

from knowledge.ingest.intake import Intake
from knowledge.ingest.naming import identify as document_id_of
from knowledge.ingest.naming import rename, spelt_as
from knowledge.store import Store


def identify(intake: Intake) -> None:
    """Fill ``records``, under the id of their document."""
    assert intake.reading is not None and intake.store is not None
    store, records = intake.store, intake.reading.records
    records = rename(records, _document_id(intake, store))
    versions = store.versions(records.document.id)
    served = next((version for version in versions if version.state == "published"), None)
    if served and not intake.entry:
        old = store.records(records.document.id, served.number)
        records = replace(records, document=spelt_as(old.document, records.document))
    intake.records = records


def _document_id(intake: Intake, store: Store) -> str:
    if intake.entry:
        return intake.entry.id
    if same_bytes := store.versions_of_bytes(intake.sha256):
        return same_bytes[-1].document_id
    assert intake.reading is not None
    document = intake.reading.records.document
    return document_id_of(document, document.id, (info.document for info in store.documents()))
