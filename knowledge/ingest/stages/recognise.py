"""Recognise the layout of the task table and parse its rows."""

from knowledge.extract import metadata_of, plan_year
from knowledge.ingest.intake import Intake
from knowledge.parsing import parse_tasks


def recognise(intake: Intake) -> None:
    """Fill ``tasks``; the place the document is about decides which bodies its
    cells name, its year which dates.
    """
    assert intake.raw is not None
    document = metadata_of(intake.raw, intake.document_id, intake.facts)
    intake.tasks = parse_tasks(intake.raw, intake.document_id, document.jurisdiction, plan_year(document))
