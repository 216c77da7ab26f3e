"""What people said of this document, laid over what was read."""

from knowledge.agencies import Registry
from knowledge.corrections.layer import layered, relinked
from knowledge.ingest.intake import Intake
from knowledge.store.corrections import Corrections
from knowledge.store.registry import registry_of


def correct(intake: Intake) -> None:
    """Correct ``records`` and fill ``layer``.

    A version that a person will look at gets all corrections that hold; one that may be published
    by itself only those that somebody has published already. Names and bodies that were added to
    the registry are linked in any case.
    """
    assert intake.store is not None and intake.records is not None
    corrections = Corrections(intake.store)
    registry = registry_of(intake.store)
    records = intake.records if registry is Registry.default() else relinked(intake.records, registry)
    of_document = corrections.live if intake.hold else corrections.approved
    intake.layer = layered(records, of_document(records.document.id), registry)
    intake.records = intake.layer.records
