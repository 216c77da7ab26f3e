"""One Vietnamese date grammar for documents and for questions."""

from knowledge.dates.deadline import parse_deadline

__all__ = ["parse_deadline"]
