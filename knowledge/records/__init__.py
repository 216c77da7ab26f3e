"""Typed records. Plain dataclasses: they also load in Rasa's Python 3.10 environment."""

from knowledge.records.common import AgencyRef, Deadline, DocumentRef, Milestone, Span
from knowledge.records.plan import (
    Anomaly,
    Citation,
    Document,
    Passage,
    Responsibility,
    Target,
    Task,
)

__all__ = [
    "AgencyRef",
    "Anomaly",
    "Citation",
    "Deadline",
    "Document",
    "DocumentRef",
    "Milestone",
    "Passage",
    "Responsibility",
    "Span",
    "Target",
    "Task",
]
