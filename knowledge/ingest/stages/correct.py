"""What people said of this document, laid over what was read."""

from knowledge.agencies import Registry
from knowledge.corrections.layer import layered, relinked
from knowledge.ingest.intake import Intake
from knowledge.records.catalogue import AgencyNames
from knowledge.store.corrections import Corrections
from knowledge.store.edits import Edits


def correct(intake: Intake) -> None:
    """Correct ``records`` and fill ``layer``.

    A version that a person will look at gets all corrections that hold; one that may be published
    by itself only those that somebody has published already. Names of bodies that were added to
    the registry are linked in any case.
    """
    assert intake.store is not None and intake.records is not None
    corrections = Corrections(intake.store)
    registry = added_names(intake)
    records = intake.records if registry is Registry.default() else relinked(intake.records, registry)
    of_document = corrections.live if intake.hold else corrections.approved
    intake.layer = layered(records, of_document(records.document.id), registry)
    intake.records = intake.layer.records


def added_names(intake: Intake) -> Registry:
    """Return the registry with the names that people added to it."""
    assert intake.store is not None
    edits = Edits(intake.store).latest("agency").values()
    added = [(edit.record.id, edit.record.names) for edit in edits if isinstance(edit.record, AgencyNames)]
    return Registry.default().with_names(added)
