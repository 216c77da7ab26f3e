"""Bytes to one canonical text with typed blocks."""

from knowledge.ingest.intake import IngestError, Intake
from knowledge.readers import ReadError
from knowledge.readers import read as read_bytes


def read(intake: Intake) -> None:
    """Fill ``raw``; raise IngestError for a file no reader takes."""
    try:
        intake.raw = read_bytes(intake.data, intake.filename)
    except ReadError as error:
        raise IngestError(str(error)) from error
