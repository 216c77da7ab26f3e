"""Everything else of the document to typed records."""

from dataclasses import replace

from knowledge.extract import extract
from knowledge.ingest.intake import Intake
from knowledge.ingest.reading import Finding, Reading
from knowledge.store import VersionRecords


def parse(intake: Intake) -> None:
    """Fill ``reading``."""
    assert intake.raw is not None and intake.tasks is not None
    extraction = extract(intake.raw, intake.tasks, intake.document_id, intake.facts)
    intake.reading = Reading(
        records=VersionRecords(
            document=replace(extraction.document, sha256=intake.sha256),
            tasks=tuple(intake.tasks.tasks),
            targets=tuple(extraction.targets),
            responsibilities=tuple(extraction.responsibilities),
            passages=tuple(extraction.passages),
            citations=tuple(extraction.citations),
        ),
        kind=intake.raw.kind,
        layout=tuple(intake.tasks.layout),
        findings=(
            *(Finding("note", "reader", warning) for warning in intake.raw.warnings),
            *(Finding("warning", problem.code, problem.message) for problem in intake.tasks.problems),
        ),
        lost=tuple(f"{lost.line}: {lost.text}" for lost in extraction.coverage.unaccounted),
        confidence=intake.raw.confidence,
        pages=intake.raw.pages,
    )
