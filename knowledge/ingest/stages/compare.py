"""Whether the store holds this very version already, and how it differs from the one served."""

from dataclasses import replace

from knowledge.ingest.intake import Intake
from knowledge.store import compare as difference_of


def compare(intake: Intake) -> None:
    """Fill ``present`` and ``difference``."""
    assert intake.records is not None and intake.store is not None
    store, records = intake.store, intake.records
    versions = store.versions(records.document.id)
    served = next((version for version in versions if version.state == "published"), None)
    old = store.records(records.document.id, served.number) if served else None
    digest = records.digest()
    same = [version for version in versions if (version.sha256, version.digest) == (intake.sha256, digest)]
    intake.present = served if served in same else next(iter(reversed(same)), None)
    number = intake.present.number if intake.present else len(versions) + 1
    new = replace(records, document=replace(records.document, version=number))
    intake.difference = difference_of(old, new)
