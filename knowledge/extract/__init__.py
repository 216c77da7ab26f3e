"""Reads everything of a document besides its task rows: metadata, goals, duties, passages, citations."""

from knowledge.extract.anomalies import anomalies
from knowledge.extract.coverage import Coverage, Unaccounted, coverage
from knowledge.extract.extraction import Extraction, extract, metadata_of
from knowledge.extract.years import plan_year

__all__ = [
    "Coverage",
    "Extraction",
    "Unaccounted",
    "anomalies",
    "coverage",
    "extract",
    "metadata_of",
    "plan_year",
]
