"""From a file's bytes to a published version: read, recognise, parse, identify, check, report, publish."""

from knowledge.ingest.intake import IngestError, Intake
from knowledge.ingest.limits import Limits
from knowledge.ingest.pipeline import Outcome, ingest, ingest_many
from knowledge.ingest.refresh import refresh

__all__ = ["IngestError", "Intake", "Limits", "Outcome", "ingest", "ingest_many", "refresh"]
