"""Bring the store up to date with what is shipped and with the rules that read documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from knowledge.documents import shipped
from knowledge.importers.shipped import shipped_services, shipped_statistics
from knowledge.ingest.fingerprint import recogniser
from knowledge.ingest.intake import IngestError
from knowledge.ingest.limits import Limits
from knowledge.ingest.pipeline import Outcome, ingest
from knowledge.procedures import load
from knowledge.records.procedure import Procedure
from knowledge.store import Counts, Store


def refresh(store: Store, limits: Limits) -> Iterator[Outcome]:
    """Take in shipped documents not seen before; read again what other rules have read.

    A document the admin has withdrawn or replaced stays so. Yields nothing when all is up to date.
    """
    for entry in shipped():
        if not store.versions_of_bytes(entry.sha256):
            yield ingest(store, entry.read(), entry.path.name)
    own = {entry.sha256 for entry in shipped()}
    for info in store.documents():
        if info.published is None:
            continue
        version = store.version(info.id, info.published)
        if version.recogniser != recogniser():
            try:
                yield ingest(
                    store,
                    store.raw(info.id, info.published),
                    version.filename,
                    limits=None if version.sha256 in own else limits,
                )
            except IngestError as error:
                yield Outcome(version.filename, "failed", document_id=info.id, error=str(error))


def load_procedures(store: Store) -> Counts:
    """Make the starter set of procedures the stored one."""
    return store.replace_procedures("starter", load())


def add_procedures(store: Store, procedures: Iterable[Procedure]) -> Counts:
    """Add imported procedures to those imported before."""
    return store.add_procedures("admin", procedures)


def load_catalogue(store: Store) -> None:
    """Make the shipped figures and directory the stored ones; what administrators brought in stays."""
    store.replace_catalogue("statistic", "starter", shipped_statistics())
    store.replace_catalogue("service", "starter", shipped_services())
