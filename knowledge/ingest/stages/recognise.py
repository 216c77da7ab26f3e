"""Recognise the layout of the task table and parse its rows."""

from knowledge.extract import metadata_of
from knowledge.ingest.intake import Intake
from knowledge.parsing import parse_tasks


def recognise(intake: Intake) -> None:
    """Fill ``tasks``; the place the document is about decides which bodies its cells name."""
    assert intake.raw is not None
    place = metadata_of(intake.raw, intake.document_id, intake.facts).jurisdiction
    intake.tasks = parse_tasks(intake.raw, intake.document_id, place)
